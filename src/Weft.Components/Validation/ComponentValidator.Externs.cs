// Validation of components: imports and exports, and which types outsiders may see in them (Explainer, "External visibility of types").
using Weft.Components.Types;

namespace Weft.Components.Validation;

public sealed partial class ComponentValidator
{
    /// <summary>What a description says, with the type as it stands: resources that an instance type binds are still bound.</summary>
    private ExternType Resolve(ExternDescription description, string name)
    {
        var index = description.Index;
        switch (description.Kind)
        {
            case ExternDescriptionKind.CoreModule:
                return new(Sort.CoreModule, Get(_scope.CoreTypes, index, Sort.CoreType).Module ?? throw Error($"core type index {index} is not a module type"));
            case ExternDescriptionKind.SubResource:
                return new(Sort.Type, new ResourceType(new ResourceIdentity(name)));
        }

        var type = Get(_scope.Types, index, Sort.Type);
        return description.Kind switch
        {
            ExternDescriptionKind.Function => new(Sort.Function, type as ComponentFunctionType ?? throw Error($"type index {index} is not a function type")),
            ExternDescriptionKind.Component => new(Sort.Component, type as ComponentType ?? throw Error($"type index {index} is not a component type")),
            ExternDescriptionKind.Instance => new(Sort.Instance, type as InstanceType ?? throw Error($"type index {index} is not an instance type")),
            _ => new(Sort.Type, type.MakeAlias()),
        };
    }

    private void AddImport(ExternName name, ExternDescription description)
    {
        var type = Resolve(description, name.Name);
        if (description.Kind == ExternDescriptionKind.SubResource)
        {
            _scope.ImportedResources.Add(((ResourceType)type.Type).Identity);
        }

        type = Reveal(type, _scope.ImportedTypes, _scope.ImportedResources);
        Declare(name, type, isImport: true);
    }

    private void AddExportDeclaration(ExportDeclaration export)
    {
        var type = Resolve(export.Description, export.Name.Name);
        if (export.Description.Kind == ExternDescriptionKind.SubResource)
        {
            _scope.DefinedResources.Add(((ResourceType)type.Type).Identity);
        }

        Declare(export.Name, Reveal(type, _scope.ExportedTypes, _scope.DefinedResources), isImport: false);
    }

    private void AddExport(ExportItem export)
    {
        var type = Get(export.Sort, export.Index);
        if (export.Ascription is { } description)
        {
            var ascribed = Resolve(description, export.Name.Name);
            HashSet<ResourceIdentity> bound = [];
            if (description.Kind == ExternDescriptionKind.SubResource)
            {
                var identity = ((ResourceType)ascribed.Type).Identity;
                bound.Add(identity);
                _scope.DefinedResources.Add(identity);
            }

            if (_subtyping.MatchExtern(type, ascribed, new TypeSubstitution(_budget), bound) is { } error)
            {
                throw Error($"ascribed type of export is not compatible with item's type: {error}");
            }

            type = Reveal(ascribed, _scope.ExportedTypes, _scope.DefinedResources);
        }
        else if (type.Sort == Sort.Type)
        {
            type = type with { Type = type.Type.MakeAlias() };
        }
        else if (type.Sort == Sort.Instance)
        {
            MakeKnown((InstanceType)type.Type);
        }

        Declare(export.Name, type, isImport: false);
    }

    /// <summary>An instance that is exported as it is gives the very types that it exports names that outsiders know.</summary>
    private void MakeKnown(InstanceType instance)
    {
        _budget.Spend(instance.Exports.Count);
        foreach (var export in instance.Exports)
        {
            if (export.Type.Sort == Sort.Type)
            {
                _scope.ExportedTypes.Add(export.Type.Type);
            }
            else if (export.Type.Sort == Sort.Instance)
            {
                MakeKnown((InstanceType)export.Type.Type);
            }
        }
    }

    /// <summary>
    /// Gives the types in an import, or in an export that is declared or ascribed, names that outsiders know: resources that an instance type binds become new ones of this scope,
    /// and every type that the instance exports becomes an alias, so that what refers to it through this instance refers to a known name.
    /// </summary>
    private ExternType Reveal(ExternType type, HashSet<DefinedType> known, List<ResourceIdentity> resources) =>
        type.Sort == Sort.Instance ? type with { Type = Reveal((InstanceType)type.Type, new TypeSubstitution(_budget), known, resources) } : type;

