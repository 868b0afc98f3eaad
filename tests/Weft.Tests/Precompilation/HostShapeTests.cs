// Functions of the host that precompiled code calls through code that was compiled before it knew their delegates.
using Weft.Compiler;
using Weft.Wasm;
using Xunit;

namespace Weft.Tests.Precompilation;

public sealed class HostShapeTests
{
    private const string Fields =
        """
        (import "h" "add" (func $add (param i32 i64) (result i64)))
        (import "h" "note" (func $note (param f64)))
        (import "h" "same" (func $same (param externref) (result externref)))
        (import "h" "two" (func $two (result i32 i32)))
        (func (export "run") (param i32 i64) (result i64)
          (call $note (f64.const 2.5))
          (call $add (local.get 0) (local.get 1)))
        (func (export "reference") (param externref) (result externref) (call $same (local.get 0)))
        (func (export "both") (result i32) (call $two) (i32.sub))
        """;

    [Fact]
    public async Task Delegates_of_all_types_that_fit_are_called_and_most_without_emitting_anything()
    {
        var bytes = Precompiled.Make(Fields, await Precompiled.OptionsForAsync(PrecompiledCodeKind.ReadyToRun));
        var noted = 0.0;
        Check(bytes, linker => linker.AddFunction("h", "add", (int a, long b) => a + b).AddFunction("h", "note", (double value) => { noted = value - 1; }));
        Check(bytes, linker => linker.AddFunction("h", "add", (uint a, ulong b) => a + b).AddFunction("h", "note", (double value) => { noted = value; }));
        Check(bytes, linker => linker
            .AddFunction("h", "add", (Caller caller, uint a, long b) => caller.Instance is not null ? a + b : 0)
            .AddFunction("h", "note", (Caller _, double value) => { noted = value; }));
        Assert.Equal(2.5, noted);

        void Check(byte[] file, Action<Linker> define)
        {
            using var engine = new Engine();
            using var store = new Store(engine);
            var instance = Precompiled.Instantiate(store, file, linker =>
            {
                linker.AddFunction("h", "same", (object? value) => value).AddFunction("h", "two", () => (7, 3));
                define(linker);
            });
            var run = (Function)instance.GetExport("run")!;
            Assert.Equal(47L, run.Invoke(5, 42L)[0].AsInt64());
            var reference = (Function)instance.GetExport("reference")!;
            var thing = new object();
            Assert.Same(thing, reference.Invoke(Value.FromReference(thing))[0].Reference);
            Assert.Empty(engine.Signatures.EmittedAssemblies);

            // Several results come as a tuple, whose type the host chose.
            Assert.Equal(4, ((Function)instance.GetExport("both")!).Invoke()[0].AsInt32());
            Assert.Single(engine.Signatures.EmittedAssemblies);
        }
    }

    [Fact]
    public void A_delegate_type_stands_for_those_that_are_called_alike()
    {
        using var engine = new Engine();
        var module = engine.LoadModuleText("""(module (func (export "f") (param i32 i64 externref) (result f32) (f32.const 0)))""");
        var type = engine.Types.GetFunctionType(module.Validated.FunctionTypeIds[0]);
        Assert.Equal(typeof(Func<int, long, object, float>), HostShape.DelegateOf(type, takesCaller: false));
        Assert.Equal(typeof(Func<Caller, int, long, object, float>), HostShape.DelegateOf(type, takesCaller: true));
        Assert.False(Match<Func<uint, ulong, object, float>>(type));
        Assert.True(Match<Func<Caller, uint, long, object, float>>(type));
        Assert.Null(Match<Func<uint, ulong, Function, float>>(type));
        Assert.Null(Match<Func<Caller, Caller, uint, ulong, object, float>>(type));
        Assert.Null(Match<Action<uint, ulong, object>>(type));
        Assert.Null(Match<Action<uint, ulong, object, float>>(type));
        Assert.False(Match<Own>(type));
        Assert.True(Match<OwnGeneric<int>>(type));
        Assert.Null(Match<OwnGeneric<long>>(type));

        var wide = engine.LoadModuleText($"(module (func (param {string.Concat(Enumerable.Repeat("i32 ", 13))})))");
        Assert.Null(HostShape.DelegateOf(engine.Types.GetFunctionType(wide.Validated.FunctionTypeIds[0]), takesCaller: false));
    }

    private static bool? Match<TDelegate>(FunctionType type) => HostShape.Match(typeof(TDelegate), type);

    private delegate float Own(uint a, ulong b, object c);

    private delegate float OwnGeneric<T>(Caller caller, T a, ulong b, object c);
}
