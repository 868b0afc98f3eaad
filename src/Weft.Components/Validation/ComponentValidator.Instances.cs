// Validation of components: instances, of core modules and of components (Explainer, "Instance definitions").
using System.Collections.Immutable;
using Weft.Components.Types;
using Weft.Wasm;

namespace Weft.Components.Validation;

public sealed partial class ComponentValidator
{
    private ImmutableDictionary<string, ExternalType> ResolveCoreInstance(ComponentItem item)
    {
        if (item is CoreInstantiation instantiation)
        {
            return InstantiateModule(instantiation);
        }

        var exports = ImmutableDictionary.CreateBuilder<string, ExternalType>();
        foreach (var export in ((CoreExportBundle)item).Exports)
        {
            ExternalType type = export.Sort switch
            {
                Sort.CoreFunction => new ExternalFunctionType(Get(_scope.CoreFunctions, export.Index, export.Sort)),
                Sort.CoreTable => Get(_scope.CoreTables, export.Index, export.Sort),
                Sort.CoreMemory => Get(_scope.CoreMemories, export.Index, export.Sort),
                Sort.CoreGlobal => Get(_scope.CoreGlobals, export.Index, export.Sort),
                Sort.CoreTag => new TagType(Get(_scope.CoreTags, export.Index, export.Sort)),
                _ => throw Error($"a core instance cannot export a {export.Sort.Keyword()}"),
            };
            if (!exports.TryAdd(export.Name, type))
            {
                throw Error($"export name `{export.Name}` already defined");
            }
        }

        return exports.ToImmutable();
    }

    private ImmutableDictionary<string, ExternalType> InstantiateModule(CoreInstantiation instantiation)
    {
        var module = Get(_scope.CoreModules, instantiation.Module, Sort.CoreModule);
        var arguments = new Dictionary<string, IReadOnlyDictionary<string, ExternalType>>();
        foreach (var argument in instantiation.Arguments)
        {
            if (!arguments.TryAdd(argument.Name, Get(_scope.CoreInstances, argument.Instance, Sort.CoreInstance)))
            {
                throw Error($"duplicate module instantiation argument named `{argument.Name}`");
            }
        }

        _budget.Spend(module.Imports.Length + 1);
        foreach (var import in module.Imports)
        {
            if (!arguments.TryGetValue(import.Module, out var instance))
            {
                throw Error($"missing module instantiation argument named `{import.Module}`");
            }

            if (!instance.TryGetValue(import.Name, out var given))
            {
                throw Error($"module instantiation argument `{import.Module}` does not export an item named `{import.Name}`");
            }

            if (_subtyping.Core.CheckExternal(given, import.Type) is { } error)
            {
                throw Error($"type mismatch for export `{import.Name}` of module instantiation argument `{import.Module}`: {error}");
            }
        }

        return module.Exports;
    }

    private InstanceType ResolveBundle(ExportBundle bundle)
    {
        var names = new NameSet("export");
        var exports = new List<NamedExtern>();
        foreach (var export in bundle.Exports)
        {
            if (export.Name.HasAttributes)
            {
                Require(ComponentFeatures.NameAttributes, "an attribute of a name requires");
            }

            var type = Get(export.Sort, export.Index);
            if (names.Add(export.Name, type, _options.Features, namesResources: false) is { } error)
            {
                throw Error(error);
            }

            // Types stay what they are: others may refer to them, and exporting the instance makes them known.
            exports.Add(new NamedExtern(export.Name, type));
        }

        return Limit(new InstanceType(new ExternMap(exports), []));
    }

    private InstanceType Instantiate(ComponentInstantiation instantiation)
    {
        var component = Get(_scope.Components, instantiation.Component, Sort.Component);
        var arguments = new Dictionary<string, ExternType>();
        foreach (var argument in instantiation.Arguments)
        {
            if (!arguments.TryAdd(argument.Name, Get(argument.Sort, argument.Index)))
            {
                throw Error($"instantiation argument `{argument.Name}` conflicts with previous argument `{argument.Name}`");
            }
        }

        var substitution = new TypeSubstitution(_budget);
        HashSet<ResourceIdentity> bound = [.. component.ImportedResources];
        foreach (var import in component.Imports)
        {
            if (!arguments.TryGetValue(import.Name.Name, out var given))
            {
                throw Error($"missing import named `{import.Name.Name}`");
            }

            if (_subtyping.MatchExtern(given, import.Type, substitution, bound) is { } error)
            {
                throw Error($"type mismatch for import `{import.Name.Name}`: {error}");
            }
        }

        foreach (var resource in component.DefinedResources)
        {
            // Every instance has resources of its own.
            var identity = new ResourceIdentity(resource.Name);
            substitution.Resources[resource] = identity;
            _scope.DefinedResources.Add(identity);
        }

        _budget.Spend(component.Exports.Count + component.DefinedResources.Length);
        return Limit(new InstanceType(substitution.Apply(component.Exports), []));
    }
}
