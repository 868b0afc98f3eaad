// The parser of a text module: what follows an instruction's keyword (spec 6.5).
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text;

internal sealed partial class ModuleParser
{
    private readonly List<int> _labels = [];
    private readonly List<CatchClause> _catches = [];

    /// <summary>Parses the immediates of an instruction into the current one. May settle on another row of the same keyword.</summary>
    private void ParseImmediates(Opcode opcode)
    {
        _instruction.Opcode = opcode;
        switch (InstructionTable.GetImmediates(opcode))
        {
            case ImmediateKind.None:
                if (opcode == Opcode.Select)
                {
                    ParseSelectTypes();
                }

                break;
            case ImmediateKind.Local:
                _instruction.Index = ParseIndex(_localSpace);
                break;
            case ImmediateKind.I32:
                _instruction.Bits = ParseIntegerConstant(32);
                break;
            case ImmediateKind.Memarg:
                ParseMemoryArgument(opcode, hasLane: false);
                break;
            case ImmediateKind.Label:
                _instruction.Index = ParseLabel();
                break;
            case ImmediateKind.Func:
                _instruction.Index = ParseIndex(_functionSpace);
                break;
            case ImmediateKind.Global:
                _instruction.Index = ParseIndex(_globalSpace);
                break;
            case ImmediateKind.I64:
                _instruction.Bits = ParseIntegerConstant(64);
                break;
            case ImmediateKind.F32:
                _instruction.Bits = ParseFloatConstant(isDouble: false);
                break;
            case ImmediateKind.F64:
                _instruction.Bits = ParseFloatConstant(isDouble: true);
                break;
            case ImmediateKind.V128:
                _instruction.Vector = ParseVectorConstant();
                break;
            case ImmediateKind.Labels:
                ParseLabels();
                break;
            case ImmediateKind.TypeTable:
                _instruction.Index2 = AtIndex ? ParseIndex(_tableSpace) : 0;
                _instruction.Index = ParseTypeUseIndex(allowNames: false);
                break;
            case ImmediateKind.Lane:
                _instruction.Lane = ParseLane();
                break;
            case ImmediateKind.MemargLane:
                ParseMemoryArgument(opcode, hasLane: true);
                _instruction.Lane = ParseLane();
                break;
            case ImmediateKind.Shuffle:
                ParseShuffle();
                break;
            case ImmediateKind.Heap when opcode == Opcode.RefNull:
                _instruction.Type = ValueType.Ref(ParseHeapType(), nullable: true);
                break;
            case ImmediateKind.Heap or ImmediateKind.HeapNull:
                _instruction.Type = ParseReferenceType();
                _instruction.Opcode = (opcode, _instruction.Type.IsNullable) switch
                {
                    (Opcode.RefTest, true) => Opcode.RefTestNull,
                    (Opcode.RefCast, true) => Opcode.RefCastNull,
                    _ => opcode,
                };
                break;
            case ImmediateKind.Cast:
                _instruction.Index = ParseLabel();
                _instruction.Type = ParseReferenceType();
                _instruction.Type2 = ParseReferenceType();
                break;
            case var kind:
                ParseIndices(kind);
                break;
        }
    }

    /// <summary>Immediates that are indices alone; the text's order differs from the binary format's in places.</summary>
    private void ParseIndices(ImmediateKind kind)
    {
        switch (kind)
        {
            case ImmediateKind.Type:
                _instruction.Index = ParseIndex(_typeSpace);
                break;
            case ImmediateKind.TypeType:
                _instruction.Index = ParseIndex(_typeSpace);
                _instruction.Index2 = ParseIndex(_typeSpace);
                break;
            case ImmediateKind.TypeField:
                _instruction.Index = ParseIndex(_typeSpace);
                _instruction.Index2 = ParseFieldIndex(_instruction.Index);
                break;
            case ImmediateKind.TypeLength:
                _instruction.Index = ParseIndex(_typeSpace);
                _instruction.Index2 = ParseU32();
                break;
            case ImmediateKind.TypeData:
                _instruction.Index = ParseIndex(_typeSpace);
                _instruction.Index2 = ParseDataIndex();
                break;
            case ImmediateKind.TypeElem:
                _instruction.Index = ParseIndex(_typeSpace);
                _instruction.Index2 = ParseIndex(_elementSpace);
                break;
            case ImmediateKind.Tag:
                _instruction.Index = ParseIndex(_tagSpace);
                break;
            case ImmediateKind.Table:
                _instruction.Index = AtIndex ? ParseIndex(_tableSpace) : 0;
                break;
            case ImmediateKind.TableTable:
                (_instruction.Index, _instruction.Index2) = ParseOptionalPair(_tableSpace);
                break;
            case ImmediateKind.Memory:
                _instruction.Index = AtIndex ? ParseIndex(_memorySpace) : 0;
                break;
            case ImmediateKind.MemoryMemory:
                (_instruction.Index, _instruction.Index2) = ParseOptionalPair(_memorySpace);
                break;
            case ImmediateKind.Elem:
                _instruction.Index = ParseIndex(_elementSpace);
                break;
            case ImmediateKind.ElemTable:
                _instruction.Index2 = IsIndex(_position + 1) ? ParseIndex(_tableSpace) : 0;
                _instruction.Index = ParseIndex(_elementSpace);
                break;
            case ImmediateKind.Data:
                _instruction.Index = ParseDataIndex();
                break;
            case ImmediateKind.DataMemory:
                _instruction.Index2 = IsIndex(_position + 1) ? ParseIndex(_memorySpace) : 0;
                _instruction.Index = ParseDataIndex();
                break;
            case ImmediateKind.Fence:
                break;
            default:
                throw new InvalidOperationException($"the text parser does not know immediates of kind {kind}");
        }
    }

