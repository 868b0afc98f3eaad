// Runs modules of scripts as precompiled ones: each is compiled ahead of time into memory and loaded from there.
using Weft.Wasm;

namespace Weft.Wast;

/// <summary>Loads modules by way of precompiled ones.</summary>
public static class PrecompiledModules
{
    /// <summary>A way of loading for <see cref="ScriptRunner.Run"/>.</summary>
    /// <param name="kind">The code to make.</param>
    public static Func<Engine, ModuleDefinition, Module> LoadAs(PrecompiledCodeKind kind) => (engine, definition) =>
    {
        using var module = engine.LoadModule(definition);
        using var bytes = new MemoryStream();

        // A command of a script is done before the next.
        engine.PrecompileAsync(module, bytes, new PrecompileOptions { Kind = kind }).GetAwaiter().GetResult();
        return Module.DeserializeTrusted(engine, bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    };
}
