// Runs modules of scripts as programs have them that were built with them: each is translated into an assembly, which is loaded.
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using Weft.Wasm;

namespace Weft.Wast;

/// <summary>Loads modules by way of assemblies.</summary>
public static class TranslatedModules
{
    private const string ClassName = "Weft.Wast.Translated";

    private static int s_count;

    /// <summary>A way of loading for <see cref="ScriptRunner.Run"/>, with code for a system or for all.</summary>
    /// <param name="target">The system; null for all.</param>
    public static Func<Engine, ModuleDefinition, Module> LoadFor(string? target) => (engine, definition) => Load(engine, definition, target);

    private static Module Load(Engine engine, ModuleDefinition definition, string? target)
    {
        using var module = engine.LoadModule(definition);
        var name = $"Weft.Wast.Translated{Interlocked.Increment(ref s_count)}";
        var translated = engine.Translate(module, new TranslateOptions { AssemblyName = name, ClassName = ClassName, Target = target });
        return Load(engine, translated);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Emitted code is never trimmed.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "As above.")]
    private static Module Load(Engine engine, TranslatedModule translated)
    {
        using var image = new MemoryStream(translated.Assembly.ToArray(), writable: false);
        var assembly = new Context().LoadFromStream(image);
        var load = assembly.GetType(ClassName, throwOnError: true)!.GetMethod("Load")!;
        return (Module)load.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [engine], null)!;
    }

    private sealed class Context() : AssemblyLoadContext("Weft.Wast", isCollectible: true)
    {
        private static readonly Assembly s_engine = typeof(Engine).Assembly;

        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == s_engine.GetName().Name ? s_engine : null;
    }
}
