// Compiling components ahead of time: into files, and into the cache.
using System.Diagnostics.CodeAnalysis;
using Weft.Components.Binary;
using Weft.Components.Text;

namespace Weft.Components;

/// <summary>Compiles components ahead of time.</summary>
public static class ComponentPrecompilation
{
    /// <summary>
    /// Compiles the modules of a component ahead of time, for engines with the options of this one. What comes out is one file with the component and
    /// the code of all modules in it, for <see cref="Component.DeserializeTrusted"/>; only the same build of the engine can use it.
    /// </summary>
    /// <param name="engine">The engine.</param>
    /// <param name="component">The component, binary or text in UTF-8.</param>
    /// <param name="output">Where to write; it is left open.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="features">Gated features that it may use.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Wasm.MalformedModuleException">It is neither a binary component nor the text of one.</exception>
    /// <exception cref="Wasm.InvalidModuleException">It is not valid.</exception>
    /// <exception cref="ArgumentException">There is no such target.</exception>
    /// <exception cref="InvalidOperationException">Machine code was asked for and cannot be made.</exception>
    /// <exception cref="PlatformNotSupportedException">Code cannot be generated here.</exception>
    public static async Task<PrecompileResult> PrecompileComponentAsync(
        this Engine engine,
        ReadOnlyMemory<byte> component,
        Stream output,
        PrecompileOptions? options = null,
        ComponentFeatures features = ComponentFeatures.None,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(output);

        // Read from the bytes that go into the file, so that its modules have their places there.
        var binary = component.Span is [0, ..] or [] ? component : ComponentWriter.Write(ComponentTextParser.Parse(component));
        using var loaded = Component.Load(engine, ComponentReader.Read(binary), features);
        return await engine.PrecompileAsync(binary, loaded.FindParts(), output, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Loads a component with the compiled code that a cache has for it.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="component">The component, binary.</param>
    /// <param name="loaded">The component.</param>
    /// <param name="metersFuel">Whether it is for stores that count fuel.</param>
    /// <param name="features">Gated features that it may use.</param>
    /// <returns>False when there is none, or the engine cannot run it.</returns>
    /// <exception cref="Wasm.InvalidModuleException">It uses a feature that is off.</exception>
    public static bool TryLoadComponent(
        this ModuleCache cache,
        Engine engine,
        ReadOnlyMemory<byte> component,
        [NotNullWhen(true)] out Component? loaded,
        bool metersFuel = false,
        ComponentFeatures features = ComponentFeatures.None)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return cache.TryLoadComponent(engine, ModuleCacheKey.Of(engine, component.Span, metersFuel), out loaded, features);
    }

    /// <summary>Loads the component whose compiled code has a name.</summary>
    /// <inheritdoc cref="TryLoadComponent(ModuleCache, Engine, ReadOnlyMemory{byte}, out Component?, bool, ComponentFeatures)"/>
    /// <param name="cache"/><param name="engine"/>
    /// <param name="key">The name.</param>
    /// <param name="loaded"/><param name="features"/>
    public static bool TryLoadComponent(
        this ModuleCache cache, Engine engine, ModuleCacheKey key, [NotNullWhen(true)] out Component? loaded, ComponentFeatures features = ComponentFeatures.None)
    {
        ArgumentNullException.ThrowIfNull(cache);
        loaded = cache.TryLoadParts(engine, key, out var modules) ? Component.Load(engine, modules, features) : null;
        return loaded is not null;
    }

    /// <summary>Compiles a component, and keeps its code in a cache.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="engine">An engine with the options of those that are to run it.</param>
    /// <param name="component">The component, binary.</param>
    /// <param name="options">How; the target is this system.</param>
    /// <param name="features">Gated features that it may use.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was made; null when it is here already, somebody else is at it, or it is larger than the cache may be.</returns>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="Wasm.WasmException">It is not a valid component.</exception>
    /// <exception cref="InvalidOperationException">Machine code was asked for and cannot be made.</exception>
    public static Task<PrecompileResult?> AddComponentAsync(
        this ModuleCache cache,
        Engine engine,
        ReadOnlyMemory<byte> component,
        PrecompileOptions? options = null,
        ComponentFeatures features = ComponentFeatures.None,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return cache.KeepAsync(
            engine, component, (output, settings, token) => engine.PrecompileComponentAsync(component, output, settings, features, token), options, cancellationToken);
    }
}
