// What the linker knows under one name of an instance: functions, resource types, instances.
using Weft.Components.CanonicalAbi;

namespace Weft.Components;

/// <summary>Definitions for imports, by name: of a component itself, or of an instance that it imports.</summary>
public sealed partial class ComponentLinkerInstance
{
    private readonly ComponentLinker _linker;
    private readonly string? _name;

    internal ComponentLinkerInstance(ComponentLinker linker, string? name) => (_linker, _name) = (linker, name);

    internal Dictionary<string, object> Definitions { get; } = [];

    /// <summary>What is defined under a name or a compatible one; null when nothing.</summary>
    internal object? Find(string name) => InterfaceNames.Find(Definitions, name);

    /// <summary>The instance of a name, to define what is in it; it need not be whole.</summary>
    /// <param name="name">The name, such as "wasi:io/streams@0.2.6"; it serves imports of compatible versions.</param>
    /// <exception cref="ArgumentException">Something else is defined under the name.</exception>
    public ComponentLinkerInstance Instance(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Definitions.TryGetValue(name, out var known))
        {
            Definitions[name] = known = new ComponentLinkerInstance(_linker, name);
        }

        return known as ComponentLinkerInstance ?? throw new ArgumentException($"{Spell(name)} is defined already, as a {ComponentInstance.Describe(known)}", nameof(name));
    }

    /// <summary>Defines a function that works on values without static types.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="body">What it does.</param>
    /// <returns>These definitions.</returns>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public ComponentLinkerInstance AddFunction(string name, DynamicHostFunction body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type => DynamicHostBody.Make(name, type, body)));
    }

    /// <summary>Defines a function that takes its arguments with codecs.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parameters">The codecs of its parameters, to be checked against the import.</param>
    /// <param name="result">The codec of its result; null when it has none.</param>
    /// <param name="body">What it does.</param>
    /// <returns>These definitions.</returns>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public ComponentLinkerInstance AddFunction(string name, ReadOnlySpan<ComponentCodec> parameters, ComponentCodec? result, ComponentHostBody body)
    {
        var signature = new ComponentSignature(parameters, result);
        return AddFunction(name, () => signature, body);
    }

    /// <summary>Defines a function that takes its arguments with codecs, which are made when a component imports it: what bindings are generated as.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="signature">Makes the codecs, to be checked against the import.</param>
    /// <param name="body">What it does.</param>
    /// <returns>These definitions.</returns>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public ComponentLinkerInstance AddFunction(string name, Func<ComponentSignature> signature, ComponentHostBody body)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
            signature().Accepts(type) ? body : throw new ArgumentException("its parameters or its result are of other types")));
    }

    /// <summary>Defines a resource type of the host.</summary>
    /// <typeparam name="T">The type of its objects; they are disposed, if they can be, when a guest drops what it owns.</typeparam>
    /// <param name="name">Its name.</param>
    /// <returns>The resource type.</returns>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public ComponentResourceType AddResource<T>(string name)
        where T : class
    {
        var type = new ComponentResourceType(name, typeof(T));
        Add(name, type);
        return type;
    }

    /// <summary>Defines a resource type that is known elsewhere too.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The resource type.</param>
    /// <returns>These definitions.</returns>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public ComponentLinkerInstance DefineResource(string name, ComponentResourceType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Add(name, type);
    }

    /// <summary>Defines an instance that exists: it serves components in its store.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="instance">The instance.</param>
    /// <returns>These definitions.</returns>
    /// <exception cref="ArgumentException">The name is defined already, or the instance is of another engine.</exception>
    public ComponentLinkerInstance DefineInstance(string name, ComponentInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return Add(name, instance, instance.Store.Engine);
    }

    /// <summary>Defines a function of an instance that exists: it serves components in its store.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="function">The function.</param>
    /// <returns>These definitions.</returns>
    /// <exception cref="ArgumentException">The name is defined already, or the function is of another engine.</exception>
    public ComponentLinkerInstance DefineFunction(string name, ComponentFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, function, function.Lifted.Options.Instance.Store.Engine);
    }

    /// <summary>Defines a core module.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="module">The module.</param>
    /// <returns>These definitions.</returns>
    /// <exception cref="ArgumentException">The name is defined already, or the module is of another engine.</exception>
    public ComponentLinkerInstance DefineModule(string name, Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Add(name, module, module.Engine);
    }

    /// <summary>
    /// Defines a core module whose own imports do not come from the component: how components are given functions of the host that are core functions,
    /// such as those of WASI preview 1. What it imports and exports again are those functions themselves.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="module">The module.</param>
    /// <param name="imports">Makes what an instance imports; called for each instance, so that instances may have states of their own.</param>
    /// <returns>These definitions.</returns>
    /// <exception cref="ArgumentException">The name is defined already, or the module is of another engine.</exception>
    public ComponentLinkerInstance DefineModule(string name, Module module, Func<Store, Linker> imports)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(imports);
        return Add(name, new ModuleClosure(module, imports), module.Engine);
    }

    /// <summary>Defines a component, for components that import one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="component">The component.</param>
    /// <returns>These definitions.</returns>
    /// <exception cref="ArgumentException">The name is defined already, or the component is of another engine.</exception>
    public ComponentLinkerInstance DefineComponent(string name, Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return Add(name, component, component.Engine);
    }

    private ComponentLinkerInstance Add(string name, object definition, Engine engine) => engine == _linker.Engine
        ? Add(name, definition)
        : throw new ArgumentException($"{Spell(name)} belongs to another engine", nameof(definition));

    internal ComponentLinkerInstance Add(string name, object definition)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_linker.AllowShadowing)
        {
            Definitions[name] = definition;
        }
        else if (!Definitions.TryAdd(name, definition))
        {
            throw new ArgumentException($"{Spell(name)} is defined already");
        }

        return this;
    }

    private string Spell(string name) => _name is null ? $"\"{name}\"" : $"\"{name}\" of \"{_name}\"";
}
