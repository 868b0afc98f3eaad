// Resolved component types to drafts of WIT: which name each type goes by, and how types without a name are written.
using System.Globalization;
using Weft.Components.Tools.Building;
using Weft.Components.Types;

namespace Weft.Components.Tools.Packages;

/// <summary>Reads the types of components and instances as worlds and interfaces.</summary>
internal sealed class DraftReader(DraftPackages packages)
{
    // By identity: two exports of equal types are two types.
    private readonly Dictionary<DefinedType, (DraftScope Scope, string Name)> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(DraftScope Scope, InterfaceId Source, string Name), string> _used = [];

    /// <summary>Reads what a component imports and exports.</summary>
    /// <param name="type">The type of the component.</param>
    /// <param name="world">Where to put it.</param>
    public void ReadWorld(ComponentType type, DraftWorld world)
    {
        foreach (var import in type.Imports)
        {
            switch (import.Type.Sort)
            {
                case Sort.Instance:
                    AddInterface(import, world.ImportedInterfaces);
                    break;
                case Sort.Function:
                    AddFunction(import, world.Imports);
                    break;
                case Sort.Type:
                    AddType(import, world.Imports);
                    break;
                case Sort.CoreModule when Preview1Import.Is(import.Name.Name, import.Type.Sort):
                    // Nothing that WIT can say, but something that Weft gives everyone.
                    break;
                default:
                    throw Unfit($"the import {import.Name.Name} is a {import.Type.Sort.Keyword()}");
            }
        }

        foreach (var export in type.Exports)
        {
            switch (export.Type.Sort)
            {
                case Sort.Instance:
                    AddInterface(export, world.ExportedInterfaces);
                    break;
                case Sort.Function:
                    var function = (ComponentFunctionType)export.Type.Type;
                    world.ExportedFunctions[export.Name.Name] =
                        new DraftFunction(export.Name.Name, Spell(function, world.Imports, isMethod: false, constructed: null)) { ExternalId = export.Name.ExternalId };
                    break;
                default:
                    throw Unfit($"the export {export.Name.Name} is a {export.Type.Sort.Keyword()}, and a world of WIT exports functions and interfaces only");
            }
        }
    }

    /// <summary>Reads what an instance exports.</summary>
    /// <param name="type">The type of the instance.</param>
    /// <param name="scope">Where to put it.</param>
    public void ReadInterface(InstanceType type, DraftScope scope)
    {
        foreach (var export in type.Exports)
        {
            switch (export.Type.Sort)
            {
                case Sort.Type:
                    AddType(export, scope);
                    break;
                case Sort.Function:
                    AddFunction(export, scope);
                    break;
                default:
                    throw Unfit($"the instance {scope.Title} exports {export.Name.Name}, which is a {export.Type.Sort.Keyword()}");
            }
        }
    }

    private static ComponentToolException Unfit(string what) => new($"this component has no WIT: {what}");

