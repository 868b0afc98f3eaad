// The parser of scripts: arguments and result patterns.
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using System.Text;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text.Script;

public sealed partial class ScriptParser
{
    private const int ConstantDepth = 200;

    private static VectorValue ToValue(VectorPattern pattern)
    {
        Span<byte> bytes = stackalloc byte[16];
        Span<byte> lane = stackalloc byte[8];
        var size = pattern.LaneBits / 8;
        for (var i = 0; i < pattern.Lanes.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(lane, pattern.Lanes[i].Bits);
            lane[..size].CopyTo(bytes[(i * size)..]);
        }

        return new VectorValue(Vector128.Create<byte>(bytes));
    }

    private ResultPattern ParsePattern(bool mayBeEither)
    {
        var word = ParseOpening("a value", out var keyword);
        ResultPattern pattern;
        if (IsComponentConstant(keyword))
        {
            pattern = new ValuePattern(ParseComponentConstant(keyword, 0));
        }
        else if (word == Word.Either && mayBeEither)
        {
            var alternatives = ImmutableArray.CreateBuilder<ResultPattern>();
            while (Current.Kind != TokenKind.RightParenthesis)
            {
                alternatives.Add(ParsePattern(mayBeEither: false));
            }

            pattern = new EitherPattern(alternatives.DrainToImmutable());
        }
        else if (word != Word.NoWord)
        {
            pattern = ParseReferencePattern(word, keyword);
        }
        else
        {
            pattern = (keyword.Kind == TokenKind.Keyword ? (Opcode)keyword.Data : (Opcode)ushort.MaxValue) switch
            {
                Opcode.I32Const => new ValuePattern(new NumberValue(ValueType.I32, (uint)ParseInteger(32))),
                Opcode.I64Const => new ValuePattern(new NumberValue(ValueType.I64, ParseInteger(64))),
                Opcode.F32Const => ToPattern(ValueType.F32, ParseFloat(32)),
                Opcode.F64Const => ToPattern(ValueType.F64, ParseFloat(64)),
                Opcode.V128Const => ParseVector(),
                Opcode.RefNull => new ValuePattern(ParseNull()),
                Opcode.RefFunc => ParseFunctionPattern(),
                Opcode.RefEq => new ReferencePattern(ReferenceKind.Eq),
                Opcode.RefI31 => new ReferencePattern(ReferenceKind.I31),
                _ => throw Unexpected(keyword, "a value"),
            };
        }

        Close();
        return pattern;
    }

    /// <summary>Whether a keyword makes a value of the component model; those that core WebAssembly has, too, are its numbers.</summary>
    private bool IsComponentConstant(in Token keyword)
    {
        if (keyword.Kind != TokenKind.Keyword || keyword.Data >= 0)
        {
            return false;
        }

        var spelling = _source.GetBytes(keyword);
        return spelling.EndsWith(".const"u8) || spelling.StartsWith("option."u8) || spelling.StartsWith("result."u8);
    }

    private ComponentConstant ParseComponentConstant(Token keyword, int depth)
    {
        if (depth >= ConstantDepth)
        {
            throw _source.Error($"nesting too deep: more than {ConstantDepth} values in each other", keyword.Start);
        }

        var atoms = ImmutableArray.CreateBuilder<string>();
        var parts = ImmutableArray.CreateBuilder<ComponentConstant>();
        while (Current.Kind is not (TokenKind.RightParenthesis or TokenKind.End))
        {
            if (Current.Kind == TokenKind.LeftParenthesis)
            {
                var inner = _tokens[_position + 1];
                _position += inner.Kind == TokenKind.Keyword ? 2 : throw Unexpected("a value");
                parts.Add(ParseComponentConstant(inner, depth + 1));
                Close();
            }
            else if (Current.Kind == TokenKind.String)
            {
                atoms.Add(ParseName());
            }
            else
            {
                atoms.Add(Encoding.UTF8.GetString(_source.GetBytes(Current)));
                _position++;
            }
        }

        return new ComponentConstant(Encoding.UTF8.GetString(_source.GetBytes(keyword)), atoms.DrainToImmutable(), parts.DrainToImmutable());
    }