    private bool IsIndex(int token) => _tokens[token].Kind is TokenKind.Natural or TokenKind.Identifier;

    private (int First, int Second) ParseOptionalPair(IndexSpace space) => AtIndex ? (ParseIndex(space), ParseIndex(space)) : (0, 0);

    private int ParseDataIndex()
    {
        _usesDataCount = true;
        return ParseIndex(_dataSpace);
    }

    private int ParseFieldIndex(int type)
    {
        var token = Current;
        if (token.Kind != TokenKind.Identifier)
        {
            return token.Kind == TokenKind.Natural ? ParseU32() : throw Unexpected("the index or identifier of a field");
        }

        if (!_fields.TryGetValue((type, token.Data), out var field))
        {
            throw _source.Error($"unknown field ${_symbols.GetName(token.Data)} of type {type}", token.Start);
        }

        _position++;
        return field;
    }

    private void ParseSelectTypes()
    {
        if (!AtForm(Word.Result))
        {
            return;
        }

        var types = new List<ValueType>();
        while (TakeForm(Word.Result))
        {
            while (Current.Kind != TokenKind.RightParenthesis)
            {
                if (types.Count >= ImplementationLimits.Results)
                {
                    throw _source.Error($"too many results: the limit is {ImplementationLimits.Results}", Current.Start);
                }

                types.Add(ParseValueType());
            }

            Close();
        }

        _instruction.Opcode = Opcode.SelectTyped;
        _instruction.Types = [.. types];
    }

    private void ParseLabels()
    {
        _labels.Clear();
        do
        {
            if (_labels.Count > ImplementationLimits.BranchTableLabels)
            {
                throw _source.Error($"too many labels: the limit is {ImplementationLimits.BranchTableLabels}", Current.Start);
            }

            _labels.Add(ParseLabel());
        }
        while (AtIndex);
        _instruction.Labels = [.. _labels];
    }

    /// <summary>The clauses of a try_table; their labels count from outside it.</summary>
    private void ParseCatchClauses()
    {
        _catches.Clear();
        while (Current.Kind == TokenKind.LeftParenthesis)
        {
            var keyword = _tokens[_position + 1];
            CatchKind kind;
            if (IsOpcode(keyword, Opcode.Catch))
            {
                kind = CatchKind.Catch;
            }
            else if (IsOpcode(keyword, Opcode.CatchAll))
            {
                kind = CatchKind.CatchAll;
            }
            else if (WordOf(keyword) is Word.CatchRef or Word.CatchAllRef)
            {
                kind = WordOf(keyword) == Word.CatchRef ? CatchKind.CatchRef : CatchKind.CatchAllRef;
            }
            else
            {
                break;
            }

            if (_catches.Count >= ImplementationLimits.CatchClauses)
            {
                throw _source.Error($"too many catch clauses: the limit is {ImplementationLimits.CatchClauses}", keyword.Start);
            }

            _position += 2;
            var tag = kind is CatchKind.Catch or CatchKind.CatchRef ? ParseIndex(_tagSpace) : -1;
            _catches.Add(new CatchClause(kind, tag, ParseLabel()));
            Close();
        }

        _instruction.Catches = [.. _catches];
    }

