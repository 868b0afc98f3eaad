using System.Runtime.CompilerServices;
using Weft.Wasm;
using Xunit;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Tests.Runtime;

/// <summary>Replacements of functions of the host whose code is made for what it calls.</summary>
public sealed class BoundImportsTests
{
    private const string Caller = """
        (module
          (import "h" "f" (func $f (param i32) (result i32)))
          (func (export "once") (param i32) (result i32) (call $f (local.get 0))))
        """;

    // Small functions may become part of who calls them, others are called.
    private const string Callee = """
        (module
          (global $calls (mut i32) (i32.const 0))
          (memory 1)
          (func (export "small") (param i32) (result i32)
            (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
            (i32.add (local.get 0) (global.get $calls)))
          (func (export "large") (param i32) (result i32)
            (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 100)))
            (i32.add (local.get 0) (i32.load (i32.const 8))))
          (func (export "failing") (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0))))
        """;

    private const string Replacement = """
        (module
          (import "" "small" (func $small (param i32) (result i32)))
          (import "" "other" (func $other (param i32) (result i32)))
          (func (export "f") (param i32) (result i32) (call $other (call $small (local.get 0)))))
        """;

    public static TheoryData<ExecutionTier> Tiers() => [ExecutionTier.Interpreter, ExecutionTier.Jit, ExecutionTier.Tiered];

    private static FunctionType Type => new([CoreValue.I32], [CoreValue.I32]);

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Each_instance_is_called_as_itself(ExecutionTier tier)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        var module = engine.LoadModuleText(Callee);
        var replacement = engine.LoadModuleText(Replacement);
        var (first, second) = (Make(), Make());
        (int, int) Call(int value) => (first.Invoke(value), second.Invoke(value));
        Assert.Equal((101, 101), Call(0));
        Assert.Equal((203, 203), Call(1));
        Assert.Equal(310, first.Invoke(7));
        Assert.Equal(310, second.Invoke(7));

        Small Make()
        {
            var callee = module.Instantiate(store);
            for (var i = 0; i < 2; i++)
            {
                // Only what is compiled can be bound, which on the tier Tiered is later.
                Assert.Equal(0, callee.GetFunction("failing").Invoke(2)[0].AsInt32());
            }

            var host = new Function(store, Type, (_, slots) => slots[0] = 0);
            var caller = engine.LoadModuleText(Caller).Instantiate(store, host);
            host.Replace(replacement, "f", callee.GetFunction("small"), callee.GetFunction("large"));
            return new Small(caller.GetFunction("once"));
        }
    }

    [Fact]
    public void Code_is_shared_by_those_who_import_the_same_functions()
    {
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit });
        using var store = new Store(engine);
        var module = engine.LoadModuleText(Callee);
        var replacement = engine.LoadModuleText(Replacement);
        var (one, other) = (module.Instantiate(store), module.Instantiate(store));
        var host = new Function(store, Type, (_, slots) => slots[0]++);
        var code = Bind(one.GetFunction("small"), one.GetFunction("large"));
        Assert.NotNull(code);
        Assert.Same(code, Bind(other.GetFunction("small"), other.GetFunction("large")));
        Assert.NotSame(code, Bind(one.GetFunction("large"), one.GetFunction("small")));
        Assert.NotSame(code, Bind(one.GetFunction("small"), host));
        Assert.NotSame(code, Bind(engine.LoadModuleText(Callee).Instantiate(store).GetFunction("small"), one.GetFunction("large")));
        Assert.Null(Bind(host, host));

        object? Bind(Function small, Function large) => replacement.GetBound(metered: false, [small, large]);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_host_function_that_it_calls_may_be_replaced_later(ExecutionTier tier)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        var callee = engine.LoadModuleText(Callee).Instantiate(store);
        var inner = new Function(store, Type, (_, slots) => slots[0] = (slots[0] * 2) & uint.MaxValue);
        var outer = new Function(store, Type, (_, slots) => slots[0] = 0);
        var caller = new Small(engine.LoadModuleText(Caller).Instantiate(store, outer).GetFunction("once"));
        outer.Replace(engine.LoadModuleText(Replacement), "f", callee.GetFunction("small"), inner);
        Assert.Equal(22, caller.Invoke(10));
        inner.Replace(engine.LoadModuleText(Replacement), "f", callee.GetFunction("small"), callee.GetFunction("large"));
        Assert.Equal(10 + 2 + 3 + 100, caller.Invoke(10));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_trap_inside_names_all_frames(ExecutionTier tier)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        var callee = engine.LoadModuleText(Callee).Instantiate(store);
        var host = new Function(store, Type, (_, slots) => slots[0] = 0);
        var caller = engine.LoadModuleText(Caller).Instantiate(store, host);
        host.Replace(engine.LoadModuleText(Replacement), "f", callee.GetFunction("small"), callee.GetFunction("failing"));
        var trap = Assert.Throws<TrapException>(() => caller.GetFunction("once").Invoke(-1));
        Assert.Equal(TrapKind.IntegerDivideByZero, trap.Kind);
        Assert.Equal([2, 2, 1], trap.WasmStackTrace!.Select(frame => frame.FunctionIndex));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_functions_get_hot_it_is_made_when_they_are(bool inBackground)
    {
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Tiered, CallsUntilHot = 2, CompilesInBackground = inBackground });
        using var store = new Store(engine);
        var callee = engine.LoadModuleText(Callee).Instantiate(store);
        var host = new Function(store, Type, (_, slots) => slots[0] = 0);
        var caller = new Small(engine.LoadModuleText(Caller).Instantiate(store, host).GetFunction("once"));
        host.Replace(engine.LoadModuleText(Replacement), "f", callee.GetFunction("small"), callee.GetFunction("large"));
        var instance = Assert.Single(store.Instances.ToArray(), instance => instance.Binding is not null);
        Assert.Null(instance.Binding!.Code);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 1; instance.Binding.Code is null && watch.Elapsed < TimeSpan.FromSeconds(2); i++)
        {
            Assert.Equal((101 * i) + 7, caller.Invoke(7));
        }

        // In the background what is called may be compiled too late, on a machine that has other things to do.
        Assert.True(inBackground || instance.Binding.Code is not null);

        // Both functions count their calls.
        var first = caller.Invoke(0);
        Assert.Equal(101, caller.Invoke(0) - first);
    }

    [Fact]
    public void It_keeps_no_module_that_it_calls()
    {
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit });
        var replacement = engine.LoadModuleText(Replacement);
        var modules = Enumerable.Range(0, 3).Select(_ => Use(engine, replacement)).ToArray();
        for (var i = 0; i < 20 && modules.Any(module => module.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.All(modules, module => Assert.False(module.IsAlive));
        GC.KeepAlive(replacement);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Use(Engine engine, Module replacement)
    {
        using var store = new Store(engine);
        var module = engine.LoadModuleText(Callee);
        var callee = module.Instantiate(store);
        var host = new Function(store, Type, (_, slots) => slots[0] = 0);
        var caller = engine.LoadModuleText(Caller).Instantiate(store, host);
        host.Replace(replacement, "f", callee.GetFunction("small"), callee.GetFunction("large"));
        Assert.Equal(101, new Small(caller.GetFunction("once")).Invoke(0));
        return new WeakReference(module);
    }

    private sealed class Small(Function function)
    {
        public int Invoke(int value) => function.Invoke(value)[0].AsInt32();
    }
}
