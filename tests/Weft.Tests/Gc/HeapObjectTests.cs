// Structures, arrays, small integers and exceptions as the host sees them, and tests of their types.
using Weft.Runtime;
using Weft.Wasm;
using Xunit;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Tests.Gc;

/// <summary>In the portable representation, which the interpreter alone uses.</summary>
public sealed class PortableObjectTests() : HeapObjectTests(ExecutionTier.Interpreter);

/// <summary>As emitted classes.</summary>
public sealed class EmittedObjectTests() : HeapObjectTests(ExecutionTier.Jit);

public abstract class HeapObjectTests : IDisposable
{
    private readonly Engine _engine;
    private readonly Store _store;
    private readonly Instance _instance;

    protected HeapObjectTests(ExecutionTier tier)
    {
        _engine = new Engine(new EngineOptions { Tier = tier });
        _store = new Store(_engine);
        _instance = new Linker(_engine).Instantiate(_store, _engine.LoadModuleText("""
            (module
              (rec (type $base (sub (struct (field (mut i32)))))
                   (type $derived (sub $base (struct (field (mut i32)) (field (mut (ref null $base))) (field i8)))))
              (type $bytes (array (mut i8)))
              (type $refs (array (mut anyref)))
              (type $fixed (array f64))
              (type $function (func (param i32)))
              (global (export "base") (ref $base) (struct.new $base (i32.const 1)))
              (global (export "derived") (ref $derived) (struct.new $derived (i32.const 2) (ref.null none) (i32.const 0xFF)))
              (global (export "bytes") (ref $bytes) (array.new_fixed $bytes 2 (i32.const 1) (i32.const -1)))
              (global (export "refs") (ref $refs) (array.new_default $refs (i32.const 2)))
              (global (export "fixed") (ref $fixed) (array.new $fixed (f64.const 0.5) (i32.const 1)))
              (func $f (type $function)) (export "f" (func $f))
              (tag (export "e") (param i32 externref)))
            """));
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Fields_are_read_and_written_by_their_types()
    {
        var derived = Get<StructObject>("derived");
        Assert.Equal([2, Value.FromReference(null), 0xFF], Enumerable.Range(0, derived.FieldCount).Select(derived.GetField));
        derived.SetField(0, -5);
        derived.SetField(1, Value.FromReference(Get<StructObject>("base")));
        Assert.Equal(-5, derived.GetField(0));
        Assert.Same(Get<StructObject>("base"), derived.GetField(1).Reference);
        Assert.Throws<InvalidOperationException>(() => derived.SetField(2, 1));
        Assert.Throws<ArgumentException>(() => derived.SetField(0, 1L));
        Assert.Throws<ArgumentException>(() => derived.SetField(1, Value.FromReference(Get<ArrayObject>("bytes"))));
        Assert.Throws<ArgumentOutOfRangeException>(() => derived.GetField(3));
    }

    [Fact]
    public void Elements_are_read_and_written_by_their_type()
    {
        var bytes = Get<ArrayObject>("bytes");
        Assert.Equal([1, 0xFF], Enumerable.Range(0, bytes.Length).Select(i => bytes[i]));
        bytes.SetElement(0, 0x1234);
        Assert.Equal(0x34, bytes[0]);
        var references = Get<ArrayObject>("refs");
        references.SetElement(1, Value.FromReference(references));
        Assert.Same(references, references[1].Reference);
        Assert.Throws<InvalidOperationException>(() => Get<ArrayObject>("fixed").SetElement(0, 1.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => bytes[2]);
        Assert.Throws<ArgumentException>(() => bytes.SetElement(0, 1.0));
    }

    [Fact]
    public void References_are_of_the_types_that_the_specification_says()
    {
        var baseType = Get<StructObject>("base").TypeId;
        AssertTypes(Get<StructObject>("derived"), HeapType.Defined(Get<StructObject>("derived").TypeId), HeapType.Defined(baseType), AbstractHeapType.Struct, AbstractHeapType.Eq, AbstractHeapType.Any);
        AssertTypes(Get<StructObject>("base"), HeapType.Defined(baseType), AbstractHeapType.Struct, AbstractHeapType.Eq, AbstractHeapType.Any);
        AssertTypes(Get<ArrayObject>("bytes"), HeapType.Defined(Get<ArrayObject>("bytes").TypeId), AbstractHeapType.Array, AbstractHeapType.Eq, AbstractHeapType.Any);
        AssertTypes(I31.Create(1), AbstractHeapType.I31, AbstractHeapType.Eq, AbstractHeapType.Any);
        AssertTypes("an object of the host", AbstractHeapType.Any);
        var function = _instance.GetFunction("f");
        AssertTypes(function, HeapType.Defined(function.TypeId), AbstractHeapType.Func, AbstractHeapType.Any);
        AssertTypes(new ExceptionObject(_instance.GetTag("e"), 1, default), AbstractHeapType.Exn, AbstractHeapType.Any);
        Assert.True(ReferenceChecks.IsInstance(_engine.Types, null, ValueType.Ref(HeapType.Defined(baseType), nullable: true)));
        Assert.False(ReferenceChecks.IsInstance(_engine.Types, null, ValueType.Ref(HeapType.Defined(baseType), nullable: false)));
    }

    [Fact]
    public void Small_integers_are_equal_by_value_and_everything_else_by_identity()
    {
        Assert.True(ReferenceChecks.AreEqual(I31.Create(1 << 20), I31.Create(1 << 20)));
        Assert.True(ReferenceChecks.AreEqual(I31.Create(-1), I31.Create(int.MaxValue)));
        Assert.False(ReferenceChecks.AreEqual(I31.Create(1), I31.Create(2)));
        Assert.True(ReferenceChecks.AreEqual(null, null));
        Assert.False(ReferenceChecks.AreEqual(null, I31.Create(0)));
        Assert.False(ReferenceChecks.AreEqual("a", new string('a', 1)));
        Assert.Equal(-1, I31.Create(int.MaxValue).Signed);
        Assert.Equal(int.MaxValue, (int)I31.Create(-1).Unsigned);
        Assert.Equal(1 << 29, I31.Create(1 << 29).Signed);
        Assert.Equal(-(1 << 30), I31.Create(1 << 30).Signed);
    }

    [Fact]
    public void Exceptions_have_the_payload_of_their_tag()
    {
        var tag = _instance.GetTag("e");
        var exception = new ExceptionObject(tag, 4, Value.FromReference("x"));
        Assert.Equal([4, Value.FromReference("x")], exception.Payload);
        Assert.Contains("i32 externref", new GuestException(exception).Message);
        Assert.Throws<ArgumentException>(() => new ExceptionObject(tag, 4));
        Assert.Throws<ArgumentException>(() => new ExceptionObject(tag, 4L, default));
    }

    [Fact]
    public void An_array_that_cannot_be_allocated_is_a_trap()
    {
        var trap = Assert.Throws<TrapException>(() => Get<ArrayObject>("refs").Shape.NewArray(_store, uint.MaxValue));
        Assert.Equal(TrapKind.AllocationFailed, trap.Kind);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("arrays")]
    [InlineData("exceptions")]
    public void A_guest_that_keeps_everything_is_stopped_and_one_that_drops_it_is_not(string function)
    {
        using var store = new Store(_engine, new StoreOptions { MaxHeap = 16 << 20 });
        var instance = new Linker(_engine).Instantiate(store, _engine.LoadModuleText("""
            (module
              (type $node (struct (field (ref null $node)) (field i64)))
              (type $array (array i32)) (type $holder (struct (field (ref null $holder)) (field (ref $array))))
              (tag $thrown (param exnref i64))
              (global $last (mut exnref) (ref.null exn))
              (global $head (mut (ref null $node)) (ref.null $node))
              (global $arrays (mut (ref null $holder)) (ref.null $holder))
              (func (export "list") (param $keep i32) (param $count i32)
                (loop $next
                  (global.set $head (struct.new $node (if (result (ref null $node)) (local.get $keep) (then (global.get $head)) (else (ref.null $node))) (i64.const 1)))
                  (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
              (func (export "arrays") (param $keep i32) (param $count i32)
                (loop $next
                  (global.set $arrays (struct.new $holder
                    (if (result (ref null $holder)) (local.get $keep) (then (global.get $arrays)) (else (ref.null $holder)))
                    (array.new_default $array (i32.const 100))))
                  (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
              (func (export "exceptions") (param $keep i32) (param $count i32)
                (loop $next
                  (block $caught (result exnref)
                    (try_table (catch_all_ref $caught)
                      (throw $thrown (if (result exnref) (local.get $keep) (then (global.get $last)) (else (ref.null exn))) (i64.const 1)))
                    unreachable)
                  (global.set $last)
                  (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
            """));
        var run = instance.GetFunction<Action<int, int>>(function);
        run(0, 1_000_000);
        Assert.Equal(TrapKind.AllocationFailed, Assert.Throws<TrapException>(() => run(1, 1_000_000)).Kind);
        run(0, 300_000);
        Assert.Equal(TrapKind.AllocationFailed, Assert.Throws<TrapException>(() => run(1, 1_000_000)).Kind);
        run(1, 10);
    }

    private T Get<T>(string name) where T : class => (T)_instance.GetGlobal(name).Value.Reference!;

    private void AssertTypes(object value, params ReadOnlySpan<HeapType> types)
    {
        foreach (var type in Enum.GetValues<AbstractHeapType>().Where(type => type != AbstractHeapType.Extern))
        {
            Assert.Equal(types.Contains(type), ReferenceChecks.IsInstance(_engine.Types, value, (HeapType)type));
        }

        for (var id = 0; id < _engine.Types.Count; id++)
        {
            Assert.Equal(types.Contains(HeapType.Defined(id)), ReferenceChecks.IsInstance(_engine.Types, value, HeapType.Defined(id)));
        }
    }
}
