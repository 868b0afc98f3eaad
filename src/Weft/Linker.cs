// The linker: names for what modules may import, and instantiation with it (spec 4.7.2).
using Weft.Linking;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft;

/// <summary>
/// Gives names to what modules may import, and instantiates modules with it. Definitions that belong to a store serve only modules
/// instantiated in that store; functions of the host serve all. Not for use by several threads at a time while it is being filled.
/// </summary>
public sealed partial class Linker
{
    private readonly Dictionary<(string Module, string Name), object> _definitions;

    /// <summary>Makes an empty linker.</summary>
    /// <param name="engine">The engine of the modules.</param>
    public Linker(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.ThrowIfDisposed();
        Engine = engine;
        _definitions = [];
    }

    /// <summary>Makes a linker with the definitions of another; what is defined in one afterwards is not in the other.</summary>
    /// <param name="other">The linker to copy.</param>
    public Linker(Linker other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Engine = other.Engine;
        AllowShadowing = other.AllowShadowing;
        _definitions = new(other._definitions);
    }

    /// <summary>The engine.</summary>
    public Engine Engine { get; }

    /// <summary>Whether a name may be defined again, replacing the first definition. Otherwise that is an error.</summary>
    public bool AllowShadowing { get; set; }

    /// <summary>Defines something of a store.</summary>
    /// <param name="module">The first name of the import.</param>
    /// <param name="name">The second name of the import.</param>
    /// <param name="external">What to give.</param>
    /// <returns>This linker.</returns>
    /// <exception cref="ArgumentException">The name is defined already, or the definition belongs to another engine.</exception>
    public Linker Define(string module, string name, External external)
    {
        ArgumentNullException.ThrowIfNull(external);
        if ((external.Owner?.Engine ?? (external as Memory)?.Engine) != Engine)
        {
            throw new ArgumentException($"{module}.{name} belongs to another engine", nameof(external));
        }

        return Add(module, name, external);
    }

    /// <summary>Defines a function of the host whose signature is known only at run time.</summary>
    /// <param name="module">The first name of the import.</param>
    /// <param name="name">The second name of the import.</param>
    /// <param name="type">Its type; indices inside are ids of the engine's registry.</param>
    /// <param name="body">What it does.</param>
    /// <returns>This linker.</returns>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public Linker AddFunction(string module, string name, FunctionType type, HostFunction body)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Add(module, name, new HostDefinition(type, body));
    }

    /// <summary>Defines all exports of an instance.</summary>
    /// <param name="module">The first name of the imports.</param>
    /// <param name="instance">The instance.</param>
    /// <returns>This linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already, or the instance belongs to another engine.</exception>
    public Linker DefineInstance(string module, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        foreach (var name in instance.ExportNames)
        {
            Define(module, name, instance.GetExport(name)!);
        }

        return this;
    }

    /// <summary>Instantiates a module and defines all its exports.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">The first name of the imports.</param>
    /// <param name="module">The module.</param>
    /// <returns>This linker.</returns>
    /// <inheritdoc cref="Instantiate(Store, Module)"/>
    public Linker DefineModule(Store store, string name, Module module) => DefineInstance(name, Instantiate(store, module));

    /// <summary>
    /// Defines each function that a module imports and the linker does not know: it traps when it is called, and says which it is. For
    /// programs that import more than they use.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <returns>This linker.</returns>
    public Linker DefineUnknownImportsAsTraps(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        for (var i = 0; i < module.Imports.Length; i++)
        {
            var import = module.Imports[i];
            if (module.ImportTypes[i] is ExternalFunctionType type && !_definitions.ContainsKey((import.Module, import.Name)))
            {
                AddFunction(import.Module, import.Name, Engine.Types.GetFunctionType(type.TypeIndex), (_, _, _) =>
                    Throw.Trap(TrapKind.Unreachable, $"the unknown import \"{import.Module}\" \"{import.Name}\" was called"));
            }
        }

        return this;
    }

    /// <summary>
    /// Defines names whose definitions are made when a module first imports them: for hosts that offer far more than most modules need.
    /// </summary>
    /// <param name="module">The first name of the imports.</param>
    /// <param name="names">The second names.</param>
    /// <param name="define">
    /// Is given another linker and one of the names, and defines it there, once. It may be called by any thread that instantiates, but by one at a time.
    /// </param>
    /// <returns>This linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public Linker DefineLazily(string module, ReadOnlySpan<string> names, Action<Linker, string> define)
    {
        ArgumentNullException.ThrowIfNull(define);
        var definitions = new LazyDefinitions(Engine, module, define);
        foreach (var name in names)
        {
            Add(module, name, definitions);
        }

        return this;
    }

    /// <summary>Whether a name is defined.</summary>
    /// <param name="module">The first name of the import.</param>
    /// <param name="name">The second name of the import.</param>
    public bool IsDefined(string module, string name) => _definitions.ContainsKey((module, name));

    /// <summary>Instantiates a module (spec 4.7.2): gives its imports what is defined under their names, then runs its start function.</summary>
    /// <param name="store">The store it becomes part of.</param>
    /// <param name="module">The module.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="LinkException">An import is unknown or of another type, or a limit of the store is exceeded.</exception>
    /// <exception cref="TrapException">An initialiser, a segment or the start function trapped.</exception>
    /// <exception cref="ArgumentException">The store or the module is of another engine.</exception>
    public Instance Instantiate(Store store, Module module) => Instantiate(store, module, runsStart: true);

    private Instance Instantiate(Store store, Module module, bool runsStart)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(module);
        store.CheckUse();
        module.ThrowIfDisposed();
        if (store.Engine != Engine || module.Engine != Engine)
        {
            throw new ArgumentException("the store, the module and the linker are not all of one engine");
        }

        var imports = new External[module.Imports.Length];
        for (var i = 0; i < imports.Length; i++)
        {
            imports[i] = Resolve(store, module.Imports[i], module.ImportTypes[i]);
        }

        return Instantiator.InstantiateEntered(store, module, imports, runsStart);
    }

    private Linker Add(string module, string name, object definition)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(name);
        if (AllowShadowing)
        {
            _definitions[(module, name)] = definition;
        }
        else if (!_definitions.TryAdd((module, name), definition))
        {
            throw new ArgumentException($"\"{module}\" \"{name}\" is defined already");
        }

        return this;
    }

    /// <summary>What is defined under a name; null for nothing.</summary>
    internal object? FindDefinition(string module, string name) => _definitions.TryGetValue((module, name), out var definition) ? definition : null;

    private External Resolve(Store store, Import import, ExternalType type)
    {
        if (!_definitions.TryGetValue((import.Module, import.Name), out var definition))
        {
            throw new LinkException(
                $"unknown import: \"{import.Module}\" \"{import.Name}\" is not defined, {ImportMatcher.Describe(Engine.Types, type)} is needed", import);
        }

        if (definition is LazyDefinitions lazy)
        {
            definition = lazy.Get(import.Name);
        }

        if (definition is HostDefinition host)
        {
            return type is ExternalFunctionType function && host.Fits(Engine.Types, function.TypeIndex)
                ? store.GetHostFunction(host, host.GetTypeId(Engine.Types, function.TypeIndex), import)
                : throw ImportMatcher.Incompatible(Engine.Types, import, type, host.Describe());
        }

        var external = (External)definition;
        ImportMatcher.Check(store, import, type, external);
        return external;
    }
}
