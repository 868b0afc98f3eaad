using Weft.Wasm;
using Xunit;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Tests.Runtime;

/// <summary>Functions whose arguments and results are numbers as bits, on both sides and every tier.</summary>
public sealed class SlotFunctionTests
{
    private const string Text = """
        (module
          (import "h" "mix" (func $mix (param i32 i64 f32 f64) (result f64)))
          (import "h" "pair" (func $pair (param i32) (result i32 i64)))
          (import "h" "fail" (func $fail))
          (memory 1)
          (tag $t (export "t") (param i32))
          (func (export "mix") (param i32 i64 f32 f64) (result f64)
            (call $mix (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
          (func (export "pair") (param i32) (result i64)
            (local i32 i64)
            (call $pair (local.get 0)) (local.set 2) (local.set 1)
            (i64.add (i64.extend_i32_u (local.get 1)) (local.get 2)))
          (func (export "fail") (call $fail))
          (func (export "catch") (result i32)
            (block $caught (result i32)
              (try_table (catch $t $caught) (call $fail))
              (i32.const 0)))
          (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
          (func (export "twice") (param i32) (result i32 i32) (local.get 0) (i32.mul (local.get 0) (i32.const 2)))
          (func (export "throw") (param i32) (throw $t (local.get 0))))
        """;

    public static TheoryData<ExecutionTier> Tiers() => [ExecutionTier.Interpreter, ExecutionTier.Jit, ExecutionTier.Tiered];

