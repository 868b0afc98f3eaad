using Weft.Wasm;
using Xunit;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Tests.Runtime;

/// <summary>Functions of the host in whose place a function of a module is put.</summary>
public sealed class ReplacedFunctionTests
{
    private const string Caller = """
        (module
          (import "h" "f" (func $f (param i32) (result i32)))
          (table (export "table") 1 funcref)
          (elem (i32.const 0) $f)
          (type $t (func (param i32) (result i32)))
          (func (export "once") (param i32) (result i32) (call $f (local.get 0)))
          (func (export "indirect") (param i32) (result i32) (call_indirect (type $t) (local.get 0) (i32.const 0)))
          (func (export "loop") (param i32) (result i32)
            (local i32)
            (loop $next
              (local.set 1 (call $f (local.get 1)))
              (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
            (local.get 1)))
        """;

    private const string Replacement = """
        (module
          (import "" "step" (global $step (mut i32)))
          (func (export "f") (param i32) (result i32) (i32.add (local.get 0) (global.get $step)))
          (func (export "other"))
          (func (export "recurse") (param i32) (result i32)
            (if (result i32) (local.get 0) (then (call 2 (i32.sub (local.get 0) (i32.const 1)))) (else (global.get $step)))))
        """;

    public static TheoryData<ExecutionTier> Tiers() => [ExecutionTier.Interpreter, ExecutionTier.Jit, ExecutionTier.Tiered];

    private static FunctionType Type => new([CoreValue.I32], [CoreValue.I32]);

    [Theory]
    [MemberData(nameof(Tiers))]
    public void All_who_have_it_call_the_other(ExecutionTier tier)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        var step = new Global(store, new GlobalType(CoreValue.I32, IsMutable: true), 2);
        var calls = 0;
        Function? host = null;
        host = new Function(store, Type, (_, slots) =>
        {
            slots[0]++;
            if (++calls == 3)
            {
                host!.Replace(engine.LoadModuleText(Replacement), "f", step);
            }
        });
        var instance = engine.LoadModuleText(Caller).Instantiate(store, host);
        int Call(string name, int value) => instance.GetFunction(name).Invoke(value)[0].AsInt32();
        Assert.Equal(11, Call("once", 10));
        Assert.Equal(11, Call("indirect", 10));

        // The third call replaces it while it runs.
        Assert.Equal(1 + (99_999 * 2), Call("loop", 100_000));
        Assert.Equal(12, Call("once", 10));
        Assert.Equal(12, Call("indirect", 10));
        step.Bits = 5;
        Assert.Equal(15, Call("once", 10));
        Assert.Equal(15, host.Invoke(10)[0].AsInt32());
        Assert.Equal(3, calls);
        Assert.Equal(1, store.Statistics.Instances);
        Assert.Equal("only a function of the host can be replaced", Assert.Throws<InvalidOperationException>(() => host.Replace(engine.LoadModuleText(Replacement), "f", step)).Message);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void It_traps_on_what_exhausts_the_stack(ExecutionTier tier)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        var host = new Function(store, Type, (_, slots) => slots[0] = 0);
        host.Replace(engine.LoadModuleText(Replacement), "recurse", new Global(store, new GlobalType(CoreValue.I32, IsMutable: true), 2));
        var instance = engine.LoadModuleText(Caller).Instantiate(store, host);
        Assert.Equal(2, instance.GetFunction("once").Invoke(1000)[0].AsInt32());
        Assert.Equal(TrapKind.StackExhausted, Assert.Throws<TrapException>(() => instance.GetFunction("once").Invoke(int.MaxValue)).Kind);
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_changes_nothing()
    {
        using var engine = new Engine();
        using var other = new Engine();
        using var store = new Store(engine);
        var step = new Global(store, new GlobalType(CoreValue.I32, IsMutable: true), 2);
        var host = new Function(store, Type, (_, slots) => slots[0] = 7);
        var module = engine.LoadModuleText(Replacement);
        Assert.Throws<ArgumentException>(() => host.Replace(module, "missing", step));
        Assert.Throws<ArgumentException>(() => host.Replace(module, "other", step));
        Assert.Throws<ArgumentException>(() => host.Replace(other.LoadModuleText(Replacement), "f", step));
        Assert.Throws<ArgumentException>(() => host.Replace(module, "f"));
        Assert.Throws<LinkException>(() => host.Replace(module, "f", new Global(store, new GlobalType(CoreValue.I32, IsMutable: false), 2)));
        Assert.Equal(7, host.Invoke(1)[0].AsInt32());
    }

    [Fact]
    public void Globals_of_numbers_have_bits()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var number = new Global(store, new GlobalType(CoreValue.F64, IsMutable: true), 1.5);
        Assert.Equal(BitConverter.DoubleToUInt64Bits(1.5), number.Bits);
        number.Bits = BitConverter.DoubleToUInt64Bits(-2);
        Assert.Equal(-2, number.Value.AsDouble());
        Assert.Throws<InvalidOperationException>(() => new Global(store, new GlobalType(CoreValue.I32, IsMutable: false), 1).Bits = 2);
        Assert.Throws<InvalidOperationException>(() => new Global(store, new GlobalType(CoreValue.FuncRef, IsMutable: true), Value.FromReference(null)).Bits);
    }
}