    /// <summary>Memory index, offset and alignment, each of which may be missing (spec 6.5.4).</summary>
    private void ParseMemoryArgument(Opcode opcode, bool hasLane)
    {
        // Of two numbers before a lane the first is the memory.
        var hasMemory = Current.Kind == TokenKind.Identifier
            || (Current.Kind == TokenKind.Natural && (!hasLane || IsIndex(_position + 1) || WordAt(_position + 1) is Word.OffsetEquals or Word.AlignEquals));
        _instruction.Index = hasMemory ? ParseIndex(_memorySpace) : 0;
        _instruction.Bits = 0;
        if (WordAt(_position) == Word.OffsetEquals)
        {
            _instruction.Bits = ParseAssigned("offset="u8.Length);
        }

        _instruction.AlignLog2 = BitOperations.Log2((uint)InstructionTable.GetWidth(opcode));
        if (WordAt(_position) == Word.AlignEquals)
        {
            var token = Current;
            var alignment = ParseAssigned("align="u8.Length);
            if (!BitOperations.IsPow2(alignment))
            {
                throw _source.Error($"alignment must be a power of two: {Spell(token)}", token.Start);
            }

            _instruction.AlignLog2 = BitOperations.Log2(alignment);
        }
    }

    /// <summary>The number after the equals sign inside a keyword token.</summary>
    private ulong ParseAssigned(int prefix)
    {
        ref readonly var token = ref Current;
        if (!NumberLiteral.TryParseNatural(_source.GetBytes(token)[prefix..], out var value))
        {
            throw _source.Error($"i64 constant out of range: {Spell(token)}", token.Start);
        }

        _position++;
        return value;
    }

    private byte ParseLane()
    {
        ref readonly var token = ref Current;
        if (token.Kind != TokenKind.Natural)
        {
            throw Unexpected("a lane");
        }

        if (token.Data is < 0 or > byte.MaxValue)
        {
            throw _source.Error($"i8 constant out of range: lane {Spell(token)}", token.Start);
        }

        _position++;
        return (byte)token.Data;
    }

    private void ParseShuffle()
    {
        var count = CountNumbers();
        if (count != 16)
        {
            throw _source.Error($"invalid lane length: {count} lanes, expected 16", Current.Start);
        }

        Span<byte> lanes = stackalloc byte[16];
        foreach (ref var lane in lanes)
        {
            ref readonly var token = ref _tokens[_position++];
            if (token.Kind != TokenKind.Natural || token.Data is < 0 or > byte.MaxValue)
            {
                throw _source.Error($"i8 constant out of range: lane {Spell(token)}", token.Start);
            }

            lane = (byte)token.Data;
        }

        _instruction.Vector = Vector128.Create<byte>(lanes);
    }

    /// <summary>The numbers from here on, but not beyond what would be too many anyway.</summary>
    private int CountNumbers()
    {
        var count = 0;
        while (count <= 16 && _tokens[_position + count].Kind is TokenKind.Natural or TokenKind.Integer or TokenKind.Float)
        {
            count++;
        }

        return count;
    }

    private ulong ParseIntegerConstant(int bits)
    {
        ref readonly var token = ref Current;
        if (token.Kind == TokenKind.Natural && token.Data >= 0 && bits >= 32)
        {
            _position++;
            return (ulong)token.Data;
        }

        if (token.Kind is not (TokenKind.Natural or TokenKind.Integer))
        {
            throw Unexpected($"an i{bits} number");
        }

        if (!NumberLiteral.TryParseInteger(_source.GetBytes(token), bits, out var value))
        {
            throw _source.Error($"constant out of range: {Spell(token)} is no i{bits}", token.Start);
        }

        _position++;
        return value;
    }

    private ulong ParseFloatConstant(bool isDouble)
    {
        ref readonly var token = ref Current;
        if (token.Kind is not (TokenKind.Natural or TokenKind.Integer or TokenKind.Float))
        {
            throw Unexpected(isDouble ? "an f64 number" : "an f32 number");
        }

        if (!FloatLiteral.TryParse(_source.GetBytes(token), isDouble, out var bits))
        {
            throw _source.Error($"constant out of range: {Spell(token)} is no {(isDouble ? "f64" : "f32")}", token.Start);
        }

        _position++;
        return bits;
    }

    private Vector128<byte> ParseVectorConstant()
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
        var count = CountNumbers();
        if (count != lanes)
        {
            var next = _tokens[_position + count];
            if (next.Kind == TokenKind.Reserved || (next.Kind == TokenKind.Keyword && next.Data < 0))
            {
                throw Unexpected(next, "a number");
            }

            throw _source.Error($"wrong number of lane literals: {count}, expected {lanes}", Current.Start);
        }

        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < lanes; i++)
        {
            var value = isFloat ? ParseFloatConstant(bits == 64) : ParseIntegerConstant(bits);
            switch (bits)
            {
                case 8:
                    bytes[i] = (byte)value;
                    break;
                case 16:
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * i)..], (ushort)value);
                    break;
                case 32:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * i)..], (uint)value);
                    break;
                default:
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes[(8 * i)..], value);
                    break;
            }
        }

        return Vector128.Create<byte>(bytes);
    }
}
