// The parser of a text module: element and data segments (spec 6.6.8, 6.6.9).
using System.Collections.Immutable;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text;

internal sealed partial class ModuleParser
{
    private static readonly byte[] s_zeroI32 = [0x41, 0x00, 0x0B];
    private static readonly byte[] s_zeroI64 = [0x42, 0x00, 0x0B];

    private readonly List<ElementSegment> _elements = [];
    private readonly List<DataSegment> _data = [];
    private bool _usesDataCount;

    private static ConstantExpression ZeroOffset(AddressType address) => new(address == AddressType.I64 ? s_zeroI64 : s_zeroI32);

    private static ValueType FunctionReference => ValueType.Ref(AbstractHeapType.Func, nullable: false);

    private void ParseElementSegment(int end)
    {
        AddName(NameKind.Element, _elements.Count, ParseOptionalIdentifier(), ParseNameAnnotation());
        if (TakeWord(Word.Declare))
        {
            _elements.Add(ParseElements(SegmentMode.Declarative, 0, null, end, mayOmitType: false));
            return;
        }

        var hasTable = TakeForm(Word.Table);
        var hasBareTable = !hasTable && AtBareIndex;
        var table = 0;
        if (hasTable || hasBareTable)
        {
            table = ParseIndex(_tableSpace);
            if (hasTable)
            {
                Close();
            }
        }

        // A form that is not (ref ...) is the offset; a passive segment starts with the type of its elements.
        if (hasTable || hasBareTable || (Current.Kind == TokenKind.LeftParenthesis && !AtForm(Word.Ref)))
        {
            var offset = ParseOffset();
            _elements.Add(ParseElements(SegmentMode.Active, table, offset, end, mayOmitType: !hasTable));
        }
        else
        {
            _elements.Add(ParseElements(SegmentMode.Passive, 0, null, end, mayOmitType: false));
        }
    }

    /// <summary>
    /// Whether a table or memory index without parentheses around it is next: the form of the first specification, which the suite of
    /// the threads proposal still uses.
    /// </summary>
    private bool AtBareIndex => AtIndex && _tokens[_position + 1].Kind == TokenKind.LeftParenthesis;

    /// <summary><c>(offset expression)</c>, or one folded instruction.</summary>
    private ConstantExpression ParseOffset()
    {
        if (Current.Kind != TokenKind.LeftParenthesis)
        {
            throw Unexpected("(offset ...) or a folded instruction");
        }

        var end = Current.Data;
        if (TakeForm(Word.Offset))
        {
            var expression = ParseExpression(end);
            Close();
            return expression;
        }

        return ParseExpression(end + 1);
    }

    /// <summary>Elements with their type: <c>func index*</c>, <c>reftype (item ...)*</c>, or indices alone where allowed.</summary>
    private ElementSegment ParseElements(SegmentMode mode, int table, ConstantExpression? offset, int end, bool mayOmitType)
    {
        if (TakeWord(Word.Func) || (mayOmitType && (AtIndex || _position == end)))
        {
            return new ElementSegment(mode, FunctionReference, table, offset, ParseFunctionIndices(), default);
        }

        var type = ParseReferenceType();
        return new ElementSegment(mode, type, table, offset, default, ParseElementExpressions());
    }

    /// <summary>The elements inside a table, which give it its size.</summary>
    private ElementSegment ParseInlineElements(ValueType type, int table, AddressType address)
    {
        var offset = ZeroOffset(address);
        if (Current.Kind == TokenKind.LeftParenthesis)
        {
            return new ElementSegment(SegmentMode.Active, type, table, offset, default, ParseElementExpressions());
        }

        var functions = ParseFunctionIndices();
        return type.Heap == AbstractHeapType.Func
            ? new ElementSegment(SegmentMode.Active, FunctionReference, table, offset, functions, default)
            : new ElementSegment(SegmentMode.Active, type, table, offset, default, [.. functions.Select(FunctionExpression)]);
    }

    private ConstantExpression FunctionExpression(int function)
    {
        BeginCode();
        InstructionWriter.Write(_code, new Instruction { Opcode = Opcode.RefFunc, Index = function });
        _code.WriteByte((byte)InstructionTable.GetCode(Opcode.End));
        return new ConstantExpression(_code.ToArray());
    }

    private ImmutableArray<int> ParseFunctionIndices()
    {
        var indices = ImmutableArray.CreateBuilder<int>();
        while (AtIndex)
        {
            ThrowIfTooManyElements(indices.Count);
            indices.Add(ParseIndex(_functionSpace));
        }

        return indices.DrainToImmutable();
    }

    private ImmutableArray<ConstantExpression> ParseElementExpressions()
    {
        var expressions = ImmutableArray.CreateBuilder<ConstantExpression>();
        while (Current.Kind == TokenKind.LeftParenthesis)
        {
            ThrowIfTooManyElements(expressions.Count);
            var end = Current.Data;
            if (TakeForm(Word.Item))
            {
                expressions.Add(ParseExpression(end));
                Close();
            }
            else
            {
                expressions.Add(ParseExpression(end + 1));
            }
        }

        return expressions.DrainToImmutable();
    }

    private void ThrowIfTooManyElements(int count)
    {
        if (count >= ImplementationLimits.ElementsInSegment)
        {
            throw _source.Error($"too many elements: the limit is {ImplementationLimits.ElementsInSegment}", Current.Start);
        }
    }

    private void ParseDataSegment(int end)
    {
        AddName(NameKind.Data, _data.Count, ParseOptionalIdentifier(), ParseNameAnnotation());
        var hasBareMemory = AtBareIndex;
        if (Current.Kind != TokenKind.LeftParenthesis && !hasBareMemory)
        {
            _data.Add(new DataSegment(SegmentMode.Passive, 0, null, ParseStrings()));
            return;
        }

        var memory = 0;
        if (hasBareMemory)
        {
            memory = ParseIndex(_memorySpace);
        }
        else if (TakeForm(Word.Memory))
        {
            memory = ParseIndex(_memorySpace);
            Close();
        }

        var offset = ParseOffset();
        _data.Add(new DataSegment(SegmentMode.Active, memory, offset, ParseStrings()));
    }
}
