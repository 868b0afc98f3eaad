// Components whose modules were compiled ahead of time.
using Weft.Components.Binary;
using Weft.Components.Validation;
using Weft.Wasm;

namespace Weft.Components;

public sealed partial class Component
{
    // What tells a component from a module.
    private const int StartLength = 8;

    /// <summary>Whether functions of all its modules run as code that was compiled before the component was loaded.</summary>
    /// <param name="metersFuel">In stores that count fuel, or in others: the code is different.</param>
    public bool IsPrecompiledFor(bool metersFuel) => _modules.Values.All(module => module.IsPrecompiledFor(metersFuel));

    /// <summary>
    /// Loads a component that <see cref="ComponentPrecompilation.PrecompileComponentAsync"/> has made. The code of its modules runs as it is, with all
    /// rights of this process: use this only for what you, or somebody you trust, compiled, and that nobody else could change. A checksum finds
    /// damage, not intent. What is around the modules is validated as that of any other component.
    /// </summary>
    /// <param name="engine">The engine, of the same build and with the same options as the one that compiled it.</param>
    /// <param name="bytes">What was written. The component keeps it: it must not change.</param>
    /// <param name="features">Gated features that it may use.</param>
    /// <exception cref="PrecompiledModuleException">It cannot be used here, or is damaged.</exception>
    /// <exception cref="InvalidModuleException">It uses a feature that is off.</exception>
    public static Component DeserializeTrusted(Engine engine, ReadOnlyMemory<byte> bytes, ComponentFeatures features = ComponentFeatures.None)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return Load(engine, PrecompiledParts.LoadTrusted(engine, bytes), features);
    }

    /// <summary>
    /// Loads a precompiled component from a file, which is mapped into memory, not read, until the process ends: it must not change. A new file may
    /// take its place.
    /// </summary>
    /// <inheritdoc cref="DeserializeTrusted"/>
    /// <param name="engine"/>
    /// <param name="path">The file.</param>
    /// <param name="notes">
    /// A cache where it is noted that the file was found whole: processes that follow then need not read all of it before they begin, as long as it
    /// has not changed. Null to check it in each process.
    /// </param>
    /// <param name="features"/>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Component DeserializeTrustedFile(
        Engine engine, string path, ModuleCache? notes = null, ComponentFeatures features = ComponentFeatures.None)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return Load(engine, PrecompiledParts.LoadTrustedFile(engine, path, notes), features);
    }

    /// <summary>Whether bytes end as something precompiled does, and have a component in them. They may be damaged.</summary>
    public static bool IsPrecompiledComponent(ReadOnlySpan<byte> bytes) => ComponentReader.IsComponent(PrecompiledParts.PeekOriginal(bytes));

    /// <summary>Whether a file ends as something precompiled does, and has a component in it. It may be damaged.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsPrecompiledComponentFile(string path) => ComponentReader.IsComponent(PrecompiledParts.PeekOriginalFile(path, StartLength));

    /// <summary>Loads a component with modules that are loaded.</summary>
    internal static Component Load(Engine engine, PrecompiledParts modules, ComponentFeatures features)
    {
        if (!ComponentReader.IsComponent(modules.Original.Span))
        {
            throw new PrecompiledModuleException(
                PrecompiledModuleError.NotPrecompiled, "this is not a precompiled component but a precompiled module: Module.DeserializeTrusted loads it");
        }

        try
        {
            return Load(engine, ComponentReader.Read(modules), features);
        }
        catch (MalformedModuleException error)
        {
            throw new PrecompiledModuleException(
                PrecompiledModuleError.Corrupt, $"the component in the precompiled component cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Its modules, and those of the components inside it, with their places in the binary that it was read from.</summary>
    internal ModulePart[] FindParts() => [.. FindItems(Validated).OrderBy(item => item.Offset).Select(item => new ModulePart(_modules[item], (int)item.Offset, item.Binary.Length))];

    private static IEnumerable<CoreModuleItem> FindItems(ValidatedComponent component) =>
        component.Modules.Keys.Concat(component.NestedComponents.Values.SelectMany(FindItems));

    private static bool IsBinary(ReadOnlySpan<byte> bytes) => bytes.IsEmpty || bytes[0] == 0;
}
