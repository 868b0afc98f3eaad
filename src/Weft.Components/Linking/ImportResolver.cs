// What a component imports is looked up among the linker's definitions, and compared with the types that it says.
using Weft.Components.Types;
using Weft.Components.Validation;

namespace Weft.Components;

/// <summary>Finds what the imports of a component are given.</summary>
internal sealed class ImportResolver(InstanceState state, Engine engine)
{
    /// <summary>Finds what an import is given.</summary>
    /// <param name="definitions">Finds what is defined where it is looked for.</param>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type that it says.</param>
    /// <param name="path">The instances around it, for messages.</param>
    /// <exception cref="LinkException">It is unknown or of another type.</exception>
    public object Resolve(Func<string, object?> definitions, string name, ExternType type, string path)
    {
        var found = definitions(name);
        if (type.Sort == Sort.Type && type.Type is not ResourceType)
        {
            // Types that are only types: whoever uses them brings their structure.
            return type.Type;
        }

        var place = $"`{path}{name}`";
        if (found is null && HasTypesOnly(type))
        {
            return Assemble(static _ => null, (InstanceType)type.Type, $"{path}{name} ");
        }

        if (found is null)
        {
            throw new LinkException($"unknown import: {place} is not defined, {WithArticle(type.Describe())} is needed");
        }

        var value = Fit(found, name, type, place, path);
        ComponentFrame.Bind(state, type, value);
        return value;
    }

    /// <summary>Whether it is an instance in which there is nothing but types: interfaces such as those exist in signatures only.</summary>
    private static bool HasTypesOnly(ExternType type) => type.Sort == Sort.Type ? type.Type is not ResourceType
        : type.Sort == Sort.Instance && ((InstanceType)type.Type).Exports.All(export => HasTypesOnly(export.Type));

    private object Fit(object found, string name, ExternType type, string place, string path)
    {
        switch (type.Type, found)
        {
            case (ComponentFunctionType function, HostFunctionDefinition host):
                return Bind(host, name, function, place);
            case (ComponentFunctionType function, ComponentFunction given):
                CheckStore(given.Lifted.Options.Instance.Store, place);
                return RuntimeTypes.AreEqual(given.Type, given.Lifted.Options.Instance, function, state)
                    ? given
                    : throw Incompatible(place, "it has other parameters or another result");
            case (InstanceType instance, ComponentLinkerInstance inner):
                return Assemble(inner.Find, instance, $"{path}{name} ");
            case (InstanceType instance, ComponentInstance given):
                CheckStore(given.Store, place);
                return Assemble(given.Find, instance, $"{path}{name} ");
            case (ResourceType resource, ComponentResourceType given):
                return state.Resources.TryFind(resource.Identity, out var known) && !ReferenceEquals(known, given)
                    ? throw Incompatible(place, "it is another resource type than the one that it must be the same as")
                    : given;
            case (CoreModuleType expected, Module module):
                CheckModule(expected, ModuleTypes.Of(module.Validated), place);
                return module;
            case (CoreModuleType expected, ModuleClosure closure):
                // Its imports are no concern of the component.
                CheckModule(expected, new CoreModuleType([], ModuleTypes.Describe(closure.Module.Validated).Exports), place);
                return closure;
            case (ComponentType expected, Component component):
                return CheckComponent(expected, new ComponentClosure(component.Plan, null), place);
            case (ComponentType expected, ComponentClosure closure):
                return CheckComponent(expected, closure, place);
            default:
                throw Incompatible(place, $"it is {WithArticle(ComponentInstance.Describe(found))}, {WithArticle(type.Describe())} is needed");
        }
    }

    private HostComponentFunction Bind(HostFunctionDefinition host, string name, ComponentFunctionType type, string place)
    {
        if (type.IsAsync)
        {
            throw new LinkException($"{place} is an asynchronous function: they do not run yet");
        }

        try
        {
            return new HostComponentFunction(name, type, host, state);
        }
        catch (ArgumentException error)
        {
            throw Incompatible(place, $"the host's function has another signature: {error.Message}");
        }
    }

    private ComponentInstance Assemble(Func<string, object?> definitions, InstanceType type, string path)
    {
        var values = new object[type.Exports.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Resolve(definitions, type.Exports[i].Name.Name, type.Exports[i].Type, path);
        }

        return new ComponentInstance(state.Store, type.Exports, values);
    }

    private ComponentClosure CheckComponent(ComponentType expected, ComponentClosure closure, string place) =>
        new Subtyping(new WorkBudget(), engine.Types).Check(closure.Plan.Component.Type, expected) is { } error ? throw Incompatible(place, error) : closure;

    private void CheckModule(CoreModuleType expected, CoreModuleType actual, string place)
    {
        if (new Subtyping(new WorkBudget(), engine.Types).Check(actual, expected) is { } error)
        {
            throw Incompatible(place, error);
        }
    }

    private void CheckStore(Store store, string place)
    {
        if (store != state.Store)
        {
            throw new ArgumentException($"{place} belongs to another store");
        }
    }

    private static string WithArticle(string noun) => noun == "instance" ? "an instance" : $"a {noun}";

    private static LinkException Incompatible(string place, string why) => new($"incompatible import type: {place}: {why}");
}
