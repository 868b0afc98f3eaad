// The linker of components: names for what components may import, and instantiation with it.
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>
/// Gives names to what components may import, and instantiates components with it. Definitions that belong to a store serve only components
/// instantiated in that store; functions of the host serve all. Not for use by several threads at a time while it is being filled.
/// </summary>
public sealed class ComponentLinker
{
    /// <summary>Makes an empty linker.</summary>
    /// <param name="engine">The engine of the components.</param>
    public ComponentLinker(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        CallsBeforeAdapters = engine.Tier != ExecutionTier.Interpreter ? InstanceState.DefaultCallsBeforeAdapters : 0;
        Root = new ComponentLinkerInstance(this, null);
    }

    /// <summary>The engine.</summary>
    public Engine Engine { get; }

    /// <summary>Whether a name may be defined again, replacing the first definition. Otherwise that is an error.</summary>
    public bool AllowShadowing { get; set; }

    /// <summary>Whether calls between components go the plain way: the oracle of tests.</summary>
    internal bool IsPlain { get; set; }

    /// <summary>After how many calls of a function by another component code is made for them; 0 for never, as where nothing is compiled.</summary>
    internal int CallsBeforeAdapters { get; set; }

    /// <summary>What components import themselves, outside any instance.</summary>
    public ComponentLinkerInstance Root { get; }

    /// <summary>The instance of a name, to define what is in it.</summary>
    /// <inheritdoc cref="ComponentLinkerInstance.Instance(string)"/>
    public ComponentLinkerInstance Instance(string name) => Root.Instance(name);

    /// <summary>
    /// Gives an instance another name, too: what is in it serves imports of either, now and when more is defined. For versions that are compatible
    /// with nothing by their number, such as those of drafts.
    /// </summary>
    /// <param name="name">The other name.</param>
    /// <param name="known">The instance's name.</param>
    /// <returns>This linker.</returns>
    /// <exception cref="ArgumentException">The name is defined already, or no instance has the known one.</exception>
    public ComponentLinker AddAlias(string name, string known)
    {
        ArgumentNullException.ThrowIfNull(known);
        Root.Add(name, Root.Definitions.GetValueOrDefault(known) is { } instance and (ComponentLinkerInstance or ComponentInstance)
            ? instance
            : throw new ArgumentException($"there is no instance \"{known}\"", nameof(known)));
        return this;
    }

    /// <summary>
    /// Defines each function that a component imports, itself or from instances, and the linker does not know: it traps when it is called,
    /// and says which it is. Resource types that are missing become such as nobody can make.
    /// </summary>
    /// <param name="component">The component.</param>
    /// <returns>This linker.</returns>
    public ComponentLinker DefineUnknownImportsAsTraps(Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        DefineUnknown(Root, component.Type.Imports, "");
        return this;
    }

    /// <summary>Instantiates a component: gives its imports what is defined under their names, then does its definitions in order.</summary>
    /// <param name="store">The store that it becomes part of.</param>
    /// <param name="component">The component.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="LinkException">An import is unknown or of another type, or a limit of the store is exceeded.</exception>
    /// <exception cref="TrapException">An initialiser, a segment or a start function of a core module trapped.</exception>
    /// <exception cref="ArgumentException">The store or the component is of another engine, or a definition is of another store.</exception>
    public ComponentInstance Instantiate(Store store, Component component)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(component);
        if (store.Engine != Engine || component.Engine != Engine)
        {
            throw new ArgumentException("the store, the component and the linker are not all of one engine");
        }

        var state = new InstanceState(store, null) { IsPlain = IsPlain, CallsBeforeAdapters = CallsBeforeAdapters };
        var resolver = new ImportResolver(state, Engine);
        var imports = new object[component.Type.Imports.Count];
        for (var i = 0; i < imports.Length; i++)
        {
            var import = component.Type.Imports[i];
            imports[i] = resolver.Resolve(Root.Find, import.Name.Name, import.Type, "");
        }

        return new ComponentFrame(new ComponentClosure(component.Plan, null), state, imports).Instantiate();
    }

    private static void DefineUnknown(ComponentLinkerInstance definitions, ExternMap imports, string path)
    {
        foreach (var import in imports)
        {
            var name = import.Name.Name;
            var known = definitions.Find(name);
            var place = path + name;
            switch (import.Type.Sort)
            {
                case Sort.Instance when known is null or ComponentLinkerInstance:
                    var inner = (ComponentLinkerInstance?)known ?? definitions.Instance(name);
                    DefineUnknown(inner, ((InstanceType)import.Type.Type).Exports, place + " ");
                    break;
                case Sort.Function when known is null:
                    definitions.Definitions[name] = new HostFunctionDefinition(_ => (ref CanonicalAbi.ComponentHostCall _) =>
                        throw new TrapException(TrapKind.Unreachable, $"the unknown import `{place}` was called"));
                    break;
                case Sort.Type when known is null && import.Type.Type is ResourceType:
                    definitions.Definitions[name] = new ComponentResourceType(name, typeof(object));
                    break;
            }
        }
    }
}
