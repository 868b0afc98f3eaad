// The parser of a text module: types (spec 6.4) and type uses.
using System.Collections.Immutable;
using Weft.Wasm.CustomSections;

namespace Weft.Wasm.Text;

internal sealed partial class ModuleParser
{
    private readonly List<RecursiveGroup> _groups = [];
    private readonly List<SubType> _types = [];
    private readonly Dictionary<FunctionType, int> _plainFunctionTypes = [];
    private readonly Dictionary<(int Type, int Symbol), int> _fields = [];
    private readonly List<ValueType> _parameters = [];
    private readonly List<ValueType> _results = [];
    private readonly List<(int Symbol, byte[]? Name, int Token)> _parameterSymbols = [];

    /// <summary>Second pass: the type section as the text wrote it.</summary>
    private void ParseTypeFields()
    {
        while (_position < _fieldsEnd && Current.Kind == TokenKind.LeftParenthesis)
        {
            var end = Current.Data;
            var word = WordAt(_position + 1);
            SeekAnnotation(_position + 1);
            if (word == Word.Type)
            {
                AddGroup([ParseTypeDefinition()], isExplicit: false);
            }
            else if (word == Word.Rec)
            {
                _position += 2;
                var types = ImmutableArray.CreateBuilder<SubType>();
                while (AtForm(Word.Type))
                {
                    types.Add(ParseTypeDefinition());
                }

                Close();
                AddGroup(types.ToImmutable(), isExplicit: true);
            }

            _position = end + 1;
        }

        RewindAnnotations();
    }

    /// <summary>Third pass: the second has parsed the type definitions and taken their names; any other annotation inside is misplaced.</summary>
    private void SkipTypeField(int end)
    {
        _position = end;
        if (_nextAnnotationToken <= end)
        {
            ThrowMisplaced();
        }
    }

    private void AddGroup(ImmutableArray<SubType> types, bool isExplicit)
    {
        if (types is [{ IsFinal: true, Supertypes: [], Composite: FunctionType function }])
        {
            _plainFunctionTypes.TryAdd(function, _types.Count - 1);
        }

        _groups.Add(new RecursiveGroup(types, isExplicit));
    }

    private SubType ParseTypeDefinition()
    {
        _position += 2;
        var symbol = ParseOptionalIdentifier();
        AddName(NameKind.Type, _types.Count, symbol, ParseNameAnnotation());
        SubType type;
        if (TakeForm(Word.Sub))
        {
            var isFinal = TakeWord(Word.Final);
            var supertypes = ImmutableArray.CreateBuilder<int>();
            while (AtIndex)
            {
                supertypes.Add(ParseIndex(_typeSpace));
            }

            type = new SubType(isFinal, supertypes.ToImmutable(), ParseCompositeType());
            Close();
        }
        else
        {
            type = new SubType(true, [], ParseCompositeType());
        }

        Close();
        _types.Add(type);
        return type;
    }

    private CompositeType ParseCompositeType()
    {
        CompositeType type;
        if (TakeForm(Word.Func))
        {
            ParseSignature(allowNames: true);
            type = new FunctionType([.. _parameters], [.. _results]);
        }
        else if (TakeForm(Word.Struct))
        {
            type = new StructType(ParseFields());
        }
        else if (TakeForm(Word.Array))
        {
            type = new ArrayType(ParseFieldType());
        }
        else
        {
            throw Unexpected("a type: (func ...), (struct ...), (array ...) or (sub ...)");
        }

        Close();
        return type;
    }

    private ImmutableArray<FieldType> ParseFields()
    {
        var fields = ImmutableArray.CreateBuilder<FieldType>();
        while (TakeForm(Word.Field))
        {
            var identifier = Current;
            var symbol = ParseOptionalIdentifier();
            var name = ParseNameAnnotation();
            if (symbol >= 0 && !_fields.TryAdd((_types.Count, symbol), fields.Count))
            {
                throw _source.Error($"duplicate field ${_symbols.GetName(symbol)}", identifier.Start);
            }

            if (symbol >= 0 || name is not null)
            {
                AddName(NameKind.Field, _types.Count, fields.Count, symbol, name);
                fields.Add(ParseFieldType());
            }
            else
            {
                while (Current.Kind != TokenKind.RightParenthesis)
                {
                    fields.Add(ParseFieldType());
                }
            }

            if (fields.Count > ImplementationLimits.StructFields)
            {
                throw _source.Error($"too many fields: the limit is {ImplementationLimits.StructFields}", identifier.Start);
            }

            Close();
        }

        return fields.ToImmutable();
    }

