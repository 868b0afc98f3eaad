// Modules whose code is a program of its own. Here this process takes the part of that program: it loads the assembly that would be linked into it.
using System.Reflection;
using System.Runtime.Loader;
using Xunit;

namespace Weft.Tests.Precompilation;

public sealed class PrecompiledProgramTests : IDisposable
{
    private static int s_count;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_process_that_has_the_code_runs_it_and_others_start_it()
    {
        var (file, program) = Make();
        var path = Write(file);
        using var engine = new Engine();
        var error = Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrustedFile(engine, path));
        Assert.Equal(PrecompiledModuleError.NotSupported, error.Error);
        Assert.True(Module.TryReadOriginal(file, out var original));
        Assert.False(engine.LoadModule(original).IsPrecompiledFor(metersFuel: false));

        var found = Assert.IsType<PrecompiledProgram>(PrecompiledProgram.TryOpen(path));
        Assert.Equal("the program"u8, found.TrustedExecutable.Span);
        Assert.False(found.MetersFuel);
        found.Check(engine);

        Become(program);
        Assert.Null(PrecompiledProgram.TryOpen(path));
        using var module = Module.DeserializeTrustedFile(engine, path);
        Assert.True(module.IsPrecompiledFor(metersFuel: false));
        using var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, module);
        Assert.Equal(42, instance.GetFunction<Func<int, int>>("twice")(21));
        var trap = Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int>>("divide")(0));
        Assert.Contains("divide", trap.WasmStackTrace!.ToString());

        // Without a compiler, too, unless it is to be interpreted.
        using var interpreter = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        Assert.Equal(PrecompiledModuleError.NotSupported, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(interpreter, file)).Error);
    }

    [Fact]
    public void Code_that_counts_fuel_is_other_code()
    {
        var (file, program) = Make(metersFuel: true);
        Become(program);
        using var engine = new Engine();
        using var module = Module.DeserializeTrusted(engine, file);
        Assert.True(module.IsPrecompiledFor(metersFuel: true));
        using var store = new Store(engine, new StoreOptions { Fuel = 1000 });
        Assert.Equal(8, new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int>>("twice")(4));
        Assert.InRange(store.Fuel, 900, 999);
        store.Fuel = 0;
        Assert.Throws<TrapException>(() => new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int>>("twice")(4));
    }

    [Fact]
    public void What_does_not_fit_or_is_damaged_is_not_started()
    {
        var (file, _) = Make();
        using var engine = new Engine();
        using var canonical = new Engine(new EngineOptions { CanonicalizeNaNs = true });
        var whole = PrecompiledProgram.TryOpen(Write(file))!;
        Assert.Equal(PrecompiledModuleError.Options, Assert.Throws<PrecompiledModuleException>(() => whole.Check(canonical)).Error);
        var other = Precompiled.Change(file, container => container with { Header = container.Header with { Target = "linux-riscv" } });
        Assert.Equal(PrecompiledModuleError.Target, Assert.Throws<PrecompiledModuleException>(() => PrecompiledProgram.TryOpen(Write(other))!.Check(engine)).Error);
        for (var i = 0; i < "the program".Length; i++)
        {
            var damaged = file.ToArray();
            damaged[i] ^= 4;
            var found = PrecompiledProgram.TryOpen(Write(damaged))!;
            Assert.Equal(PrecompiledModuleError.Corrupt, Assert.Throws<PrecompiledModuleException>(() => found.Check(engine)).Error);
        }

        Assert.Equal(PrecompiledModuleError.Corrupt, Assert.Throws<PrecompiledModuleException>(() => PrecompiledProgram.TryOpen(Write(file[..^9]))).Error);
        Assert.Null(PrecompiledProgram.TryOpen(Write(Precompiled.Make("""(func (export "f"))"""))));
    }

    [Fact]
    public void It_is_made_only_where_somebody_links_it()
    {
        Assert.Contains("NativeLinker", Assert.Throws<InvalidOperationException>(() => Precompiled.Make("", new PrecompileOptions { Kind = PrecompiledCodeKind.Native })).Message);
        var options = new PrecompileOptions { Kind = PrecompiledCodeKind.Native, Target = "osx-arm64", NativeLinker = (_, _) => Task.FromResult<ReadOnlyMemory<byte>>(default) };
        Assert.Contains("osx-arm64", Assert.Throws<InvalidOperationException>(() => Precompiled.Make("", options)).Message);
    }

    // A module that no other test has, and the assembly that its program would be built with.
    private static (byte[] File, TranslatedModule Program) Make(bool metersFuel = false)
    {
        TranslatedModule? made = null;
        var file = Precompiled.Make(
            $"""
            (func (export "twice") (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1)))
            (func $divide (export "divide") (param i32) (result i32) (i32.div_s (i32.const {Interlocked.Increment(ref s_count)}) (local.get 0)))
            """,
            new PrecompileOptions
            {
                Kind = PrecompiledCodeKind.Native,
                MetersFuel = metersFuel,
                NativeLinker = (modules, _) =>
                {
                    made = Assert.Single(modules);
                    return Task.FromResult<ReadOnlyMemory<byte>>("the program"u8.ToArray());
                },
            });
        return (file, made!);
    }

    private static void Become(TranslatedModule program)
    {
        using var image = new MemoryStream(program.Assembly.ToArray());
        new Context().LoadFromStream(image).GetType("Guest", throwOnError: true)!.GetMethod("Register")!.Invoke(null, null);
    }

    private string Write(byte[] file)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():n}.cwasm");
        File.WriteAllBytes(path, file);
        return path;
    }

    private sealed class Context() : AssemblyLoadContext("Tests.Program", isCollectible: false)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name == typeof(Engine).Assembly.GetName().Name ? typeof(Engine).Assembly : null;
    }
}
