// Modules that go through an assembly on their way into an engine.
using System.Reflection;
using System.Runtime.Loader;
using Xunit;

namespace Weft.Tests.Translation;

/// <summary>Translates modules and loads what comes out.</summary>
internal static class Translated
{
    private const string ClassName = "Tests.Translated";

    private static int s_count;

    /// <summary>Engines whose modules run no code that is generated at run time.</summary>
    public static EngineOptions NothingEmitted => new() { Tier = ExecutionTier.Interpreter };

    /// <summary>Translates the fields of a module.</summary>
    public static TranslatedModule Make(string fields, string? target = "linux-x64", EngineOptions? options = null)
    {
        using var engine = new Engine(options);
        return engine.Translate(System.Text.Encoding.UTF8.GetBytes($"(module {fields})"), new TranslateOptions
        {
            AssemblyName = $"Tests.Translated{Interlocked.Increment(ref s_count)}",
            ClassName = ClassName,
            Target = target,
        });
    }

    /// <summary>Loads an assembly.</summary>
    public static Type Load(TranslatedModule translated)
    {
        using var image = new MemoryStream(translated.Assembly.ToArray());
        return new Context().LoadFromStream(image).GetType(ClassName, throwOnError: true)!;
    }

    /// <summary>Instantiates a translated module, and sees to it that its code is used.</summary>
    public static Instance Instantiate(Store store, Type door, Action<Linker>? define = null)
    {
        var module = (Module)door.GetMethod("Load")!.Invoke(null, [store.Engine])!;
        Assert.True(module.IsPrecompiledFor(metersFuel: false));
        var linker = new Linker(store.Engine);
        define?.Invoke(linker);
        return linker.Instantiate(store, module);
    }

    /// <summary>A typed call of an export, as generated C# makes it.</summary>
    public static TDelegate Call<TDelegate>(Type door, TranslatedModule translated, Instance instance, string name)
        where TDelegate : Delegate
    {
        var function = (Function)door.GetMethod("Find")!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [instance, name], null)!;
        var call = translated.Calls.Single(call => call.Type.Equals(translated.Module.Engine.Types.GetFunctionType(
            translated.Module.Validated.FunctionTypeIds[translated.Module.Exports.Single(export => export.Name == name).Index])));
        return door.GetMethod(call.Name)!.CreateDelegate<TDelegate>(function);
    }

    private sealed class Context() : AssemblyLoadContext("Tests.Translated", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name == typeof(Engine).Assembly.GetName().Name ? typeof(Engine).Assembly : null;
    }
}