    private FieldType ParseFieldType()
    {
        if (!TakeForm(Word.Mut))
        {
            return ParseStorageType(isMutable: false);
        }

        var type = ParseStorageType(isMutable: true);
        Close();
        return type;
    }

    private FieldType ParseStorageType(bool isMutable)
    {
        if (TakeWord(Word.I8))
        {
            return new FieldType(ValueType.I32, PackedKind.I8, isMutable);
        }

        return TakeWord(Word.I16) ? new FieldType(ValueType.I32, PackedKind.I16, isMutable) : new FieldType(ParseValueType(), PackedKind.None, isMutable);
    }

    private ValueType ParseValueType() => TryParseValueType() ?? throw Unexpected("a value type");

    private ValueType ParseReferenceType() => TryParseReferenceType() ?? throw Unexpected("a reference type");

    private ValueType? TryParseValueType()
    {
        ValueType type;
        switch (WordAt(_position))
        {
            case Word.I32:
                type = ValueType.I32;
                break;
            case Word.I64:
                type = ValueType.I64;
                break;
            case Word.F32:
                type = ValueType.F32;
                break;
            case Word.F64:
                type = ValueType.F64;
                break;
            case Word.V128:
                type = ValueType.V128;
                break;
            default:
                return TryParseReferenceType();
        }

        _position++;
        return type;
    }

    private ValueType? TryParseReferenceType()
    {
        if (TakeForm(Word.Ref))
        {
            var isNullable = TakeWord(Word.Null);
            var type = ValueType.Ref(ParseHeapType(), isNullable);
            Close();
            return type;
        }

        AbstractHeapType heap;
        switch (WordAt(_position))
        {
            case Word.FuncRef:
                heap = AbstractHeapType.Func;
                break;
            case Word.ExternRef:
                heap = AbstractHeapType.Extern;
                break;
            case Word.AnyRef:
                heap = AbstractHeapType.Any;
                break;
            case Word.EqRef:
                heap = AbstractHeapType.Eq;
                break;
            case Word.I31Ref:
                heap = AbstractHeapType.I31;
                break;
            case Word.StructRef:
                heap = AbstractHeapType.Struct;
                break;
            case Word.ArrayRef:
                heap = AbstractHeapType.Array;
                break;
            case Word.ExnRef:
                heap = AbstractHeapType.Exn;
                break;
            case Word.NullRef:
                heap = AbstractHeapType.None;
                break;
            case Word.NullFuncRef:
                heap = AbstractHeapType.NoFunc;
                break;
            case Word.NullExternRef:
                heap = AbstractHeapType.NoExtern;
                break;
            case Word.NullExnRef:
                heap = AbstractHeapType.NoExn;
                break;
            default:
                return null;
        }

        _position++;
        return ValueType.Ref(heap, nullable: true);
    }

    private HeapType ParseHeapType()
    {
        if (AtIndex)
        {
            return HeapType.Defined(ParseIndex(_typeSpace));
        }

        var type = AbstractHeapTypeOf(WordAt(_position)) ?? throw Unexpected("a heap type");
        _position++;
        return type;
    }

    /// <summary>The abstract heap type of a word, or null.</summary>
    internal static AbstractHeapType? AbstractHeapTypeOf(Word word) => word switch
    {
        Word.Any => AbstractHeapType.Any,
        Word.Eq => AbstractHeapType.Eq,
        Word.I31 => AbstractHeapType.I31,
        Word.Struct => AbstractHeapType.Struct,
        Word.Array => AbstractHeapType.Array,
        Word.Func => AbstractHeapType.Func,
        Word.Extern => AbstractHeapType.Extern,
        Word.Exn => AbstractHeapType.Exn,
        Word.None => AbstractHeapType.None,
        Word.NoFunc => AbstractHeapType.NoFunc,
        Word.NoExtern => AbstractHeapType.NoExtern,
        Word.NoExn => AbstractHeapType.NoExn,
        _ => null,
    };

