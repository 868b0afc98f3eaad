// Precompiled modules run as others do: calls, traps, objects, limits, in any number of engines.
using Xunit;

namespace Weft.Tests.Precompilation;

public sealed class PrecompiledModuleTests
{
    private const string Calls =
        """
        (type $other (func (param f64)))
        (type $binary (func (param i32 i32) (result i32)))
        (import "h" "log" (func $log (param i64) (result i64)))
        (memory (export "memory") 1)
        (data (i32.const 8) "data")
        (table funcref (elem $add $sub))
        (global $g (mut i32) (i32.const 7))
        (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))
        (func $sub (type $binary) (i32.sub (local.get 0) (local.get 1)))
        (func (export "choose") (param i32 i32 i32) (result i32)
          (call_indirect (type $binary) (local.get 1) (local.get 2) (local.get 0)))
        (func (export "wrong") (call_indirect (type $other) (f64.const 1) (i32.const 0)))
        (func (export "read") (param i32) (result i32) (i32.load (local.get 0)))
        (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
        (func (export "log") (param i64) (result i64) (call $log (local.get 0)))
        (func (export "two") (result i64 f32) (i64.const 0x123456789abcdef) (f32.const 0.5))
        (func (export "hash") (param i32) (result i64) (local $h i64)
          (loop $l
            (local.set $h (i64.mul (i64.xor (local.get $h) (i64.extend_i32_u (local.get 0))) (i64.const 0x9E3779B97F4A7C15)))
            (local.set $h (i64.add (local.get $h) (i64.const 0x9E3779B97F4A7C15)))
            (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (local.get $h))
        (func $deep (export "deep") (param i32) (result i32)
          (if (result i32) (local.get 0) (then (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (i32.const 1))) (else (global.get $g))))
        """;

    public static TheoryData<PrecompiledCodeKind> Kinds => Precompiled.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Functions_do_what_they_do_compiled_in_the_process(PrecompiledCodeKind kind)
    {
        var bytes = Precompiled.Make(Calls, await Precompiled.OptionsForAsync(kind));
        using var engine = new Engine();
        using var store = new Store(engine);
        var logged = 0L;
        var instance = Precompiled.Instantiate(store, bytes, linker => linker.AddFunction("h", "log", (long value) => logged = value + 1));
        Assert.True(instance.Module.IsPrecompiledFor(metersFuel: false));
        Assert.Equal(Hash(1000), instance.GetFunction<Func<int, long>>("hash")(1000));
        var choose = instance.GetFunction<Func<int, int, int, int>>("choose");
        Assert.Equal((7, 3), (choose(0, 5, 2), choose(1, 5, 2)));
        Assert.Equal(TrapKind.UndefinedElement, Assert.Throws<TrapException>(() => choose(2, 0, 0)).Kind);
        Assert.Equal(TrapKind.IndirectCallTypeMismatch, Assert.Throws<TrapException>(() => instance.GetFunction<Action>("wrong")()).Kind);
        Assert.Equal(0x61746164, instance.GetFunction<Func<int, int>>("read")(8));
        Assert.Equal(43, instance.GetFunction<Func<long, long>>("log")(42));
        Assert.Equal(43, logged);
        Assert.Equal([Value.FromInt64(0x123456789abcdef), Value.FromSingle(0.5f)], ((Function)instance.GetExport("two")!).Invoke());
        Assert.Equal(1007, instance.GetFunction<Func<int, int>>("deep")(1000));
        Assert.Equal(TrapKind.StackExhausted, Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int>>("deep")(-1)).Kind);
        Assert.Equal(TrapKind.IntegerDivideByZero, Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int, int>>("divide")(1, 0)).Kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Traces_name_the_same_places(PrecompiledCodeKind kind)
    {
        var options = await Precompiled.OptionsForAsync(kind);
        var bytes = Precompiled.Make(Calls, options);
        Assert.Equal(TraceOf(bytes, precompiled: false), TraceOf(bytes, precompiled: true));
    }

