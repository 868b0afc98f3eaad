// Modules that are compiled once and loaded many times.
using Weft.Wasm.Binary;
using Weft.Wasm.Text;

namespace Weft.Samples.Embedding;

/// <summary>Modules that are compiled once and loaded many times.</summary>
public static class Precompiling
{
    /// <summary>Runs the samples.</summary>
    public static async Task RunAsync(TextWriter output)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.cwasm");
        var bytes = "(module (func (export \"square\") (param i32) (result i32) (i32.mul (local.get 0) (local.get 0))))"u8.ToArray();

        #region precompile
        using var engine = new Engine();
        using (var file = File.Create(path))
        {
            var options = new PrecompileOptions { Kind = PrecompiledCodeKind.Portable };
            var result = await engine.PrecompileAsync(bytes, file, options);
            output.WriteLine($"{result.Kind} code for {result.Target}");
        }

        // Only what you compiled yourself, and nobody else could change.
        using var module = Module.DeserializeTrustedFile(engine, path);
        using var store = new Store(engine);
        var square = new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int>>("square");
        output.WriteLine(square(12));
        #endregion

        File.Delete(path);
        var folder = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}");
        await KeepAsync(output, folder, ModuleWriter.Write(WatParser.Parse(bytes)));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task KeepAsync(TextWriter output, string folder, byte[] bytes)
    {
        #region cache
        var cache = new ModuleCache(folder, maxBytes: 256 << 20);
        using var engine = new Engine(new EngineOptions { Cache = cache });
        await cache.AddAsync(engine, bytes);
        using var module = engine.LoadModule(bytes);
        output.WriteLine(module.IsPrecompiledFor(metersFuel: false));
        #endregion
    }
}
