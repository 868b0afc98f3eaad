// The classes that objects of the guest are emitted as: one for a canonical type of the engine, and gone when the engine has gone.
using System.Runtime.CompilerServices;
using System.Text;
using Weft.Compiler;
using Weft.Wasm;
using Xunit;

namespace Weft.Tests.Compiler;

public sealed class EmittedShapeTests
{
    private static readonly EngineOptions s_options = new() { Tier = ExecutionTier.Jit };

    [Fact]
    public void A_subtype_derives_from_its_supertype_and_adds_its_fields()
    {
        using var engine = new Engine(s_options);
        using var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, engine.LoadModuleText("""
            (module (type $base (sub (struct (field i8) (field anyref)))) (type $leaf (sub final $base (struct (field i8) (field anyref) (field i16) (field f64))))
              (func (export "base") (result (ref $base)) (struct.new_default $base)) (func (export "leaf") (result (ref $leaf)) (struct.new_default $leaf)))
            """));
        var made = instance.GetFunction("leaf").Invoke()[0].Reference!;
        var supertype = instance.GetFunction("base").Invoke()[0].Reference!.GetType();
        Assert.Equal(supertype, made.GetType().BaseType);
        Assert.Equal(typeof(StructObject), supertype.BaseType);
        Assert.True(made.GetType().IsSealed);
        Assert.False(supertype.IsSealed);
        var shape = (EmittedShape)((StructObject)made).Shape;
        Assert.Equal([typeof(byte), typeof(object), typeof(ushort), typeof(double)], shape.FieldInfos.Select(field => field.FieldType));
        Assert.Equal(shape.Places[..2], ((StructObject)instance.GetFunction("base").Invoke()[0].Reference!).Shape.Places);
    }

    [Fact]
    public void Modules_share_the_class_of_an_equal_type()
    {
        using var engine = new Engine(s_options);
        using var store = new Store(engine);
        Assert.Same(ClassIn("(type $x (func))"), ClassIn(""));
        Assert.NotSame(ClassIn(""), ClassIn("(type $s (struct (field i64)))"));

        Type ClassIn(string before) => new Linker(engine).Instantiate(store, engine.LoadModuleText($$"""
            (module {{before}} (type $t (struct (field (ref null $t)))) (func (export "make") (result (ref {{(before.Contains("$s", StringComparison.Ordinal) ? "$s" : "$t")}}))
              (struct.new_default {{(before.Contains("$s", StringComparison.Ordinal) ? "$s" : "$t")}})))
            """)).GetFunction("make").Invoke()[0].Reference!.GetType();
    }

    [Fact]
    public void The_classes_go_when_the_engine_has_gone()
    {
        var (type, kept) = Run();
        for (var i = 0; i < 20 && type.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(type.IsAlive);
        Assert.NotNull(kept);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (WeakReference Type, object Kept) Run()
        {
            using var engine = new Engine(s_options);
            using var store = new Store(engine);
            var instance = new Linker(engine).Instantiate(store, engine.LoadModuleText(
                """(module (type $t (struct (field i32))) (func (export "make") (result (ref $t)) (struct.new $t (i32.const 1))))"""));
            var made = (StructObject)instance.GetFunction("make").Invoke()[0].Reference!;
            Assert.Equal(1, made.GetField(0));
            return (new WeakReference(made.GetType()), made.Type);
        }
    }

    [Fact]
    public void Casts_find_the_identity_of_a_class_where_the_runtime_keeps_it()
    {
        var shapes = new ShapeRegistry(new TypeRegistry(), emits: true);
        var id = shapes.Types.Canonicalize([new RecursiveGroup([new SubType(false, [], new StructType([]))], false)])[0];
        using var engine = new Engine(s_options);
        using var store = new Store(engine);
        foreach (var value in (object[])[shapes.Get(id).NewStruct(store), I31.Create(1), "text", this])
        {
            Assert.Equal(value.GetType().TypeHandle.Value, Support.IdentityOf(value));
        }
    }

    [Fact]
    public void Casts_stay_right_however_many_classes_come_by()
    {
        using var engine = new Engine(s_options);
        using var store = new Store(engine);
        var text = new StringBuilder("(module (type $base (sub (struct))) (type $mid (sub $base (struct))) (type $array (array (mut anyref)))");
        for (var i = 0; i < 200; i++)
        {
            text.Append($"(type $s{i} (sub {(i % 2 == 0 ? "$mid" : "$base")} (struct (field {(i % 3 == 0 ? "i32" : "i64")}) {new StringBuilder().Insert(0, "(field i8)", i / 3)})))");
        }

        text.Append("(func (export \"run\") (param $n i32) (result i32) (local $a (ref $array)) (local $i i32) (local $s i32) (local.set $a (array.new_fixed $array 200");
        for (var i = 0; i < 200; i++)
        {
            text.Append($"(struct.new_default $s{i})");
        }

        text.Append("""
            ))
              (loop $l
                (local.set $s (i32.add (local.get $s) (ref.test (ref $mid) (array.get $array (local.get $a) (i32.rem_u (local.get $i) (i32.const 200))))))
                (drop (ref.cast (ref $base) (array.get $array (local.get $a) (i32.rem_u (local.get $i) (i32.const 200)))))
                (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
              (local.get $s)))
            """);
        var run = new Linker(engine).Instantiate(store, engine.LoadModuleText(text.ToString())).GetFunction<Func<int, int>>("run");
        var runs = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var own = new Store(engine);
            return new Linker(engine).Instantiate(own, engine.LoadModuleText(text.ToString())).GetFunction<Func<int, int>>("run")(20_000);
        })).ToArray();
        Assert.Equal(10_000, run(20_000));
        Assert.All(Task.WhenAll(runs).GetAwaiter().GetResult(), result => Assert.Equal(10_000, result));
    }

    [Fact]
    public void Types_may_be_as_large_as_the_limits_allow_and_many()
    {
        using var engine = new Engine(s_options);
        using var store = new Store(engine);
        var text = new StringBuilder("(module (type $large (struct");
        for (var i = 0; i < 10_000; i++)
        {
            text.Append(i % 3 == 0 ? " (field v128)" : i % 3 == 1 ? " (field (mut i8))" : " (field anyref)");
        }

        text.Append("))");
        for (var i = 0; i < 600; i++)
        {
            text.Append($"(type $s{i} (sub {(i is 0 or 300 ? "" : i < 63 || i > 300 && i < 363 ? $"$s{i - 1}" : "")} (struct {new StringBuilder().Insert(0, "(field i32)", i < 63 ? i : i >= 300 && i < 363 ? i - 299 : 1)})))");
        }

        text.Append("(func (export \"large\") (result i32) (local $l (ref null $large)) (local.set $l (struct.new_default $large))");
        text.Append("(struct.set $large 9997 (local.get $l) (i32.const 200)) (struct.get_u $large 9997 (local.get $l)))");
        text.Append("(func (export \"many\") (result i32)");
        for (var i = 0; i < 600; i++)
        {
            text.Append($"(ref.test (ref $s0) (struct.new_default $s{i}))").Append(i == 0 ? "" : "i32.add");
        }

        text.Append("))");
        var instance = new Linker(engine).Instantiate(store, engine.LoadModuleText(text.ToString()));
        Assert.Equal([200], instance.GetFunction("large").Invoke());
        Assert.Equal([63], instance.GetFunction("many").Invoke());
    }
}