    private InstanceType Reveal(InstanceType instance, TypeSubstitution substitution, HashSet<DefinedType> known, List<ResourceIdentity> resources)
    {
        foreach (var resource in instance.BoundResources)
        {
            var identity = new ResourceIdentity(resource.Name);
            substitution.Resources.Add(resource, identity);
            resources.Add(identity);
        }

        var exports = new NamedExtern[instance.Exports.Count];
        _budget.Spend(exports.Length);
        for (var i = 0; i < exports.Length; i++)
        {
            var export = instance.Exports[i];
            DefinedType type;
            switch (export.Type.Sort)
            {
                case Sort.Type:
                    type = substitution.Apply(export.Type.Type).MakeAlias();
                    substitution.Set(export.Type.Type, type);
                    known.Add(type);
                    break;
                case Sort.Instance:
                    type = Reveal((InstanceType)export.Type.Type, substitution, known, resources);
                    break;
                default:
                    type = substitution.Apply(export.Type.Type);
                    break;
            }

            exports[i] = export with { Type = export.Type with { Type = type } };
        }

        return Limit(new InstanceType(new ExternMap(exports), []));
    }

    /// <summary>Checks an import or export, and adds its name and its index.</summary>
    private void Declare(ExternName name, ExternType type, bool isImport)
    {
        if (name.HasAttributes)
        {
            Require(ComponentFeatures.NameAttributes, "an attribute of a name requires");
        }

        if (_scope.Kind != ScopeKind.InstanceType && !IsVisible(type, isImport))
        {
            throw Error($"{type.Describe()} not valid to be used as {(isImport ? "import" : "export")}");
        }

        if (type.Sort == Sort.Type)
        {
            (isImport ? _scope.ImportedTypes : _scope.ExportedTypes).Add(type.Type);
        }

        if ((isImport ? _scope.ImportNames : _scope.ExportNames).Add(name, type, _options.Features, namesResources: true) is { } error)
        {
            throw Error(error);
        }

        Push(type);
        Push(isImport ? _scope.Imports : _scope.Exports, new NamedExtern(name, type), type.Sort);
    }

    private bool IsVisible(ExternType type, bool isImport) => type.Sort switch
    {
        Sort.Function or Sort.Instance or Sort.Type => IsMadeOfKnown(type.Type, isImport),
        // Component types were checked when they were defined, and module types have nothing to hide.
        _ => true,
    };

    private bool IsKnown(DefinedType type, bool isImport) => _scope.ImportedTypes.Contains(type) || (!isImport && _scope.ExportedTypes.Contains(type));

    /// <summary>Whether what a type is made of is known outside; the type itself is about to be.</summary>
    private bool IsMadeOfKnown(DefinedType type, bool isImport)
    {
        _budget.Spend();
        switch (type)
        {
            case RecordType record:
                return record.Fields.All(field => IsValueKnown(field.Type, isImport));
            case VariantType variant:
                return variant.Cases.All(item => IsValueKnown(item.Type, isImport));
            case FlagsType or EnumType:
                return true;
            case ComponentValueType value:
                return IsValueKnown(value, isImport);
            case ComponentFunctionType function:
                return function.Parameters.All(field => IsValueKnown(field.Type, isImport)) && IsValueKnown(function.Result, isImport);
            case InstanceType instance:
                return IsInstanceMadeOfKnown(instance, isImport);
            default:
                return true;
        }
    }

    private bool IsInstanceMadeOfKnown(InstanceType instance, bool isImport)
    {
        var known = isImport ? _scope.ImportedTypes : _scope.ExportedTypes;
        var added = new List<DefinedType>();
        var isVisible = true;
        foreach (var export in instance.Exports)
        {
            isVisible = isVisible && IsVisible(export.Type, isImport);
            if (export.Type.Sort == Sort.Type && known.Add(export.Type.Type))
            {
                added.Add(export.Type.Type);
            }
        }

        known.ExceptWith(added);
        return isVisible;
    }

    private bool IsValueKnown(ComponentValueType? type, bool isImport)
    {
        _budget.Spend();
        switch (type)
        {
            case RecordType or VariantType or FlagsType or EnumType:
                return IsKnown(type, isImport);
            case ListType list:
                return IsValueKnown(list.Element, isImport);
            case MapType map:
                return IsValueKnown(map.Key, isImport) && IsValueKnown(map.Value, isImport);
            case TupleType tuple:
                return tuple.Elements.All(element => IsValueKnown(element, isImport));
            case OptionType option:
                return IsValueKnown(option.Element, isImport);
            case ResultType result:
                return IsValueKnown(result.Ok, isImport) && IsValueKnown(result.Error, isImport);
            case HandleType handle:
                return IsKnown(handle.Resource, isImport);
            case StreamType stream:
                return IsValueKnown(stream.Element, isImport);
            default:
                return true;
        }
    }
}
