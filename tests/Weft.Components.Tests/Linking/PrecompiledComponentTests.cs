// Components whose modules were compiled ahead of time run as others do; what is damaged or made for something else is refused.
using System.Text;
using Weft.Wasm;
using Xunit;

namespace Weft.Components.Tests.Linking;

public sealed class PrecompiledComponentTests : IDisposable
{
    // Three modules, one of them in a component inside; each has a function that traps, and the places of the traps differ.
    private const string Text =
        """
        (component
          (component $inner
            (core module $first (func $third (export "f") (param i32) (result i32) (i32.div_s (i32.const 300) (local.get 0))))
            (core instance $i (instantiate $first))
            (func (export "f") (param "x" s32) (result s32) (canon lift (core func $i "f"))))
          (core module $small (memory (export "memory") 1) (data (i32.const 8) "data")
            (func $one (export "f") (param i32) (result i32) nop nop (i32.div_s (i32.const 100) (local.get 0)))
            (func (export "big") (result f64) (f64.const 1.5)))
          (core module $large (import "a" "memory" (memory 1)) (import "a" "f" (func $f (param i32) (result i32)))
            (func $two (export "f") (param i32) (result i32) nop nop nop nop (i32.add (i32.const 1) (call $f (local.get 0))))
            (func (export "read") (param i32) (result i32) nop (i32.load (local.get 0))))
          (core instance $a (instantiate $small))
          (core instance $b (instantiate $large (with "a" (instance $a))))
          (instance $c (instantiate $inner))
          (export "c" (instance $c))
          (func (export "one") (param "x" s32) (result s32) (canon lift (core func $a "f")))
          (func (export "big") (result f64) (canon lift (core func $a "big")))
          (func (export "two") (param "x" s32) (result s32) (canon lift (core func $b "f")))
          (func (export "read") (param "x" s32) (result s32) (canon lift (core func $b "read"))))
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-tests-");

    public static TheoryData<PrecompiledCodeKind> Kinds => [PrecompiledCodeKind.Portable, PrecompiledCodeKind.ReadyToRun];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void All_its_modules_run_their_code_and_traps_name_the_same_places(PrecompiledCodeKind kind)
    {
        var bytes = Make(Text, kind);
        Assert.True(Component.IsPrecompiledComponent(bytes));
        Assert.False(Component.IsPrecompiledComponent(Encoding.UTF8.GetBytes(Text)));
        Assert.True(Module.TryReadOriginal(bytes, out var original));
        Assert.Equal(Run(engine => Component.Load(engine, original), isPrecompiled: false), Run(engine => Component.DeserializeTrusted(engine, bytes), isPrecompiled: true));
        var path = Write(bytes);
        Assert.True(Component.IsPrecompiledComponentFile(path));
        Assert.Equal(Run(engine => Component.Load(engine, original), isPrecompiled: false), Run(engine => Component.DeserializeTrustedFile(engine, path), isPrecompiled: true));
    }

    [Fact]
    public void A_component_without_modules_is_one_too()
    {
        foreach (var kind in new[] { PrecompiledCodeKind.Portable, PrecompiledCodeKind.ReadyToRun })
        {
            var bytes = Make("(component (import \"f\" (func)) (export \"g\" (func 0)))", kind);
            using var engine = new Engine();
            using var component = Component.DeserializeTrusted(engine, bytes);
            Assert.Equal("g", Assert.Single(component.Type.Exports).Name.Name);
            bytes[^60] ^= 1;
            Assert.Throws<PrecompiledModuleException>(() => Component.DeserializeTrusted(engine, bytes));
        }
    }

    [Fact]
    public void Modules_and_components_are_not_taken_for_each_other()
    {
        using var engine = new Engine();
        var component = Make(Text, PrecompiledCodeKind.Portable);
        Assert.Contains("component", Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, component)).Message);
        Assert.Contains("DeserializeTrusted", Assert.Throws<MalformedModuleException>(() => Component.Load(engine, component)).Message);
        using var output = new MemoryStream();
        engine.PrecompileAsync("(module)"u8.ToArray(), output, new PrecompileOptions { Kind = PrecompiledCodeKind.Portable }, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        Assert.False(Component.IsPrecompiledComponent(output.ToArray()));
        var error = Assert.Throws<PrecompiledModuleException>(() => Component.DeserializeTrusted(engine, output.ToArray()));
        Assert.Equal(PrecompiledModuleError.NotPrecompiled, error.Error);
        Assert.Contains("Module.DeserializeTrusted", error.Message);
    }

    [Fact]
    public void Every_kind_of_damage_is_found()
    {
        var whole = Make(Text, PrecompiledCodeKind.Portable);
        using var engine = new Engine();
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = whole.ToArray();

            // The end more than the rest: that is where lengths are.
            bytes[i % 2 == 0 ? random.Next(bytes.Length) : bytes.Length - 1 - random.Next(600)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<PrecompiledModuleException>(() => Component.DeserializeTrusted(engine, bytes));
            _ = Component.IsPrecompiledComponent(bytes);
            Assert.Throws<PrecompiledModuleException>(() => Component.DeserializeTrusted(engine, whole.AsMemory(0, random.Next(whole.Length))));
            Assert.Throws<PrecompiledModuleException>(() => Component.DeserializeTrusted(engine, whole.AsMemory(random.Next(1, whole.Length))));
            if (Module.TryReadOriginal(bytes, out var original))
            {
                using var component = Component.Load(engine, original);
                Assert.Equal(5, component.Type.Exports.Count);
            }
        }
    }

    [Fact]
    public void Engines_with_other_options_refuse_it()
    {
        var bytes = Make(Text, PrecompiledCodeKind.Portable);
        foreach (var options in new EngineOptions[] { new() { CanonicalizeNaNs = true }, new() { DeterministicRelaxedSimd = true }, new() { FunctionListeners = _ => null } })
        {
            using var engine = new Engine(options);
            Assert.Equal(PrecompiledModuleError.Options, Assert.Throws<PrecompiledModuleException>(() => Component.DeserializeTrusted(engine, bytes)).Error);
        }

        using var interpreter = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        Assert.Equal(PrecompiledModuleError.NotSupported, Assert.Throws<PrecompiledModuleException>(() => Component.DeserializeTrusted(interpreter, bytes)).Error);

        // What is around the modules is not trusted: gates stay gates.
        var gated = Make("(component (type (map string u64)))", PrecompiledCodeKind.Portable, features: ComponentFeatures.All);
        using var plain = new Engine();
        Assert.Throws<InvalidModuleException>(() => Component.DeserializeTrusted(plain, gated));
        Component.DeserializeTrusted(plain, gated, ComponentFeatures.All).Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Code_that_counts_fuel_counts_it(PrecompiledCodeKind kind)
    {
        var bytes = Make(Text, kind, metersFuel: true);
        using var engine = new Engine();
        using var component = Component.DeserializeTrusted(engine, bytes);
        Assert.True(component.IsPrecompiledFor(metersFuel: true));
        Assert.False(component.IsPrecompiledFor(metersFuel: false));
        using var store = new Store(engine, new StoreOptions { Fuel = 1000 });
        var instance = new ComponentLinker(engine).Instantiate(store, component);
        Assert.Equal(51, instance.GetFunction("two").Call(ComponentValue.FromS32(2))!.Value.AsS32());
        Assert.InRange(store.Fuel, 900, 999);
        store.Fuel = 1;
        Assert.Equal(TrapKind.OutOfFuel, Assert.Throws<TrapException>(() => instance.GetFunction("two").Call(ComponentValue.FromS32(2))).Kind);
    }

    [Fact]
    public async Task A_cache_keeps_components_with_fuel_and_without()
    {
        Assert.SkipUnless(new PrecompileOptions().HasCompiler(), "there is no crossgen2");
        var cache = new ModuleCache(Path.Combine(_folder.FullName, "cache"));
        using var engine = new Engine(new EngineOptions { Cache = cache });
        var binary = Binary.ComponentWriter.Write(Weft.Components.Text.ComponentTextParser.Parse(Encoding.UTF8.GetBytes(Text)));
        foreach (var metersFuel in new[] { true, false })
        {
            Assert.False(cache.TryLoadComponent(engine, binary, out _, metersFuel));
            var options = new PrecompileOptions { MetersFuel = metersFuel };
            Assert.NotNull(await cache.AddComponentAsync(engine, binary, options, cancellationToken: TestContext.Current.CancellationToken));
            Assert.Null(await cache.AddComponentAsync(engine, binary, options, cancellationToken: TestContext.Current.CancellationToken));
            Assert.True(cache.TryLoadComponent(engine, binary, out var component, metersFuel));
            Assert.True(component.IsPrecompiledFor(metersFuel));
            component.Dispose();
        }

        Assert.Equal(2, cache.GetEntries().Count);
        using (var component = Component.Load(engine, binary))
        {
            Assert.True(component.IsPrecompiledFor(metersFuel: false));
        }

        // Damage is as good as nothing; so is a component's code under the name of a module, which it never has.
        foreach (var file in Directory.GetFiles(cache.Folder, "*.cwasm"))
        {
            var bytes = File.ReadAllBytes(file);
            bytes[bytes.Length / 2] ^= 1;
            File.Delete(file);
            File.WriteAllBytes(file, bytes);
        }

        Assert.False(cache.TryLoadComponent(engine, binary, out _));
        using (var component = Component.Load(engine, binary))
        {
            Assert.False(component.IsPrecompiledFor(metersFuel: false));
        }
    }

    private static string Run(Func<Engine, Component> load, bool isPrecompiled)
    {
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit });
        using var component = load(engine);
        Assert.Equal(isPrecompiled, component.IsPrecompiledFor(metersFuel: false));
        using var store = new Store(engine);
        var instance = new ComponentLinker(engine).Instantiate(store, component);
        var text = new StringBuilder();
        ComponentValue Call(ComponentInstance of, string name, params ComponentValue[] arguments) => of.GetFunction(name).Call(arguments)!.Value;
        text.AppendLine($"{Call(instance, "one", ComponentValue.FromS32(4)).AsS32()} {Call(instance, "two", ComponentValue.FromS32(4)).AsS32()}");
        text.AppendLine($"{Call(instance.GetInstance("c"), "f", ComponentValue.FromS32(4)).AsS32()} {Call(instance, "read", ComponentValue.FromS32(8)).AsS32()}");
        text.AppendLine($"{Call(instance, "big").AsF64()}");
        foreach (var (of, name, argument) in new[] { ("", "two", 0), ("", "one", 0), ("c", "f", 0), ("", "read", -1) })
        {
            // A trap ends its component.
            using var other = new Store(engine);
            var fresh = new ComponentLinker(engine).Instantiate(other, component);
            var trap = Assert.Throws<TrapException>(() => Call(of.Length == 0 ? fresh : fresh.GetInstance(of), name, ComponentValue.FromS32(argument)));
            Assert.NotNull(trap.WasmStackTrace);
            text.AppendLine($"{trap.Kind}\n{trap.WasmStackTrace}");
        }

        return text.ToString();
    }

    private static byte[] Make(string text, PrecompiledCodeKind kind, bool metersFuel = false, ComponentFeatures features = ComponentFeatures.None)
    {
        var options = new PrecompileOptions { Kind = kind, MetersFuel = metersFuel };
        Assert.SkipUnless(kind == PrecompiledCodeKind.Portable || options.HasCompiler(), "there is no crossgen2");
        using var engine = new Engine();
        using var output = new MemoryStream();
        var result = engine.PrecompileComponentAsync(Encoding.UTF8.GetBytes(text), output, options, features, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        Assert.Equal(output.Length, result.TotalBytes);
        return output.ToArray();
    }

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():n}.cwasm");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
