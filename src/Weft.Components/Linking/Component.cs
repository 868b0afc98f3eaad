// Components: validated, their modules compiled, ready to be instantiated any number of times.
using System.Text;
using Weft.Components.Binary;
using Weft.Components.Text;
using Weft.Components.Types;
using Weft.Components.Validation;
using Weft.Wasm;

namespace Weft.Components;

/// <summary>
/// A valid component of an engine. Immutable; may be used from any thread. Core modules in it are compiled once; when the engine's cache
/// (<see cref="EngineOptions.Cache"/>) has the code of the component, it is taken from there.
/// </summary>
public sealed partial class Component : IDisposable
{
    private readonly Dictionary<CoreModuleItem, Module> _modules = new(ReferenceEqualityComparer.Instance);

    private Component(Engine engine, ValidatedComponent validated)
    {
        (Engine, Validated) = (engine, validated);
        AddModules(validated);
    }

    /// <summary>The engine that loaded it.</summary>
    public Engine Engine { get; }

    /// <summary>What it imports and exports.</summary>
    public ComponentType Type => Validated.Type;

    /// <summary>The component with its types, for tools.</summary>
    public ValidatedComponent Validated { get; }

    /// <summary>Loads a component from a file, binary or text.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="path">The file.</param>
    /// <param name="features">Gated features that it may use.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="MalformedModuleException">It is neither a binary component nor the text of one.</exception>
    /// <exception cref="InvalidModuleException">It is not valid.</exception>
    public static Component Load(Engine engine, string path, ComponentFeatures features = ComponentFeatures.None)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Load(engine, File.ReadAllBytes(path), features);
    }

    /// <summary>Loads a component from bytes, binary or text in UTF-8.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="bytes">The component. A binary one keeps them: they must not change.</param>
    /// <param name="features">Gated features that it may use.</param>
    /// <inheritdoc cref="Load(Engine, string, ComponentFeatures)"/>
    public static Component Load(Engine engine, ReadOnlyMemory<byte> bytes, ComponentFeatures features = ComponentFeatures.None)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (IsPrecompiledComponent(bytes.Span))
        {
            throw new MalformedModuleException("this is a precompiled component, whose code is trusted: Component.DeserializeTrusted loads it", 0);
        }

        return !IsBinary(bytes.Span) ? Load(engine, ComponentTextParser.Parse(bytes), features)
            : engine.Options.Cache?.TryLoadComponent(engine, bytes, out var cached, features: features) == true ? cached
            : Load(engine, ComponentReader.Read(bytes), features);
    }

    /// <summary>Loads a component from its text.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="text">The text of one component.</param>
    /// <param name="features">Gated features that it may use.</param>
    /// <inheritdoc cref="Load(Engine, string, ComponentFeatures)"/>
    public static Component LoadText(Engine engine, string text, ComponentFeatures features = ComponentFeatures.None)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Load(engine, ComponentTextParser.Parse(Encoding.UTF8.GetBytes(text)), features);
    }

    /// <summary>Validates a component that was read or made elsewhere.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="definition">The component.</param>
    /// <param name="features">Gated features that it may use.</param>
    /// <inheritdoc cref="Load(Engine, string, ComponentFeatures)"/>
    public static Component Load(Engine engine, ComponentDefinition definition, ComponentFeatures features = ComponentFeatures.None)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(definition);
        var options = new ComponentValidationOptions { Features = features, Modules = engine.Options.Validation };
        return new Component(engine, ComponentValidator.Validate(definition, engine.Types, options));
    }

    /// <summary>It can be instantiated no more; its instances stay usable.</summary>
    public void Dispose()
    {
        foreach (var module in _modules.Values)
        {
            module.Dispose();
        }
    }

    /// <summary>How it is instantiated, found when the first instance is made.</summary>
    internal InstantiationPlan Plan => field ??= new InstantiationPlan(this, Validated);

    /// <summary>The module of an item of this component or one inside it.</summary>
    internal Module GetModule(CoreModuleItem item) => _modules[item];

    private void AddModules(ValidatedComponent component)
    {
        foreach (var (item, module) in component.Modules)
        {
            _modules[item] = item.Precompiled is { } known && known.Engine == Engine ? known : Engine.LoadModule(module);
        }

        foreach (var (_, nested) in component.NestedComponents)
        {
            AddModules(nested);
        }
    }
}
