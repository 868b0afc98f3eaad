// What scripts of components expect of the host that runs them: as modules import from `spectest`, they import an instance `host`.
using Weft.Components;

namespace Weft.Wast;

/// <summary>Defines <c>host</c>: functions that return constants, a module, and resources that count how often they were dropped.</summary>
internal static class SpecTestComponent
{
    private const string Resource = "resource1";

    private static ReadOnlySpan<byte> SimpleModule => """(module (global (export "g") i32 i32.const 100) (func (export "f") (result i32) i32.const 101))"""u8;

    /// <summary>Adds the definitions.</summary>
    public static void AddTo(ComponentLinker linker)
    {
        linker.Root.AddFunction("host-return-two", static () => 2u);
        linker.Root.AddFunction("host-echo-u32", static (uint value) => value);
        var host = linker.Instance("host");
        host.AddFunction("return-three", static () => 3u);
        host.AddFunction("return-hi", static () => "hi");
        host.Instance("nested").AddFunction("return-four", static () => 4u);
        host.DefineModule("simple-module", linker.Engine.LoadModule(Wasm.Text.WatParser.Parse(SimpleModule.ToArray())));
        var drops = new Drops();
        var resource = host.AddResource<Counted>(Resource);
        host.DefineResource("resource1-again", resource);
        host.AddResource<object>("resource2");
        host.AddFunction($"[constructor]{Resource}", (uint representation) => new Counted(drops, representation));
        host.AddFunction($"[static]{Resource}.assert", static (Counted value, uint representation) => value.Expect(representation));
        host.AddFunction($"[static]{Resource}.last-drop", () => drops.Last);
        host.AddFunction($"[static]{Resource}.drops", () => drops.Count);
        host.AddFunction($"[method]{Resource}.simple", static (Counted value, uint representation) => value.Expect(representation));
        host.AddFunction($"[method]{Resource}.take-borrow", static (Counted _, Counted _) => { });
        host.AddFunction($"[method]{Resource}.take-own", static (Counted _, Counted _) => { });
    }

    /// <summary>What was dropped.</summary>
    private sealed class Drops
    {
        public uint Count { get; set; }

        public uint Last { get; set; }
    }

    /// <summary>A resource that is a number.</summary>
    private sealed class Counted(Drops drops, uint representation) : IDisposable
    {
        public void Dispose()
        {
            drops.Count++;
            drops.Last = representation;
        }

        public void Expect(uint expected)
        {
            if (representation != expected)
            {
                throw new TrapException(TrapKind.Unreachable, $"the host was given resource {representation}, expected {expected}");
            }
        }
    }
}
