// The items of an included world under the names of the including one. Its types become new types of the new world, as each world imports
// its own; functions then mean those.
namespace Weft.Wit.Resolution;

internal sealed class WorldCopy
{
    private readonly Dictionary<WitTypeDefinition, WitTypeDefinition> _types = [];
    private readonly WitWorld _target;
    private readonly Func<string, string> _rename;
    private readonly bool _isForeign;

    public WorldCopy(WitWorld target, WitWorld source, Func<string, string> rename)
    {
        _target = target;
        _rename = rename;
        _isForeign = source.Package != target.Package;

        // Types are in the order of their references, so that a copy finds copies of what it refers to.
        Imports = source.Imports.Select(Copy).ToList();
        foreach (var (original, copy) in _types.Where(pair => pair.Key is WitResource).Select(pair => ((WitResource)pair.Key, (WitResource)pair.Value)))
        {
            // Only now, as functions of a resource may name types that come after it.
            copy.Functions = original.Functions
                .Select(function => Copy(function, Copy(function.Item, function.Kind == WitFunctionKind.Constructor ? copy.Name : function.Name), copy)).ToList();
        }

        Exports = source.Exports.Select(Copy).ToList();
    }

    public List<WitWorldItem> Imports { get; }

    public List<WitWorldItem> Exports { get; }

    private WitWorldItem Copy(WitWorldItem item) => item switch
    {
        WitWorldInterface { HasPlainName: true } plain => new WitWorldInterface(Copy(item.Item, _rename(item.Name)), plain.Interface, hasPlainName: true),
        WitWorldInterface named => new WitWorldInterface(Copy(item.Item, item.Name), named.Interface, hasPlainName: false),
        WitWorldFunction function => new WitWorldFunction(Copy(function.Function, Copy(item.Item, _rename(item.Name)), null)),
        _ => new WitWorldType(Copy(((WitWorldType)item).Type)),
    };

    // The versions of another package's gates say nothing in this one.
    private WitItem Copy(WitItem item, string name) => item with { Name = name, Gate = _isForeign && item.Gate?.Since is not null ? null : item.Gate };

    private WitTypeDefinition Copy(WitTypeDefinition type)
    {
        var item = Copy(type.Item, _rename(type.Item.Name));
        WitTypeDefinition copy = type switch
        {
            WitTypeAlias alias => new WitTypeAlias(item, Map(alias.Target), alias.IsUse),
            WitRecord record => new WitRecord(item, record.Fields.Select(field => field with { Type = Map(field.Type) }).ToList()),
            WitVariant variant => new WitVariant(item, variant.Cases.Select(one => one.Payload is null ? one : one with { Payload = Map(one.Payload) }).ToList()),
            WitEnum values => new WitEnum(item, values.Cases),
            WitFlags flags => new WitFlags(item, flags.Flags),
            _ => new WitResource(item),
        };
        copy.World = _target;
        _types.Add(type, copy);
        return copy;
    }

    private WitFunction Copy(WitFunction function, WitItem item, WitResource? resource) => new(
        item,
        function.Kind,
        function.IsAsync,
        resource,
        function.Parameters.Select(parameter => parameter with { Type = Map(parameter.Type) }).ToList(),
        function.Result is null ? null : Map(function.Result));

    private WitTypeDefinition Map(WitTypeDefinition type) => _types.TryGetValue(type, out var copy) ? copy : type;

    private WitType Map(WitType type) => type switch
    {
        WitTypeDefinition definition => Map(definition),
        WitHandleType handle => new WitHandleType(Map(handle.Definition), handle.IsBorrowed),
        WitListType list => new WitListType(Map(list.Element), list.Length),
        WitOptionType option => new WitOptionType(Map(option.Value)),
        WitResultType result => new WitResultType(result.Ok is null ? null : Map(result.Ok), result.Error is null ? null : Map(result.Error)),
        WitTupleType tuple => new WitTupleType(tuple.Elements.Select(Map).ToList()),
        WitMapType map => new WitMapType(map.Key, Map(map.Value)),
        WitFutureType future => new WitFutureType(future.Element is null ? null : Map(future.Element)),
        WitStreamType stream => new WitStreamType(stream.Element is null ? null : Map(stream.Element)),
        _ => type,
    };
}
