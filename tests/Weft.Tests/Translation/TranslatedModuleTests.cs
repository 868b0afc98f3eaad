// Modules that a program is built with run as others do, with nothing emitted while they run.
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Weft.Wasm;
using Xunit;

namespace Weft.Tests.Translation;

public sealed class TranslatedModuleTests
{
    private const string Calls =
        """
        (type $binary (func (param i32 i32) (result i32)))
        (type $other (func (param f64)))
        (import "h" "log" (func $log (param i64) (result i64)))
        (memory (export "memory") 1)
        (data (i32.const 8) "data")
        (table funcref (elem $add $sub))
        (func $add (export "add") (type $binary) (i32.add (local.get 0) (local.get 1)))
        (func $sub (type $binary) (i32.sub (local.get 0) (local.get 1)))
        (func (export "choose") (param i32 i32 i32) (result i32)
          (call_indirect (type $binary) (local.get 1) (local.get 2) (local.get 0)))
        (func (export "wrong") (call_indirect (type $other) (f64.const 1) (i32.const 0)))
        (func (export "read") (param i32) (result i32) (i32.load (local.get 0)))
        (func (export "divide") (type $binary) (i32.div_s (local.get 0) (local.get 1)))
        (func (export "log") (param i64) (result i64) (call $log (local.get 0)))
        (func (export "two") (result i64 f32) (i64.const 0x123456789abcdef) (f32.const 0.5))
        (func $deep (export "deep") (param i32) (result i32)
          (if (result i32) (local.get 0) (then (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (i32.const 1))) (else (i32.const 7))))
        """;

    private const string Objects =
        """
        (type $super (sub (struct (field $a (mut i32)) (field $r (mut externref)))))
        (type $point (sub $super (struct (field $a (mut i32)) (field $r (mut externref)) (field $x (mut f64)) (field $v (mut v128)) (field $b (mut i8)))))
        (type $line (array (mut (ref null $super))))
        (func $make (param i32 externref) (result (ref $point))
          (struct.new $point (local.get 0) (local.get 1) (f64.const 2.5) (v128.const i64x2 3 4) (i32.const 200)))
        (func (export "sum") (param i32 externref) (result i32) (local $p (ref null $point)) (local $l (ref null $line))
          (local.set $p (call $make (local.get 0) (local.get 1)))
          (local.set $l (array.new $line (local.get $p) (i32.const 3)))
          (struct.set $point $x (local.get $p) (f64.add (struct.get $point $x (local.get $p)) (f64.const 1)))
          (i32.add
            (i32.add (struct.get $super $a (array.get $line (local.get $l) (i32.const 2))) (struct.get_s $point $b (local.get $p)))
            (i32.add
              (i32.trunc_f64_s (struct.get $point $x (local.get $p)))
              (i32x4.extract_lane 2 (struct.get $point $v (ref.cast (ref $point) (array.get $line (local.get $l) (i32.const 0))))))))
        (func (export "same") (param externref) (result externref)
          (struct.get $super $r (call $make (i32.const 1) (local.get 0))))
        (func (export "cast") (result i32)
          (ref.test (ref $point) (struct.new $super (i32.const 1) (ref.null extern))))
        (func (export "null") (result i32) (struct.get $super $a (ref.null $super)))
        """;

    public static TheoryData<ExecutionTier, string?> Engines => new()
    {
        { ExecutionTier.Interpreter, null },
        { ExecutionTier.Interpreter, "linux-x64" },
        { ExecutionTier.Tiered, null },
        { ExecutionTier.Jit, "linux-x64" },
    };