    /// <summary>Parameters, then results, into the lists of this parser.</summary>
    private void ParseSignature(bool allowNames)
    {
        _parameters.Clear();
        _results.Clear();
        _parameterSymbols.Clear();
        while (TakeForm(Word.Param))
        {
            var token = _position;
            var symbol = allowNames ? ParseOptionalIdentifier() : -1;
            var name = allowNames ? ParseNameAnnotation() : null;
            if (symbol >= 0 || name is not null)
            {
                AddParameter(symbol, name, token);
            }
            else
            {
                while (Current.Kind != TokenKind.RightParenthesis)
                {
                    AddParameter(-1, null, token);
                }
            }

            Close();
        }

        while (TakeForm(Word.Result))
        {
            while (Current.Kind != TokenKind.RightParenthesis)
            {
                if (_results.Count >= ImplementationLimits.Results)
                {
                    throw _source.Error($"too many results: the limit is {ImplementationLimits.Results}", Current.Start);
                }

                _results.Add(ParseValueType());
            }

            Close();
        }
    }

    private void AddParameter(int symbol, byte[]? name, int token)
    {
        if (_parameters.Count >= ImplementationLimits.Parameters)
        {
            throw _source.Error($"too many parameters: the limit is {ImplementationLimits.Parameters}", Current.Start);
        }

        _parameters.Add(ParseValueType());
        _parameterSymbols.Add((symbol, name, token));
    }

    /// <summary>
    /// A type use (spec 6.4.9): <c>(type x)</c>, parameters and results, or both. Afterwards the parser's lists hold the inline
    /// signature; the result is the explicit index, or -1.
    /// </summary>
    private int ParseTypeUse(bool allowNames)
    {
        var index = -1;
        var token = Current;
        if (TakeForm(Word.Type))
        {
            index = ParseIndex(_typeSpace);
            Close();
        }

        ParseSignature(allowNames);
        if (AtForm(Word.Param) || AtForm(Word.Type))
        {
            _position++;
            throw Unexpected("(type ...), (param ...) and (result ...) in this order");
        }

        if (index >= 0 && _parameters.Count + _results.Count > 0)
        {
            if (GetFunctionType(index) is not { } type)
            {
                throw _source.Error($"unknown type {index}: the signature beside it needs a function type defined before", token.Start);
            }

            if (!type.Parameters.SequenceEqual(_parameters) || !type.Results.SequenceEqual(_results))
            {
                throw _source.Error(
                    $"inline function type [{string.Join(' ', _parameters)}] -> [{string.Join(' ', _results)}] differs from type {index}, {type}", token.Start);
            }
        }

        return index;
    }

    private FunctionType? GetFunctionType(int index) => index < _types.Count ? _types[index].Composite as FunctionType : null;

    /// <summary>The index of a type use; a signature alone finds the first type equal to it, or appends one (spec 6.4.9).</summary>
    private int ParseTypeUseIndex(bool allowNames)
    {
        var token = Current;
        var index = ParseTypeUse(allowNames);
        return index >= 0 ? index : FindOrAddFunctionType(token);
    }

    private int FindOrAddFunctionType(in Token token)
    {
        var type = _parameters.Count + _results.Count == 0 ? FunctionType.Empty : new FunctionType([.. _parameters], [.. _results]);
        if (_plainFunctionTypes.TryGetValue(type, out var index))
        {
            return index;
        }

        if (_types.Count >= ImplementationLimits.Types)
        {
            throw _source.Error($"too many types: the limit is {ImplementationLimits.Types}", token.Start);
        }

        _types.Add(new SubType(true, [], type));
        AddGroup([_types[^1]], isExplicit: false);
        return _types.Count - 1;
    }
}