    private ResultPattern ParseReferencePattern(Word word, in Token keyword)
    {
        var kind = word switch
        {
            Word.RefAny => ReferenceKind.Any,
            Word.RefStruct => ReferenceKind.Struct,
            Word.RefArray => ReferenceKind.Array,
            Word.RefExn => ReferenceKind.Exn,
            Word.RefExtern => ReferenceKind.Extern,
            Word.RefHost => ReferenceKind.Host,
            _ => throw Unexpected(keyword, "a value"),
        };
        if (kind is ReferenceKind.Extern or ReferenceKind.Host && Current.Kind == TokenKind.Natural)
        {
            return new ValuePattern(new HostValue((uint)ParseInteger(32), kind == ReferenceKind.Extern));
        }

        return new ReferencePattern(kind);
    }

    private ReferencePattern ParseFunctionPattern()
    {
        // The suite writes indices in some patterns; they name nothing outside a module.
        _position += Current.Kind is TokenKind.Natural or TokenKind.Identifier ? 1 : 0;
        return new ReferencePattern(ReferenceKind.Func);
    }

    private NullValue ParseNull()
    {
        if (Current.Kind is TokenKind.Natural or TokenKind.Identifier)
        {
            // A defined type of some module: all that can be said here is that the reference is null.
            _position++;
            return new NullValue(null);
        }

        if (Current.Kind == TokenKind.RightParenthesis)
        {
            return new NullValue(null);
        }

        var heap = ModuleParser.AbstractHeapTypeOf(WordAt(_position)) ?? throw Unexpected("a heap type");
        _position++;
        return new NullValue(heap);
    }

    private ulong ParseInteger(int bits)
    {
        var token = Current;
        if (token.Kind is not (TokenKind.Natural or TokenKind.Integer))
        {
            throw Unexpected($"an i{bits} number");
        }

        if (!NumberLiteral.TryParseInteger(_source.GetBytes(token), bits, out var value))
        {
            throw _source.Error($"constant out of range: {Spell(token)} is no i{bits}", token.Start);
        }

        _position++;
        return bits == 64 ? value : value & ((1UL << bits) - 1);
    }

    private LanePattern ParseFloat(int bits)
    {
        var token = Current;
        if (WordAt(_position) is Word.NanCanonical or Word.NanArithmetic)
        {
            _position++;
            return new LanePattern(0, WordAt(_position - 1) == Word.NanCanonical ? NanKind.Canonical : NanKind.Arithmetic);
        }

        if (token.Kind is not (TokenKind.Natural or TokenKind.Integer or TokenKind.Float))
        {
            throw Unexpected($"an f{bits} number");
        }

        if (!FloatLiteral.TryParse(_source.GetBytes(token), bits == 64, out var value))
        {
            throw _source.Error($"constant out of range: {Spell(token)} is no f{bits}", token.Start);
        }

        _position++;
        return new LanePattern(value, NanKind.None);
    }

    private static ResultPattern ToPattern(ValueType type, LanePattern lane) =>
        lane.Nan == NanKind.None ? new ValuePattern(new NumberValue(type, lane.Bits)) : new NanPattern(type, lane.Nan);

    private VectorPattern ParseVector()
    {
        var (lanes, bits, isFloat) = WordAt(_position) switch
        {
            Word.I8x16 => (16, 8, false),
            Word.I16x8 => (8, 16, false),
            Word.I32x4 => (4, 32, false),
            Word.I64x2 => (2, 64, false),
            Word.F32x4 => (4, 32, true),
            Word.F64x2 => (2, 64, true),
            _ => throw Unexpected("a shape: i8x16, i16x8, i32x4, i64x2, f32x4 or f64x2"),
        };
        _position++;
        var patterns = ImmutableArray.CreateBuilder<LanePattern>(lanes);
        for (var i = 0; i < lanes; i++)
        {
            patterns.Add(isFloat ? ParseFloat(bits) : new LanePattern(ParseInteger(bits), NanKind.None));
        }

        return new VectorPattern(bits, patterns.MoveToImmutable());
    }
}