    [Theory]
    [MemberData(nameof(Engines))]
    public void Functions_do_what_they_do_compiled_in_the_process(ExecutionTier tier, string? target)
    {
        var translated = Translated.Make(Calls, target);
        var door = Translated.Load(translated);
        using var engine = new Engine(new EngineOptions { Tier = tier });
        Assert.SkipWhen(translated.UsesGuardPages && !engine.UsesGuardPages, "guard pages are not supported here");
        Assert.Equal(target is not null, translated.UsesGuardPages);
        using var store = new Store(engine);
        var instance = Translated.Instantiate(store, door, linker => linker.AddFunction("h", "log", (long value) => value + 1));
        var choose = Translated.Call<Func<int, int, int, int>>(door, translated, instance, "choose");
        Assert.Equal((7, 3), (choose(0, 5, 2), choose(1, 5, 2)));
        Assert.Equal(TrapKind.UndefinedElement, Assert.Throws<TrapException>(() => choose(2, 0, 0)).Kind);
        Assert.Equal(TrapKind.IndirectCallTypeMismatch, Assert.Throws<TrapException>(Translated.Call<Action>(door, translated, instance, "wrong")).Kind);
        Assert.Equal(0x61746164, Translated.Call<Func<int, int>>(door, translated, instance, "read")(8));
        Assert.Equal(43, Translated.Call<Func<long, long>>(door, translated, instance, "log")(42));
        Assert.Equal((0x123456789abcdef, 0.5f), Translated.Call<Func<(long, float)>>(door, translated, instance, "two")());
        Assert.Equal([Value.FromInt64(0x123456789abcdef), Value.FromSingle(0.5f)], ((Function)instance.GetExport("two")!).Invoke());
        Assert.Equal(1007, Translated.Call<Func<int, int>>(door, translated, instance, "deep")(1000));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Faults_are_traps_with_the_place_where_they_happened(ExecutionTier tier, string? target)
    {
        var translated = Translated.Make(Calls, target);
        var door = Translated.Load(translated);
        using var engine = new Engine(new EngineOptions { Tier = tier });
        Assert.SkipWhen(translated.UsesGuardPages && !engine.UsesGuardPages, "guard pages are not supported here");
        using var store = new Store(engine);
        var instance = Translated.Instantiate(store, door, linker => linker.AddFunction("h", "log", (long value) => value));
        var read = Translated.Call<Func<int, int>>(door, translated, instance, "read");
        var trap = Assert.Throws<TrapException>(() => read(65536));
        Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        Assert.Equal([5], trap.WasmStackTrace!.Select(frame => frame.FunctionIndex));
        var divide = Translated.Call<Func<int, int, int>>(door, translated, instance, "divide");
        Assert.Equal(TrapKind.IntegerDivideByZero, Assert.Throws<TrapException>(() => divide(1, 0)).Kind);
        Assert.Equal(TrapKind.IntegerOverflow, Assert.Throws<TrapException>(() => divide(int.MinValue, -1)).Kind);
        var deep = Translated.Call<Func<int, int>>(door, translated, instance, "deep");
        Assert.Equal(TrapKind.StackExhausted, Assert.Throws<TrapException>(() => deep(-1)).Kind);
        Assert.Equal(9, deep(2));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Objects_may_be_of_either_representation(ExecutionTier tier, string? target)
    {
        var translated = Translated.Make(Objects, target);
        var door = Translated.Load(translated);
        using var engine = new Engine(new EngineOptions { Tier = tier });
        Assert.SkipWhen(translated.UsesGuardPages && !engine.UsesGuardPages, "guard pages are not supported here");
        using var store = new Store(engine);
        var instance = Translated.Instantiate(store, door);
        var held = new object();
        Assert.Equal(1000 - 56 + 3 + 4, Translated.Call<Func<int, object?, int>>(door, translated, instance, "sum")(1000, held));
        Assert.Same(held, Translated.Call<Func<object?, object?>>(door, translated, instance, "same")(held));
        Assert.Equal(0, Translated.Call<Func<int>>(door, translated, instance, "cast")());
        Assert.Equal(TrapKind.NullStructReference, Assert.Throws<TrapException>(() => Translated.Call<Func<int>>(door, translated, instance, "null")()).Kind);
    }

    [Fact]
    public void Nothing_is_emitted_while_they_run()
    {
        var translated = Translated.Make(Calls + Objects.Replace("\"null\"", "\"none\""), target: null);
        var door = Translated.Load(translated);
        using var engine = new Engine(Translated.NothingEmitted);
        using var store = new Store(engine);
        Translated.Instantiate(store, door, linker => linker.AddFunction("h", "log", (long value) => value + 1));
        Assert.Empty(engine.Signatures.EmittedAssemblies);
        var second = Translated.Instantiate(store, door, linker => linker.AddFunction("h", "log", (long value) => value + 1));
        Assert.Equal(2, Translated.Call<Func<long, long>>(door, translated, second, "log")(1));
        Assert.Equal(3, Translated.Call<Func<int, int, int>>(door, translated, second, "add")(1, 2));
        Assert.Empty(engine.Signatures.EmittedAssemblies);
    }

    [Fact]
    public void Modules_that_were_built_apart_call_each_other()
    {
        var first = Translated.Make("(type $s (sub (struct (field i32)))) (func (export \"make\") (param i32) (result (ref $s)) (struct.new $s (local.get 0)))", null);
        var second = Translated.Make(
            """
            (type $pad (func)) (type $s (sub (struct (field i32))))
            (import "m" "make" (func $make (param i32) (result (ref $s))))
            (func (export "take") (param i32) (result i32) (struct.get $s 0 (ref.cast (ref $s) (call $make (local.get 0)))))
            """,
            null);
        using var engine = new Engine(Translated.NothingEmitted);
        using var store = new Store(engine);
        var maker = Translated.Instantiate(store, Translated.Load(first));
        var door = Translated.Load(second);
        var taker = Translated.Instantiate(store, door, linker => linker.DefineInstance("m", maker));
        Assert.Equal(11, Translated.Call<Func<int, int>>(door, second, taker, "take")(11));
    }

    [Fact]
    public void Where_the_code_does_not_fit_the_module_runs_without_it()
    {
        var translated = Translated.Make("(memory 1) (func (export \"f\") (param i32) (result i32) (i32.load (local.get 0)))", "linux-x64");
        var door = Translated.Load(translated);
        using var engine = new Engine(new EngineOptions { BoundsChecks = BoundsChecks.Explicit });
        var module = (Module)door.GetMethod("Load")!.Invoke(null, [engine])!;
        Assert.False(module.IsPrecompiledFor(metersFuel: false));
        using var store = new Store(engine);
        Assert.Equal(0, new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int>>("f")(4));
    }

    [Fact]
    public void Stores_that_count_fuel_interpret()
    {
        var translated = Translated.Make("(func (export \"f\") (param i32) (result i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (i32.const 5))", null);
        var door = Translated.Load(translated);
        using var engine = new Engine(Translated.NothingEmitted);
        using var store = new Store(engine, new StoreOptions { Fuel = 1000 });
        var call = Translated.Call<Func<int, int>>(door, translated, Translated.Instantiate(store, door), "f");
        Assert.Equal(5, call(10));
        Assert.InRange(store.Fuel, 1, 999);
        Assert.Equal(TrapKind.OutOfFuel, Assert.Throws<TrapException>(() => call(100_000)).Kind);
    }

    [Fact]
    public void Loops_are_interrupted()
    {
        var translated = Translated.Make("(func (export \"f\") (loop (br 0)))", null);
        var door = Translated.Load(translated);
        using var engine = new Engine(Translated.NothingEmitted);
        using var store = new Store(engine);
        var call = Translated.Call<Action>(door, translated, Translated.Instantiate(store, door), "f");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        using var interruption = store.InterruptOn(source.Token);
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(call).Kind);
    }

    [Fact]
    public void Large_modules_are_whole()
    {
        var translated = Translated.Make($"(memory (export \"m\") 200) (data (i32.const 0) \"{new string('x', 9_000_000)}\") (data (i32.const 9000000) \"end\")", null);
        using var engine = new Engine(Translated.NothingEmitted);
        using var store = new Store(engine);
        var memory = (Memory)Translated.Instantiate(store, Translated.Load(translated)).GetExport("m")!;
        Assert.Equal("xend", memory.ReadString(8_999_999, 4));
    }

    [Fact]
    public void Equal_modules_make_equal_assemblies()
    {
        var options = new TranslateOptions { AssemblyName = "Equal", ClassName = "Equal", Target = "linux-x64" };
        using var engine = new Engine();
        var first = engine.Translate(System.Text.Encoding.UTF8.GetBytes($"(module {Calls})"), options);
        var second = engine.Translate(System.Text.Encoding.UTF8.GetBytes($"(module {Calls})"), options);
        Assert.Equal(first.Assembly.ToArray(), second.Assembly.ToArray());
        Assert.Equal(first.ReferenceAssembly.ToArray(), second.ReferenceAssembly.ToArray());
    }

    [Fact]
    public void The_reference_assembly_names_only_what_programs_refer_to()
    {
        var translated = Translated.Make("(func (export \"f\") (param v128 externref) (result i32 i64) (i32.const 1) (i64.const 2))", null);
        using var file = new PEReader(new MemoryStream(translated.ReferenceAssembly.ToArray()));
        var metadata = file.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).Order();
        Assert.Equal(["System.Runtime", "System.Runtime.Intrinsics", "Weft"], references);
        var methods = metadata.MethodDefinitions.Select(handle => metadata.GetString(metadata.GetMethodDefinition(handle).Name));
        Assert.Equal(["Load", "Find", "Call0"], methods);
    }

    [Theory]
    [InlineData("(func (export \"f\"", typeof(MalformedModuleException))]
    [InlineData("(func (export \"f\") (result i32))", typeof(InvalidModuleException))]
    public void What_is_no_module_is_refused(string fields, Type error)
    {
        var thrown = Record.Exception(() => Translated.Make(fields));
        Assert.IsType(error, thrown);
    }

    [Fact]
    public void An_unknown_target_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Translated.Make("", "plan9-mips"));
        Assert.Contains("linux-x64", error.Message);
    }

    [Fact]
    public void Only_functions_of_modules_are_found()
    {
        var translated = Translated.Make("(import \"h\" \"f\" (func $f)) (export \"f\" (func $f)) (memory (export \"m\") 1)", null);
        var door = Translated.Load(translated);
        using var engine = new Engine(Translated.NothingEmitted);
        using var store = new Store(engine);
        var instance = Translated.Instantiate(store, door, linker => linker.AddFunction("h", "f", () => { }));
        foreach (var name in new[] { "f", "m", "none" })
        {
            Assert.Throws<ArgumentException>(() => door.GetMethod("Find")!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [instance, name], null));
        }
    }
}
