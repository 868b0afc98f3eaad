// The codecs that a world needs: one for each type that crosses, each after those that it is made of.
using Weft.Wit;

namespace Weft.Bindings.Generator.Planning;

/// <summary>A codec.</summary>
/// <param name="Name">Its name among the codecs.</param>
/// <param name="Type">The type; null for what a case without payload carries.</param>
/// <param name="ValueType">The C# type of its values.</param>
/// <param name="Making">The expression that makes it; null when it has a class of its own.</param>
/// <param name="IsGuest">Whether an export speaks of it.</param>
/// <param name="IsInstance">Whether there is one for each instance, because resources of the guest are in it.</param>
internal sealed record CodecPlan(string Name, WitType Type, string ValueType, string? Making, bool IsGuest, bool IsInstance);

/// <summary>Finds the codecs of types and collects them.</summary>
internal sealed class CodecTable(WorldPlan plan, TypeSpelling spelling)
{
    private const string Library = "global::Weft.Components.CanonicalAbi.ComponentCodecs";

    private readonly Dictionary<string, CodecPlan> _known = new(StringComparer.Ordinal);
    private readonly NameScope _names = new(
        "Codecs", "GuestCodecs", "World", "Instance", "Accepts", "GetLayout", "ValueType", "Load", "Store", "LiftFlat", "LowerFlat", "LoadMany", "StoreMany", "Check", "LiftCase");

    /// <summary>The codecs in order.</summary>
    public List<CodecPlan> Codecs { get; } = [];

    /// <summary>The expression for the codec of a type. Code with codecs of instances has them as <c>codecs</c>.</summary>
    /// <param name="type">The type; null for what a case without payload carries.</param>
    /// <param name="isGuest">Whether an export speaks of it.</param>
    public string Refer(WitType? type, bool isGuest)
    {
        if (type is null)
        {
            return Library + ".Nothing";
        }

        if (type.Resolved is WitPrimitiveType primitive)
        {
            return $"{Library}.{CSharpName.Pascal(primitive.Keyword)}";
        }

        var codec = Get(type.Resolved, isGuest);
        return codec.IsInstance ? $"codecs.{codec.Name}" : $"{plan.Request.QualifiedName}.Codecs.{codec.Name}.Instance";
    }

    /// <summary>Whether resources of the guest are in a type.</summary>
    public bool IsInstance(WitType? type, bool isGuest) => type?.Resolved switch
    {
        null or WitPrimitiveType or WitEnum or WitFlags => false,
        WitHandleType handle => plan.ContainerOf(handle.Resource, isGuest).IsGuestSide,
        WitListType list => IsInstance(list.Element, isGuest),
        WitOptionType option => IsInstance(option.Value, isGuest),
        WitResultType result => IsInstance(result.Ok, isGuest) || IsInstance(result.Error, isGuest),
        WitTupleType tuple => tuple.Elements.Any(element => IsInstance(element, isGuest)),
        WitRecord record => record.Fields.Any(field => IsInstance(field.Type, isGuest)),
        WitVariant variant => variant.Cases.Any(item => IsInstance(item.Payload, isGuest)),
        _ => false,
    };

    private CodecPlan Get(WitType type, bool isGuest)
    {
        var value = spelling.Spell(type, isGuest);
        var kind = type is WitHandleType handle ? handle.IsBorrowed ? "borrow " : "own " : "";
        var key = $"{kind}{Describe(type, isGuest)} {value}";
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        var making = Make(type, isGuest);
        var codec = new CodecPlan(_names.Take(Shorten(Describe(type, isGuest))), type, value, making, isGuest, IsInstance(type, isGuest));
        _known[key] = codec;
        Codecs.Add(codec);
        return codec;
    }

    // Makes sure of the codecs of the parts, too.
    private string? Make(WitType type, bool isGuest)
    {
        switch (type)
        {
            case WitListType list:
                return $"{Library}.List({Refer(list.Element, isGuest)})";
            case WitOptionType option:
                var method = TypeSpelling.IsNullable(option.Value) ? "NestedOption" : TypeSpelling.IsValueType(option.Value) ? "Option" : "OptionOfReference";
                return $"{Library}.{method}({Refer(option.Value, isGuest)})";
            case WitResultType result:
                return $"{Library}.Result({Refer(result.Ok, isGuest)}, {Refer(result.Error, isGuest)})";
            case WitHandleType handle:
                var container = plan.ContainerOf(handle.Resource, isGuest);
                var isBorrow = handle.IsBorrowed ? "true" : "false";
                return container.IsGuestSide
                    ? null
                    : $"{Library}.HostObject<{spelling.Spell(handle, isGuest)}>({container.FullName}.{container.ResourceNameOf(handle.Resource)}, isBorrow: {isBorrow})";
            default:
                foreach (var part in Parts(type))
                {
                    Refer(part, isGuest);
                }

                return null;
        }
    }

    private static IEnumerable<WitType> Parts(WitType type) => type switch
    {
        WitRecord record => record.Fields.Select(field => field.Type),
        WitTupleType tuple => tuple.Elements,
        WitVariant variant => variant.Cases.Select(item => item.Payload).OfType<WitType>(),
        _ => [],
    };

    private string Describe(WitType? type, bool isGuest) => type?.Resolved switch
    {
        null => "Nothing",
        WitPrimitiveType primitive => CSharpName.Pascal(primitive.Keyword),
        WitListType list => "ListOf" + Describe(list.Element, isGuest),
        WitOptionType option => "OptionOf" + Describe(option.Value, isGuest),
        WitResultType result => $"ResultOf{Describe(result.Ok, isGuest)}Or{Describe(result.Error, isGuest)}",
        WitTupleType tuple => "TupleOf" + string.Join("And", tuple.Elements.Select(element => Describe(element, isGuest))),
        WitHandleType handle => (handle.IsBorrowed ? "Borrowed" : "Owned") + Describe(handle.Resource, isGuest),
        WitTypeDefinition definition => DescribeDefinition(definition, isGuest),
        _ => throw new InvalidOperationException($"{type.GetType()} was not refused"),
    };

    private string DescribeDefinition(WitTypeDefinition definition, bool isGuest)
    {
        var container = plan.ContainerOf(definition, isGuest);
        var name = definition is WitResource ? CSharpName.Pascal(definition.Name) : container.NameOf(definition);
        return container == plan.Root ? name : container.Name + name;
    }

    private static string Shorten(string name) => name.Length <= 120 ? name : name.Substring(0, 120);
}
