// Types of WIT as definitions of the component model, in one index space. What an exported name means differs from scope to scope: those derive.
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Weft.Wit;

namespace Weft.Components.Tools.Building;

/// <summary>
/// Defines types of WIT where they are needed first, and knows their indices afterwards. Structural types that are equal are defined once.
/// Recursion is along types, which nest at most 100 deep.
/// </summary>
/// <param name="items">Where definitions go.</param>
internal abstract class WitTypeScope(ItemBuilder items)
{
    private readonly Dictionary<string, int> _structural = [];

    /// <summary>Where definitions go.</summary>
    public ItemBuilder Items { get; } = items;

    /// <summary>The indices of named types.</summary>
    public Dictionary<WitTypeDefinition, int> Definitions { get; private set; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The interface whose types are defined here; those of others come from elsewhere. Null in a world.</summary>
    public WitInterface? Interface { get; set; }

    /// <summary>A name for a type that is not a resource; the index of what goes by the name, or null when types get no names here.</summary>
    protected abstract int? Name(int index, WitTypeDefinition type);

    /// <summary>A resource with a name.</summary>
    protected abstract int NameResource(WitResource resource);

    /// <summary>A type of another interface.</summary>
    protected abstract int Find(WitInterface owner, WitTypeDefinition type);

    /// <summary>A type as it is referred to.</summary>
    public ValueTypeReference Encode(WitType type) => type switch
    {
        WitPrimitiveType primitive => PrimitiveOf(primitive.Kind),
        WitTypeDefinition definition => ValueTypeReference.Defined(EncodeDefinition(definition)),
        _ => ValueTypeReference.Defined(EncodeStructural(type, isShared: true)),
    };

    /// <summary>The index of a type that has a name.</summary>
    public int EncodeDefinition(WitTypeDefinition type)
    {
        if (Definitions.TryGetValue(type, out var known))
        {
            return known;
        }

        if (type.Interface is { } owner && owner != Interface)
        {
            return Definitions[type] = Find(owner, type);
        }

        if (type is WitResource resource)
        {
            return Definitions[type] = NameResource(resource);
        }

        var index = type switch
        {
            WitTypeAlias { Target: WitPrimitiveType primitive } => Items.AddType(new PrimitiveDefinition(PrimitiveOf(primitive.Kind))),
            WitTypeAlias { Target: WitTypeDefinition target } => EncodeDefinition(target),
            WitTypeAlias alias => EncodeStructural(alias.Target, isShared: false),
            WitRecord record => Items.AddType(Encode(record)),
            WitVariant variant => Items.AddType(Encode(variant)),
            WitEnum values => Items.AddType(new EnumDefinition([.. values.Cases.Select(one => one.Name)])),
            WitFlags flags => Items.AddType(new FlagsDefinition([.. flags.Flags.Select(one => one.Name)])),
            _ => throw new ArgumentException($"{type.GetType().Name} is no type with a name", nameof(type)),
        };
        return Definitions[type] = Name(index, type) ?? index;
    }

    /// <summary>The index of a function's type.</summary>
    public int EncodeFunction(WitFunction function)
    {
        var parameters = function.Parameters.Select(parameter => new LabeledType(parameter.Name, Encode(parameter.Type))).ToImmutableArray();
        ValueTypeReference? result = function.Result is null ? null : Encode(function.Result);
        var key = new StringBuilder(function.IsAsync ? "async func" : "func");
        foreach (var (label, type) in parameters)
        {
            key.Append(' ').Append(label).Append(':').Append(Spell(type));
        }

        return Define(key.Append("->").Append(Spell(result)).ToString(), () => new FunctionDefinition(function.IsAsync, parameters, result));
    }

    /// <summary>Forgets types, whose indices mean something else from here on.</summary>
    public void Forget(IEnumerable<WitTypeDefinition> types)
    {
        foreach (var type in types)
        {
            Definitions.Remove(type);
        }
    }

    /// <summary>Takes back what was defined since, as far as names go; used where names change their meaning.</summary>
    public void Reset(Dictionary<WitTypeDefinition, int> definitions) => Definitions = definitions;

    /// <summary>The primitive type of the component model.</summary>
    public static PrimitiveKind PrimitiveOf(WitPrimitive kind) => kind switch
    {
        WitPrimitive.Bool => PrimitiveKind.Bool,
        WitPrimitive.U8 => PrimitiveKind.U8,
        WitPrimitive.U16 => PrimitiveKind.U16,
        WitPrimitive.U32 => PrimitiveKind.U32,
        WitPrimitive.U64 => PrimitiveKind.U64,
        WitPrimitive.S8 => PrimitiveKind.S8,
        WitPrimitive.S16 => PrimitiveKind.S16,
        WitPrimitive.S32 => PrimitiveKind.S32,
        WitPrimitive.S64 => PrimitiveKind.S64,
        WitPrimitive.F32 => PrimitiveKind.F32,
        WitPrimitive.F64 => PrimitiveKind.F64,
        WitPrimitive.Char => PrimitiveKind.Char,
        WitPrimitive.String => PrimitiveKind.String,
        _ => PrimitiveKind.ErrorContext,
    };

    private RecordDefinition Encode(WitRecord record) => new([.. record.Fields.Select(field => new LabeledType(field.Name, Encode(field.Type)))]);

    private VariantDefinition Encode(WitVariant variant) => new([.. variant.Cases.Select(one => new CaseDefinition(one.Name, EncodeOptional(one.Payload)))]);

    private ValueTypeReference? EncodeOptional(WitType? type) => type is null ? null : Encode(type);

    // What has a name is defined for the name alone, as other tools do it.
    private int EncodeStructural(WitType type, bool isShared)
    {
        switch (type)
        {
            case WitHandleType handle:
                var resource = EncodeDefinition(handle.Definition);
                return Define($"{(handle.IsBorrowed ? "borrow" : "own")} {resource}", () => new HandleDefinition(resource, handle.IsBorrowed), isShared);
            case WitListType list:
                var element = Encode(list.Element);
                return Define(string.Create(CultureInfo.InvariantCulture, $"list {Spell(element)} {list.Length}"), () => new ListDefinition(element, list.Length), isShared);
            case WitOptionType option:
                var value = Encode(option.Value);
                return Define($"option {Spell(value)}", () => new OptionDefinition(value), isShared);
            case WitResultType result:
                var (ok, error) = (EncodeOptional(result.Ok), EncodeOptional(result.Error));
                return Define($"result {Spell(ok)} {Spell(error)}", () => new ResultDefinition(ok, error), isShared);
            case WitTupleType tuple:
                var elements = tuple.Elements.Select(Encode).ToImmutableArray();
                return Define($"tuple {string.Join(' ', elements.Select(part => Spell(part)))}", () => new TupleDefinition(elements), isShared);
            case WitMapType map:
                var (key, mapped) = (Encode(map.Key), Encode(map.Value));
                return Define($"map {Spell(key)} {Spell(mapped)}", () => new MapDefinition(key, mapped), isShared);
            case WitFutureType future:
                return EncodeStream(future.Element, isFuture: true, isShared);
            case WitStreamType stream:
                return EncodeStream(stream.Element, isFuture: false, isShared);
            default:
                throw new ArgumentException($"{type.GetType().Name} has no definition", nameof(type));
        }
    }

    /// <summary>The index of a stream or future.</summary>
    public int EncodeStream(WitType? type, bool isFuture, bool isShared = true)
    {
        var element = EncodeOptional(type);
        return Define($"{(isFuture ? "future" : "stream")} {Spell(element)}", () => new StreamDefinition(element, isFuture), isShared);
    }

    // Indices in the key make it mean one type only: named types that look alike have indices of their own.
    private int Define(string key, Func<TypeDefinition> make, bool isShared = true)
    {
        if (!isShared)
        {
            return Items.AddType(make());
        }

        if (!_structural.TryGetValue(key, out var index))
        {
            _structural.Add(key, index = Items.AddType(make()));
        }

        return index;
    }

    private static string Spell(ValueTypeReference? type) =>
        type is not { } present ? "_" : present.Primitive?.ToString() ?? present.Index.ToString(CultureInfo.InvariantCulture);
}
