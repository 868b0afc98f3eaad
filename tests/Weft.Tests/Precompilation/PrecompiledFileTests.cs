// Files that are damaged, cut off, or made for something else: an error that says so, never a crash, never wrong code.
using Weft.Precompilation;
using Weft.Semantics;
using Weft.Wasm;
using Xunit;

namespace Weft.Tests.Precompilation;

public sealed class PrecompiledFileTests
{
    private static readonly byte[] s_file = Precompiled.Make("""(memory 1) (func (export "answer") (result i32) (i32.const 42))""");

    [Fact]
    public void Every_changed_byte_is_found()
    {
        using var engine = new Engine();
        for (var i = 0; i < s_file.Length; i++)
        {
            foreach (var flip in new byte[] { 0x01, 0x80, 0xFF })
            {
                var bytes = s_file.ToArray();
                bytes[i] ^= flip;
                var error = Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, bytes));
                Assert.Equal(
                    i >= s_file.Length - 8 ? PrecompiledModuleError.NotPrecompiled
                    : i >= s_file.Length - 12 ? PrecompiledModuleError.FormatVersion
                    : PrecompiledModuleError.Corrupt,
                    error.Error);
            }
        }
    }

    [Fact]
    public void Every_length_but_the_right_one_is_refused()
    {
        using var engine = new Engine();
        for (var i = 0; i < s_file.Length; i++)
        {
            var error = Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, s_file.AsMemory(0, i)));
            Assert.Equal(PrecompiledModuleError.NotPrecompiled, error.Error);

            // Something in front is no better.
            error = Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, s_file.AsMemory(s_file.Length - i)));
            Assert.Equal(i < PrecompiledContainer.EndLength ? PrecompiledModuleError.NotPrecompiled : PrecompiledModuleError.Corrupt, error.Error);
        }

        Assert.Equal(
            PrecompiledModuleError.NotPrecompiled, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, s_file.Append((byte)0).ToArray())).Error);
        Assert.Equal(
            PrecompiledModuleError.Corrupt, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, s_file.Prepend((byte)0).ToArray())).Error);
    }

    [Fact]
    public void Lengths_beyond_the_file_are_refused()
    {
        using var engine = new Engine();
        foreach (var offset in new[] { 0, 4, 8, 12, 16 })
        {
            foreach (var value in new[] { -1, int.MaxValue, int.MinValue })
            {
                var bytes = s_file.ToArray();
                System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(bytes.Length - PrecompiledContainer.EndLength + offset), value);
                Assert.Equal(PrecompiledModuleError.Corrupt, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, bytes)).Error);
                Assert.False(Module.TryReadOriginal(bytes, out _));
            }
        }
    }

    [Fact]
    public void What_was_made_for_something_else_is_refused()
    {
        Refuses(PrecompiledModuleError.EngineVersion, header => header with { EngineBuild = Guid.NewGuid() }, "another build");
        Refuses(PrecompiledModuleError.EngineVersion, header => header with { EngineBuild = Guid.NewGuid(), EngineVersion = "0.0.1-other" }, "0.0.1-other");
        Refuses(PrecompiledModuleError.Target, header => header with { Target = "win-arm64" }, "win-arm64");
        Refuses(PrecompiledModuleError.Options, header => header with { GuardPages = !header.GuardPages }, "bounds");
        Refuses(PrecompiledModuleError.Options, header => header with { Profile = NumericProfile.CanonicalNaNs }, "CanonicalNaNs");
        Refuses(PrecompiledModuleError.Corrupt, header => header with { CodeVersion = Guid.NewGuid() }, "not that of its module");
        Refuses(PrecompiledModuleError.Corrupt, header => header with { Parts = [header.Parts[0] with { Tokens = [.. header.Parts[0].Tokens, 0x06000001] }] }, "not that of its module");
        Refuses(PrecompiledModuleError.Corrupt, header => header with { Parts = [header.Parts[0] with { Tokens = [0x06FFFFFF] }] }, "not that of its module");
        Refuses(PrecompiledModuleError.Corrupt, header => header with { Parts = [header.Parts[0] with { Tokens = [0x02000001] }] }, "not that of its module");
        Refuses(PrecompiledModuleError.Corrupt, header => header with { Kind = (PrecompiledCodeKind)9 }, "9");
    }

    [Fact]
    public void Sections_that_are_something_else_are_refused()
    {
        using var engine = new Engine();
        var noCode = Precompiled.Change(s_file, container => container with { Code = "this is no assembly"u8.ToArray() });
        Assert.Equal(PrecompiledModuleError.Corrupt, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, noCode)).Error);
        var noModule = Precompiled.Change(s_file, container => container with { Original = "\0asm"u8.ToArray(), Header = container.Header with { Parts = [container.Header.Parts[0] with { Length = 4 }] } });
        Assert.Equal(PrecompiledModuleError.Corrupt, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, noModule)).Error);
        var machine = Precompiled.Change(
            s_file, container => container with { Code = "no machine code"u8.ToArray(), Header = container.Header with { Kind = PrecompiledCodeKind.ReadyToRun } });
        Assert.Equal(PrecompiledModuleError.Corrupt, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, machine)).Error);
    }

    [Fact]
    public void Engines_with_other_options_refuse_it()
    {
        foreach (var options in new EngineOptions[]
        {
            new() { CanonicalizeNaNs = true },
            new() { DeterministicRelaxedSimd = true },
            new() { FunctionListeners = _ => null },
        })
        {
            using var engine = new Engine(options);
            Assert.Equal(PrecompiledModuleError.Options, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, s_file)).Error);
        }

        using var interpreter = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        Assert.Equal(PrecompiledModuleError.NotSupported, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(interpreter, s_file)).Error);
        using var strict = new Engine(new EngineOptions { Validation = new() { DisabledFeatures = ["simd"] } });
        var vectors = Precompiled.Make("(func (export \"f\") (drop (v128.const i64x2 1 2)))");
        Assert.Throws<InvalidModuleException>(() => Module.DeserializeTrusted(strict, vectors));
    }

    [Fact]
    public void The_original_module_is_there_when_the_code_is_not()
    {
        using var engine = new Engine();
        var container = PrecompiledContainer.Read(s_file);
        var start = container.Code.Length;
        for (var i = 0; i < s_file.Length - PrecompiledContainer.EndLength; i += 7)
        {
            var bytes = s_file.ToArray();
            bytes[i] ^= 0x10;
            if (i < start)
            {
                Assert.True(Module.TryReadOriginal(bytes, out var original));
                using var store = new Store(engine);
                Assert.Equal(42, new Linker(engine).Instantiate(store, engine.LoadModule(original)).GetFunction<Func<int>>("answer")());
            }
            else if (i < start + container.Original.Length)
            {
                // A module that was changed is not what the header says.
                Assert.False(Module.TryReadOriginal(bytes, out _));
            }
            else if (Module.TryReadOriginal(bytes, out var original))
            {
                Assert.True(original.Span.SequenceEqual(container.Original.Span));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Precompiled.Kinds), MemberType = typeof(Precompiled))]
    public async Task Equal_modules_make_equal_files_and_others_have_another_version(PrecompiledCodeKind kind)
    {
        const string Fields = """(memory 1) (data (i32.const 0) "one") (func (export "answer") (result i32) (i32.load (i32.const 0)))""";
        var options = await Precompiled.OptionsForAsync(kind);
        var bytes = Precompiled.Make(Fields, options);
        Assert.Equal(bytes, Precompiled.Make(Fields, options));

        // The code is the same, and the module is not.
        var other = Precompiled.Make(Fields.Replace("one", "two"), options);
        Assert.NotEqual(PrecompiledContainer.Read(bytes).Header.CodeVersion, PrecompiledContainer.Read(other).Header.CodeVersion);
    }

    [Fact]
    public void A_compiler_that_is_not_the_pinned_one_is_found()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "a compiler");
            var hash = Convert.ToBase64String(System.Security.Cryptography.SHA512.HashData("a compiler"u8));
            Assert.Null(ReadyToRunPackage.FindMismatch(file, hash));
            Assert.Contains(hash, ReadyToRunPackage.FindMismatch(file, "something else"));
            Assert.Contains("there is no", ReadyToRunPackage.FindMismatch(file + ".nowhere", hash));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Machine_code_is_loaded_once_a_process_and_never_compiled_anew()
    {
        var options = await Precompiled.OptionsForAsync(PrecompiledCodeKind.ReadyToRun);
        var bytes = Precompiled.Make("""(func (export "answer") (param f64) (result f64) (f64.sqrt (local.get 0)))""", options);
        System.Reflection.Assembly? first = null;
        for (var i = 0; i < 3; i++)
        {
            using var engine = new Engine();
            using var store = new Store(engine);
            var instance = Precompiled.Instantiate(store, bytes);
            Assert.Equal(3, instance.GetFunction<Func<double, double>>("answer")(9));
            first ??= instance.Module.Precompiled!.Assembly;
            Assert.Same(first, instance.Module.Precompiled!.Assembly);
        }
    }

    [Fact]
    public async Task Modules_that_share_machine_code_trap_and_go_on_their_own()
    {
        var options = await Precompiled.OptionsForAsync(PrecompiledCodeKind.ReadyToRun);
        var bytes = Precompiled.Make("""(memory 1) (func (export "read") (param i32) (result i32) (i32.load (local.get 0)))""", options);
        using var engine = new Engine();
        using var store = new Store(engine);
        var kept = Precompiled.Instantiate(store, bytes).GetFunction<Func<int, int>>("read");
        var gone = LoadAndDrop(bytes);
        for (var i = 0; i < 10 && gone.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(gone.IsAlive, "the module stays with its machine code");
        var trap = Assert.Throws<TrapException>(() => kept(-1));
        Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        Assert.Equal(1, trap.WasmStackTrace?.Count);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndDrop(byte[] bytes)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var instance = Precompiled.Instantiate(store, bytes);
        Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int>>("read")(-1));
        return new WeakReference(instance.Module);
    }

    [Fact]
    public async Task A_file_is_mapped_and_another_may_take_its_place()
    {
        var options = await Precompiled.OptionsForAsync(PrecompiledCodeKind.ReadyToRun);
        var folder = Directory.CreateTempSubdirectory("weft-tests-");
        try
        {
            using var engine = new Engine();
            var path = Path.Combine(folder.FullName, "a.cwasm");
            for (var i = 0; i < 3; i++)
            {
                File.WriteAllBytes(path + "2", Precompiled.Make($"""(func (export "answer") (result i32) (i32.const {i}))""", options));
                File.Move(path + "2", path, overwrite: true);
                Assert.True(Module.IsPrecompiledModuleFile(path));
                for (var j = 0; j < 2; j++)
                {
                    using var store = new Store(engine);
                    var module = Module.DeserializeTrustedFile(engine, path);
                    Assert.True(module.IsPrecompiledFor(metersFuel: false));
                    Assert.Equal(i, new Linker(engine).Instantiate(store, module).GetFunction<Func<int>>("answer")());
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_that_does_not_fit_is_refused_before_all_of_it_is_summed()
    {
        using var engine = new Engine();
        var bytes = Precompiled.Change(s_file, container => container with { Header = container.Header with { EngineBuild = Guid.NewGuid() } });
        bytes[100] ^= 1;
        Assert.Equal(PrecompiledModuleError.EngineVersion, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, bytes)).Error);
    }

    [Fact]
    public void A_file_is_read_once_until_it_changes()
    {
        var folder = Directory.CreateTempSubdirectory("weft-tests-");
        try
        {
            var path = Path.Combine(folder.FullName, "a.cwasm");
            File.WriteAllBytes(path, s_file);
            using var first = new Engine();
            using var second = new Engine();
            var module = Module.DeserializeTrustedFile(first, path);
            Assert.Same(module.Validated.Definition, Module.DeserializeTrustedFile(second, path).Validated.Definition);

            // Damage that comes later is found all the same.
            var bytes = s_file.ToArray();
            bytes[100] ^= 1;
            File.Delete(path);
            File.WriteAllBytes(path, bytes);
            Assert.Equal(PrecompiledModuleError.Corrupt, Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrustedFile(first, path)).Error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Headers_that_lie_under_a_right_checksum_are_refused_or_harmless()
    {
        using var engine = new Engine();
        var container = PrecompiledContainer.Read(s_file);
        var start = container.Code.Length + container.Original.Length;
        var random = new Random(7);
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var bytes = s_file.ToArray();
            var header = bytes.AsSpan(start..^PrecompiledContainer.EndLength);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                header[random.Next(header.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }

            PrecompiledContainer.WriteHeaderSum(bytes.AsSpan(^PrecompiledContainer.EndLength..), header);
            try
            {
                Module.DeserializeTrusted(engine, bytes).Dispose();
            }
            catch (PrecompiledModuleException)
            {
                refused++;
            }

            if (Module.TryReadOriginal(bytes, out var original))
            {
                Assert.True(original.Span.SequenceEqual(container.Original.Span));
            }
        }

        // The version for people and the hash, which only the original needs, may say anything.
        Assert.InRange(refused, 1000, 2999);
    }

    [Fact]
    public async Task Machine_code_that_is_damaged_or_cut_off_never_runs()
    {
        var options = await Precompiled.OptionsForAsync(PrecompiledCodeKind.ReadyToRun);
        var whole = Precompiled.Make("""(func (export "answer") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))""", options);
        using var engine = new Engine();
        var random = new Random(11);
        for (var i = 0; i < 500; i++)
        {
            var bytes = whole.ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, bytes));
            Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, whole.AsMemory(0, random.Next(whole.Length))));
            Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, whole.AsMemory(random.Next(1, whole.Length))));
        }

        using var store = new Store(engine);
        Assert.Equal(21, Precompiled.Instantiate(store, whole).GetFunction<Func<int, int>>("answer")(7));
    }

    [Fact]
    public void A_precompiled_module_is_not_loaded_by_mistake()
    {
        using var engine = new Engine();
        Assert.Contains("DeserializeTrusted", Assert.Throws<MalformedModuleException>(() => engine.LoadModule(s_file)).Message);
        Assert.Contains("cut off", Assert.Throws<MalformedModuleException>(() => engine.LoadModule(s_file[..^1])).Message);
        Assert.True(Module.IsPrecompiledModule(s_file));
        Assert.False(Module.IsPrecompiledModule("\0asm\u0001\0\0\0"u8));
        Assert.Equal(
            PrecompiledModuleError.NotPrecompiled,
            Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, "\0asm\u0001\0\0\0"u8.ToArray())).Error);
    }

    private static void Refuses(PrecompiledModuleError expected, Func<PrecompiledHeader, PrecompiledHeader> change, string message)
    {
        using var engine = new Engine();
        var bytes = Precompiled.Change(s_file, container => container with { Header = change(container.Header) });
        var error = Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, bytes));
        Assert.Equal(expected, error.Error);
        Assert.Contains(message, error.Message);
    }
}