    [Theory]
    [MemberData(nameof(Tiers))]
    public void The_host_is_given_slots_and_gives_them(ExecutionTier tier)
    {
        using var guest = new Guest(tier);
        Span<ulong> slots = [unchecked((uint)-1), unchecked((ulong)-2L), BitConverter.SingleToUInt32Bits(0.5f), BitConverter.DoubleToUInt64Bits(0.25)];
        guest.Instance.GetFunction("mix").InvokeSlots(slots);
        Assert.Equal(-2.25, BitConverter.UInt64BitsToDouble(slots[0]));
        slots[0] = 7;
        guest.Instance.GetFunction("pair").InvokeSlots(slots);
        Assert.Equal(8 + (1ul << 40), slots[0]);
        slots[0] = 21;
        guest.Instance.GetFunction("twice").InvokeSlots(slots);
        Assert.Equal([21ul, 42ul], slots[..2].ToArray());
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void What_goes_wrong_arrives(ExecutionTier tier)
    {
        using var guest = new Guest(tier);
        var load = guest.Instance.GetFunction("load");
        var trap = Assert.Throws<TrapException>(() => load.InvokeSlots([0x10000]));
        Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        guest.Fail = () => throw new InvalidOperationException("the host's");
        Assert.Equal("the host's", Assert.Throws<InvalidOperationException>(() => guest.Instance.GetFunction("fail").InvokeSlots([])).Message);
        Assert.IsType<GuestException>(Record.Exception(() => guest.Instance.GetFunction("throw").InvokeSlots([5])));

        // An exception that the host passes on from inside reaches the guest outside as its own.
        guest.Fail = () => guest.Instance.GetFunction("throw").InvokeSlots([9]);
        Span<ulong> slots = [0];
        guest.Instance.GetFunction("catch").InvokeSlots(slots);
        Assert.Equal(9ul, slots[0]);
        slots[0] = 0;
        load.InvokeSlots(slots);
        Assert.Equal(0ul, slots[0]);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_store_that_is_gone_or_to_stop_says_so(ExecutionTier tier)
    {
        var guest = new Guest(tier);
        var load = guest.Instance.GetFunction("load");
        load.InvokeSlots([0]);
        guest.Store.Interrupt();
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => load.InvokeSlots([0])).Kind);
        load.InvokeSlots([0]);
        guest.Dispose();
        Assert.Throws<ObjectDisposedException>(() => load.InvokeSlots([0]));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void The_host_may_be_an_object(ExecutionTier tier)
    {
        using var guest = new Guest(tier);
        var module = guest.Engine.LoadModuleText("""
            (module (import "" "count" (func $count (param i32) (result i32)))
              (func (export "twice") (param i32) (result i32) (i32.add (call $count (local.get 0)) (call $count (local.get 0)))))
            """);
        var counter = new Counter();
        var typeId = guest.Engine.Types.GetFunctionTypeId(new FunctionType([CoreValue.I32], [CoreValue.I32]));
        var function = new Function(guest.Store, typeId, counter);
        var instance = module.Instantiate(guest.Store, function);
        Assert.Equal([3], instance.GetFunction("twice").Invoke(1));
        Assert.Equal([12], function.Invoke(10));
        Assert.Equal(12u, counter.Sum);
        Assert.Same(instance, counter.Instance);
        var reference = guest.Engine.Types.GetFunctionTypeId(new FunctionType([CoreValue.ExternRef], []));
        Assert.Throws<ArgumentException>(() => new Function(guest.Store, reference, counter));
        Assert.Throws<ArgumentNullException>(() => new Function(guest.Store, typeId, (ISlotFunction)null!));
    }

    [Fact]
    public void Types_with_references_have_no_slots()
    {
        using var guest = new Guest(ExecutionTier.Interpreter);
        var type = new FunctionType([CoreValue.ExternRef], []);
        Assert.Throws<ArgumentException>(() => new Function(guest.Store, type, (Caller _, Span<ulong> _) => { }));
        Assert.Throws<ArgumentException>(() => guest.Instance.GetFunction("pair").InvokeSlots([]));
    }

    [Fact]
    public void Imports_may_be_given_in_order()
    {
        using var guest = new Guest(ExecutionTier.Jit);
        var module = guest.Engine.LoadModuleText("""(module (import "a" "f" (func (param i32) (result i32))) (export "g" (func 0)))""");
        var load = guest.Instance.GetFunction("load");
        var instance = module.Instantiate(guest.Store, load);
        Assert.Equal([0], instance.GetFunction("g").Invoke(0));
        Assert.Contains("1 imports, not 0", Assert.Throws<ArgumentException>(() => module.Instantiate(guest.Store)).Message);
        Assert.Contains("incompatible import type: \"a\" \"f\"", Assert.Throws<LinkException>(() => module.Instantiate(guest.Store, guest.Instance.GetFunction("fail"))).Message);
        using var other = new Store(guest.Engine);
        Assert.Throws<ArgumentException>(() => module.Instantiate(other, load));
    }

    private sealed class Counter : ISlotFunction
    {
        public uint Sum { get; private set; }

        public Instance? Instance { get; private set; }

        public void Invoke(Caller caller, Span<ulong> slots)
        {
            Instance = caller.Instance ?? Instance;
            slots[0] = Sum += (uint)slots[0];
        }
    }

    private sealed class Guest : IDisposable
    {
        public Guest(ExecutionTier tier)
        {
            Engine = new Engine(new EngineOptions { Tier = tier });
            Store = new Store(Engine);
            var module = Engine.LoadModuleText(Text);
            var (i32, i64) = (CoreValue.I32, CoreValue.I64);
            Instance = module.Instantiate(
                Store,
                new Function(Store, new FunctionType([i32, i64, CoreValue.F32, CoreValue.F64], [CoreValue.F64]), Mix),
                new Function(Store, new FunctionType([i32], [i32, i64]), (Caller _, Span<ulong> slots) => (slots[0], slots[1]) = (slots[0] + 1, 1ul << 40)),
                new Function(Store, FunctionType.Empty, (Caller caller, Span<ulong> _) =>
                {
                    Assert.Same(Store, caller.Store);
                    Fail();
                }));
        }

        public Engine Engine { get; }

        public Store Store { get; }

        public Instance Instance { get; }

        public Action Fail { get; set; } = () => { };

        public void Dispose()
        {
            Store.Dispose();
            Engine.Dispose();
        }

        private static void Mix(Caller caller, Span<ulong> slots) => slots[0] = BitConverter.DoubleToUInt64Bits(
            (int)slots[0] + (long)slots[1] + BitConverter.UInt32BitsToSingle((uint)slots[2]) + BitConverter.UInt64BitsToDouble(slots[3]));
    }
}
