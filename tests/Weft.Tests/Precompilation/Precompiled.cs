// Modules that go through a file on their way into an engine.
using Weft.Precompilation;
using Xunit;

namespace Weft.Tests.Precompilation;

/// <summary>Makes precompiled modules for tests.</summary>
internal static class Precompiled
{
    /// <summary>Compiles the fields of a module ahead of time.</summary>
    public static byte[] Make(string fields, PrecompileOptions? options = null, EngineOptions? engineOptions = null)
    {
        using var engine = new Engine(engineOptions);
        using var output = new MemoryStream();
        engine.PrecompileAsync(
            System.Text.Encoding.UTF8.GetBytes($"(module {fields})"), output, options ?? new PrecompileOptions { Kind = PrecompiledCodeKind.Portable },
            TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return output.ToArray();
    }

    /// <summary>Instantiates a precompiled module, and sees to it that its code is used.</summary>
    public static Instance Instantiate(Store store, byte[] bytes, Action<Linker>? define = null)
    {
        var module = Module.DeserializeTrusted(store.Engine, bytes);
        Assert.True(module.Precompiled is not null);
        var linker = new Linker(store.Engine);
        define?.Invoke(linker);
        return linker.Instantiate(store, module);
    }

    /// <summary>Writes a file anew with other contents, all else right.</summary>
    public static byte[] Change(byte[] bytes, Func<PrecompiledContainer, PrecompiledContainer> change)
    {
        using var output = new MemoryStream();
        change(PrecompiledContainer.Read(bytes)).WriteAsync(output, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return output.ToArray();
    }

    /// <summary>The kinds of code that can be made here.</summary>
    public static TheoryData<PrecompiledCodeKind> Kinds => [PrecompiledCodeKind.Portable, PrecompiledCodeKind.ReadyToRun];

    /// <summary>Skips the test when code of a kind cannot be made here.</summary>
    public static async Task<PrecompileOptions> OptionsForAsync(PrecompiledCodeKind kind)
    {
        if (kind == PrecompiledCodeKind.ReadyToRun)
        {
            var (compiler, why) = await ReadyToRunCompiler.FindAsync(new PrecompileOptions(), TestContext.Current.CancellationToken);
            Assert.SkipWhen(compiler is null, why ?? "");
        }

        return new PrecompileOptions { Kind = kind };
    }
}
