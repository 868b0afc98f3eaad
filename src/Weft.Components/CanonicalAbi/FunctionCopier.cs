// What copies the parameters and the result of a function between two components; made once for a type and the options that matter.
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>What of the options of a side decides about how values lie.</summary>
/// <param name="Encoding">How strings lie.</param>
/// <param name="Is64">Whether addresses have 64 bits.</param>
internal readonly record struct SideOptions(StringEncoding Encoding, bool Is64)
{
    private const int Encodings = 3;

    /// <summary>So many there are.</summary>
    public const int Count = 2 * Encodings;

    /// <summary>Those of a side.</summary>
    public static SideOptions Of(CanonicalOptions options) => new(options.Encoding, options.Is64);

    /// <summary>Its number.</summary>
    public int Index => ((int)Encoding % Encodings * 2) + (Is64 ? 1 : 0);
}

/// <summary>The copiers of a function.</summary>
internal sealed class FunctionCopier
{
    private readonly SideOptions _caller;
    private readonly SideOptions _callee;
    private readonly List<HandleType> _handles = [];

    private FunctionCopier(ComponentFunctionType type, SideOptions caller, SideOptions callee)
    {
        (_caller, _callee) = (caller, callee);
        Parameters = new ValueCopier[type.Parameters.Length];
        for (var i = 0; i < Parameters.Length; i++)
        {
            Parameters[i] = Make(type.Parameters[i].Type, _caller, _callee);
        }

        Result = type.Result is { } result ? Make(result, _callee, _caller) : null;
        SourceOffsets = FieldsCopier.Offsets(Parameters, part => part.Source);
        TargetOffsets = FieldsCopier.Offsets(Parameters, part => part.Target);
        NumberKinds = Parameters.Length <= ValueLayout.MaximumFlat && type.Parameters.All(field => NumberMoves.IsNumber(field.Type))
            ? [.. type.Parameters.Select(field => ((PrimitiveType)field.Type).Kind)]
            : null;
        ResultKind = type.Result is PrimitiveType primitive && NumberMoves.IsNumber(primitive) ? primitive.Kind : null;
        IsDeep = Parameters.Append(Result).Any(part => part?.Depth > ShallowDepth);
    }

    // Deeper types are copied only when there is stack enough for the deepest.
    private const int ShallowDepth = 16;

    /// <summary>Copies the parameters, from the caller to the callee.</summary>
    public ValueCopier[] Parameters { get; }

    /// <summary>The kinds of the parameters, when they are numbers that cross flat: they need no copiers.</summary>
    public PrimitiveKind[]? NumberKinds { get; }

    /// <summary>The kind of the result, when it is a number.</summary>
    public PrimitiveKind? ResultKind { get; }

    /// <summary>Where parameters lie that do not cross flat, with the caller.</summary>
    public int[] SourceOffsets { get; }

    /// <summary>Where they lie with the callee.</summary>
    public int[] TargetOffsets { get; }

    /// <summary>Copies the result, from the callee to the caller.</summary>
    public ValueCopier? Result { get; }

    /// <summary>The types of handles, as the caller knows them.</summary>
    public IReadOnlyList<HandleType> Handles => _handles;

    /// <summary>Whether types are nested so deeply that the stack must be looked at.</summary>
    public bool IsDeep { get; }

    /// <summary>Finds the copiers of a function.</summary>
    /// <param name="type">The function, as the caller knows it.</param>
    /// <param name="caller">The options of the caller.</param>
    /// <param name="callee">The options of the callee.</param>
    /// <returns>Null when there are values that cannot be copied.</returns>
    public static FunctionCopier? Find(ComponentFunctionType type, SideOptions caller, SideOptions callee)
    {
        if (!CanCopy(type))
        {
            return null;
        }

        // Whoever is late has made the same.
        var known = type.Copiers ??= new FunctionCopier?[SideOptions.Count * SideOptions.Count];
        return known[(caller.Index * SideOptions.Count) + callee.Index] ??= new FunctionCopier(type, caller, callee);
    }

    private static bool CanCopy(ComponentFunctionType type) => !type.IsAsync && type.Parameters.All(field => CanCopy(field.Type)) && (type.Result is null || CanCopy(type.Result));

    private static bool CanCopy(ComponentValueType type) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.ErrorContext } or StreamType => false,
        RecordType record => record.Parts.All(CanCopy),
        TupleType tuple => tuple.Elements.All(CanCopy),
        ListType list => CanCopy(list.Element),
        MapType map => CanCopy(map.Pair),
        OptionType option => CanCopy(option.Element),
        ResultType result => (result.Ok is null || CanCopy(result.Ok)) && (result.Error is null || CanCopy(result.Error)),
        VariantType variant => variant.Cases.All(item => item.Type is null || CanCopy(item.Type)),
        _ => true,
    };

    private ValueCopier Make(ComponentValueType type, SideOptions from, SideOptions to)
    {
        var (source, target) = (CallLayout.Of(type, from.Is64), CallLayout.Of(type, to.Is64));
        switch (type)
        {
            case PrimitiveType primitive:
                return MakePrimitive(primitive.Kind, from, to);
            case RecordType record:
                return new FieldsCopier(source, target, [.. record.Parts.Select(part => Make(part, from, to))], [.. record.Fields.Select(field => field.Name)]);
            case TupleType tuple:
                return new FieldsCopier(source, target, [.. tuple.Elements.Select(part => Make(part, from, to))], null);
            case ListType { Length: { } length } list:
                return new RepeatCopier(source, target, Make(list.Element, from, to), (int)length);
            case ListType list:
                return new ListCopier(from.Is64, to.Is64, Make(list.Element, from, to));
            case MapType map:
                return new ListCopier(from.Is64, to.Is64, Make(map.Pair, from, to));
            case FlagsType flags:
                return new FlagsCopier(source, flags.Names.Length);
            case HandleType handle:
                _handles.Add(handle);
                return new HandleCopier(handle.IsBorrow, _handles.Count - 1);
            default:
                var cases = CaseView.Of(type);
                var copiers = new ValueCopier?[cases.Count];
                for (var i = 0; i < copiers.Length; i++)
                {
                    copiers[i] = cases[i] is { } payload ? Make(payload, from, to) : null;
                }

                return new CasesCopier(source, target, copiers);
        }
    }

    private static ValueCopier MakePrimitive(PrimitiveKind kind, SideOptions from, SideOptions to) => kind switch
    {
        PrimitiveKind.Bool => new BoolCopier(),
        PrimitiveKind.S8 => new NumberCopier<sbyte>(),
        PrimitiveKind.U8 => new NumberCopier<byte>(),
        PrimitiveKind.S16 => new NumberCopier<short>(),
        PrimitiveKind.U16 => new NumberCopier<ushort>(),
        PrimitiveKind.S32 => new NumberCopier<int>(),
        PrimitiveKind.U32 => new NumberCopier<uint>(),
        PrimitiveKind.S64 => new NumberCopier<long>(),
        PrimitiveKind.U64 => new NumberCopier<ulong>(),
        PrimitiveKind.F32 => new NumberCopier<float>(),
        PrimitiveKind.F64 => new NumberCopier<double>(),
        PrimitiveKind.Char => new CharCopier(),
        _ => new StringCopier(from.Is64, to.Is64, from.Encoding, to.Encoding),
    };
}