    private void AddInterface(NamedExtern item, OrderedDictionary<string, DraftWorldInterface> items)
    {
        var name = item.Name.Name;
        var type = (InstanceType)item.Type.Type;
        var target = item.Name.Implements is { } implemented
            ? InterfaceId.TryParse(implemented) ?? throw Unfit($"{name} implements {implemented}, which is no interface")
            : InterfaceId.TryParse(name);
        if (target is { } id)
        {
            ReadInterface(type, packages[id]);
            items[name] = new DraftWorldInterface { Target = id, ExternalId = item.Name.ExternalId };
            return;
        }

        if (!name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
        {
            throw Unfit($"the name {name} is not that of an interface");
        }

        var inline = new DraftScope(null, name);
        ReadInterface(type, inline);
        items[name] = new DraftWorldInterface { Inline = inline, ExternalId = item.Name.ExternalId };
    }

    private void AddType(NamedExtern item, DraftScope scope)
    {
        var name = item.Name.Name;
        var type = item.Type.Type;
        scope.Add(Describe(name, type, scope, item.Name.ExternalId));
        _names[type] = (scope, name);
    }

    private DraftType Describe(string name, DefinedType type, DraftScope scope, string? externalId)
    {
        if (FindName(type.AliasOf) is { } known)
        {
            if (known.Scope == scope)
            {
                return new DraftType(name, "type") { Target = DraftPrinter.Escape(known.Name), ExternalId = externalId };
            }

            var source = IdOf(known.Scope, known.Name);
            _used.TryAdd((scope, source, known.Name), name);
            return new DraftType(name, "use") { Source = source, Target = known.Name, ExternalId = externalId };
        }

        var draft = new DraftType(name, type switch
        {
            RecordType => "record",
            VariantType => "variant",
            EnumType => "enum",
            FlagsType => "flags",
            ResourceType => "resource",
            ComponentValueType => "type",
            _ => throw Unfit($"the type {name} of {scope.Title} is a {type.KindName} type"),
        })
        {
            ExternalId = externalId,
        };
        switch (type)
        {
            case RecordType record:
                draft.Parts.AddRange(record.Fields.Select(field => new DraftPart(field.Name, Spell(field.Type, scope))));
                break;
            case VariantType variant:
                draft.Parts.AddRange(variant.Cases.Select(one => new DraftPart(one.Name, one.Type is null ? null : Spell(one.Type, scope))));
                break;
            case EnumType values:
                draft.Parts.AddRange(values.Names.Select(one => new DraftPart(one, null)));
                break;
            case FlagsType flags:
                draft.Parts.AddRange(flags.Names.Select(one => new DraftPart(one, null)));
                break;
            case ComponentValueType value:
                // A bare name of a resource would be another name of the resource.
                draft.Target = value is HandleType { IsBorrow: false } ? $"own<{Spell(value, scope)}>" : Spell(value, scope);
                break;
            default:
                break;
        }

        return draft;
    }

    private void AddFunction(NamedExtern item, DraftScope scope)
    {
        var name = item.Name.Name;
        var type = (ComponentFunctionType)item.Type.Type;
        var bracket = name.IndexOf(']', StringComparison.Ordinal);
        if (name[0] != '[' || bracket < 0)
        {
            scope.Functions[name] = new DraftFunction(name, Spell(type, scope, isMethod: false, constructed: null)) { ExternalId = item.Name.ExternalId };
            return;
        }

        var kind = name[1..bracket];
        var rest = name[(bracket + 1)..].Split('.');
        if (!scope.Types.TryGetValue(rest[0], out var resource) || resource.Keyword != "resource")
        {
            throw Unfit($"the function {name} of {scope.Title} belongs to a resource that is defined elsewhere");
        }

        var function = (kind, rest.Length) switch
        {
            ("constructor", 1) => new DraftFunction("", Spell(type, scope, isMethod: false, constructed: rest[0])),
            ("method", 2) => new DraftFunction(rest[1], Spell(type, scope, isMethod: true, constructed: null)),
            ("static", 2) => new DraftFunction(rest[1], "static " + Spell(type, scope, isMethod: false, constructed: null)),
            _ => throw Unfit($"the function {name} of {scope.Title} is of an unknown kind"),
        };
        function.ExternalId = item.Name.ExternalId;
        resource.Functions[function.Name] = function;
    }

    private string Spell(ComponentFunctionType type, DraftScope scope, bool isMethod, string? constructed)
    {
        var parameters = string.Join(", ", type.Parameters.Skip(isMethod ? 1 : 0).Select(field => $"{DraftPrinter.Escape(field.Name)}: {Spell(field.Type, scope)}"));
        var result = type.Result is null ? "" : Spell(type.Result, scope);
        var hasResult = result.Length > 0 && !(constructed is not null && type.Result is HandleType);
        return $"{(type.IsAsync ? "async " : "")}{(constructed is null ? "func" : "constructor")}({parameters}){(hasResult ? $" -> {result}" : "")}";
    }

    // Types nest at most as deep as validation allows.
    private string Spell(ComponentValueType type, DraftScope scope)
    {
        if (FindName(type) is { } known)
        {
            return SpellName(known, scope);
        }

        return type switch
        {
            PrimitiveType primitive => PrimitiveType.Spell(primitive.Kind),
            ListType { Length: { } length } list => string.Create(CultureInfo.InvariantCulture, $"list<{Spell(list.Element, scope)}, {length}>"),
            ListType list => $"list<{Spell(list.Element, scope)}>",
            MapType map => $"map<{Spell(map.Key, scope)}, {Spell(map.Value, scope)}>",
            TupleType tuple => $"tuple<{string.Join(", ", tuple.Elements.Select(element => Spell(element, scope)))}>",
            OptionType option => $"option<{Spell(option.Element, scope)}>",
            ResultType { Ok: null, Error: null } => "result",
            ResultType { Error: null } result => $"result<{Spell(result.Ok!, scope)}>",
            ResultType result => $"result<{(result.Ok is null ? "_" : Spell(result.Ok, scope))}, {Spell(result.Error!, scope)}>",
            StreamType stream => (stream.IsFuture ? "future" : "stream") + (stream.Element is null ? "" : $"<{Spell(stream.Element, scope)}>"),
            HandleType handle => SpellHandle(handle, scope),
            _ => throw Unfit($"{scope.Title} uses a {type.KindName} that has no name"),
        };
    }

    private string SpellHandle(HandleType handle, DraftScope scope)
    {
        var name = SpellName(FindName(handle.Resource) ?? throw Unfit($"{scope.Title} uses a resource that has no name"), scope);
        return handle.IsBorrow ? $"borrow<{name}>" : name;
    }

    private (DraftScope Scope, string Name)? FindName(DefinedType? type)
    {
        for (; type is not null; type = type.AliasOf)
        {
            if (_names.TryGetValue(type, out var known))
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>A name as the scope sees it: what another interface defines is brought in.</summary>
    private string SpellName((DraftScope Scope, string Name) known, DraftScope scope)
    {
        if (known.Scope == scope)
        {
            return DraftPrinter.Escape(known.Name);
        }

        var source = IdOf(known.Scope, known.Name);
        if (!_used.TryGetValue((scope, source, known.Name), out var local))
        {
            _used.Add((scope, source, known.Name), local = BringIn(source, known.Name, scope));
        }

        return DraftPrinter.Escape(local);
    }

    private static string BringIn(InterfaceId source, string name, DraftScope scope)
    {
        if (scope.Types.TryGetValue(name, out var there) && there.Keyword == "use" && there.Source == source && there.Target == name)
        {
            return name;
        }

        var local = name;
        for (var number = 2; scope.Types.ContainsKey(local) || scope.Functions.ContainsKey(local); number++)
        {
            local = string.Create(CultureInfo.InvariantCulture, $"{name}-n{number}");
        }

        scope.Add(new DraftType(local, "use") { Source = source, Target = name });
        return local;
    }

    private static InterfaceId IdOf(DraftScope scope, string name) =>
        scope.Id ?? throw Unfit($"the type {name} of {scope.Title} is used elsewhere, and only types of interfaces with a package can be");
}