    private static string TraceOf(byte[] bytes, bool precompiled)
    {
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit });
        using var store = new Store(engine);
        Assert.True(Module.TryReadOriginal(bytes, out var original));
        var module = precompiled ? Module.DeserializeTrusted(engine, bytes) : engine.LoadModule(original);
        Assert.Equal(precompiled, module.IsPrecompiledFor(metersFuel: false));
        var instance = new Linker(engine).AddFunction("h", "log", (long value) => value).Instantiate(store, module);
        var outside = Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int>>("read")(-1));
        var wrong = Assert.Throws<TrapException>(() => instance.GetFunction<Action>("wrong")());
        return $"{outside.Kind}\n{outside.WasmStackTrace}\n{wrong.Kind}\n{wrong.WasmStackTrace}";
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Objects_go_between_modules_compiled_at_different_times(PrecompiledCodeKind kind)
    {
        const string Types =
            """
            (rec
              (type $shape (sub (struct (field $id i32))))
              (type $box (sub final $shape (struct (field $id i32) (field $v (mut f64)) (field $b (mut i8)) (field $next (mut (ref null $shape))) (field $w (mut v128))))))
            (type $list (array (mut (ref null $shape))))
            """;
        var maker = Precompiled.Make(
            $$"""
            (type $unused (struct (field i64)))
            {{Types}}
            (func (export "make") (param i32) (result (ref $shape))
              (struct.new $box (local.get 0) (f64.const 1.5) (i32.const 511) (struct.new $shape (i32.const 3)) (v128.const i32x4 1 2 3 4)))
            (func (export "list") (param (ref null $shape)) (result (ref $list)) (array.new $list (local.get 0) (i32.const 3)))
            """, await Precompiled.OptionsForAsync(kind));
        var user = $$"""
            {{Types}}
            (type $first (struct (field i32)))
            (func (export "use") (param (ref null $shape)) (result f64)
              (local $b (ref null $box))
              (local.set $b (ref.cast (ref $box) (local.get 0)))
              (struct.set $box $v (local.get $b) (f64.add (struct.get $box $v (local.get $b)) (f64.convert_i32_u (struct.get_u $box $b (local.get $b)))))
              (f64.add (struct.get $box $v (local.get $b))
                (f64.convert_i32_s (i32.add (struct.get $shape $id (struct.get $box $next (local.get $b)))
                  (i32x4.extract_lane 3 (struct.get $box $w (local.get $b)))))))
            (func (export "tests") (param (ref null $shape)) (result i32)
              (i32.add (ref.test (ref $box) (local.get 0)) (i32.mul (i32.const 10) (ref.test (ref $first) (local.get 0)))))
            (func (export "count") (param (ref null $list)) (result i32)
              (i32.add (array.len (local.get 0)) (struct.get $shape $id (array.get $list (local.get 0) (i32.const 2)))))
            """;
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit });

        // Other types first, so that ids differ from those of the engine that compiled.
        engine.LoadModuleText("(module (type (struct (field f32))) (type (array i8)) (type (func (param f32 f32 f32))))");
        using var store = new Store(engine);
        var make = Precompiled.Instantiate(store, maker);
        var users = new[]
        {
            Precompiled.Instantiate(store, Precompiled.Make(user)),
            new Linker(engine).Instantiate(store, engine.LoadModuleText($"(module {user})")),
        };
        foreach (var instance in users)
        {
            var shape = ((Function)make.GetExport("make")!).Invoke([Value.FromInt32(9)])[0];
            Assert.Equal(263.5, ((Function)instance.GetExport("use")!).Invoke([shape])[0].AsDouble());
            Assert.Equal(1, ((Function)instance.GetExport("tests")!).Invoke([shape])[0].AsInt32());
            var list = ((Function)make.GetExport("list")!).Invoke([shape])[0];
            Assert.Equal(12, ((Function)instance.GetExport("count")!).Invoke([list])[0].AsInt32());
        }
    }

    [Fact]
    public void One_file_serves_several_engines_and_stores()
    {
        var bytes = Precompiled.Make(Calls);
        for (var i = 0; i < 3; i++)
        {
            using var engine = new Engine();
            for (var j = 0; j < i; j++)
            {
                engine.LoadModuleText($"(module (type (func (param i64 {string.Concat(Enumerable.Repeat("i32 ", j))}))))");
            }

            using var module = Module.DeserializeTrusted(engine, bytes);
            for (var j = 0; j < 2; j++)
            {
                using var store = new Store(engine);
                var instance = new Linker(engine).AddFunction("h", "log", (long value) => value).Instantiate(store, module);
                Assert.Equal(9, instance.GetFunction<Func<int, int, int, int>>("choose")(0, 5, 4));
            }
        }
    }

    [Fact]
    public void Fuel_is_counted_where_the_code_was_made_for_it_and_code_is_made_anew_where_it_was_not()
    {
        const string Endless = """(func (export "run") (result i32) (loop $l (br $l)) (unreachable))""";
        using var engine = new Engine();
        foreach (var metersFuel in new[] { true, false })
        {
            using var store = new Store(engine, new StoreOptions { Fuel = 10_000 });
            var options = new PrecompileOptions { Kind = PrecompiledCodeKind.Portable, MetersFuel = metersFuel };
            var instance = Precompiled.Instantiate(store, Precompiled.Make(Endless, options));
            Assert.Equal(metersFuel, instance.Module.IsPrecompiledFor(metersFuel: true));
            Assert.Equal(TrapKind.OutOfFuel, Assert.Throws<TrapException>(() => instance.GetFunction<Func<int>>("run")()).Kind);
        }
    }

    [Fact]
    public void Giant_functions_and_large_frames_survive()
    {
        var giant = string.Concat(Enumerable.Range(0, 9000).Select(i => $"(local.set {1 + (i % 40)} (i64.add (local.get {1 + ((i * 7) % 40)}) (i64.const {i})))"));
        var locals = string.Concat(Enumerable.Repeat("i64 ", 40));
        var fields = $"""
            (func (export "giant") (param i64) (result i64) (local {locals}) (local.set 1 (local.get 0)) {giant} (local.get 5))
            (func $frame (export "frame") (param i32) (result i32) (local {string.Concat(Enumerable.Repeat("v128 ", 9000))})
              (if (result i32) (local.get 0) (then (call $frame (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 5))))
            """;
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit });
        using var store = new Store(engine);
        var expected = new Linker(engine).Instantiate(store, engine.LoadModuleText($"(module {fields})")).GetFunction<Func<long, long>>("giant")(11);
        var instance = Precompiled.Instantiate(store, Precompiled.Make(fields));
        Assert.Equal(expected, instance.GetFunction<Func<long, long>>("giant")(11));
        Assert.Equal(5, instance.GetFunction<Func<int, int>>("frame")(1));
        Assert.Equal(TrapKind.StackExhausted, Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int>>("frame")(1_000_000)).Kind);
    }

    private static long Hash(int count)
    {
        var hash = 0ul;
        for (; count != 0; count--)
        {
            hash = unchecked(((hash ^ (uint)count) * 0x9E3779B97F4A7C15) + 0x9E3779B97F4A7C15);
        }

        return (long)hash;
    }
}
