// What arithmetic needs of its operands: what RyuJIT narrows or folds, as far as it is known to.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class ValueUses
{
    private static readonly Opcode[] s_orders =
    [
        Opcode.I32LtS, Opcode.I32LtU, Opcode.I32GtS, Opcode.I32GtU, Opcode.I32LeS, Opcode.I32LeU, Opcode.I32GeS, Opcode.I32GeU,
        Opcode.I64LtS, Opcode.I64LtU, Opcode.I64GtS, Opcode.I64GtU, Opcode.I64LeS, Opcode.I64LeU, Opcode.I64GeS, Opcode.I64GeU,
    ];

    // What of its operands an instruction needs, for what is used of its result; null when the result may be known without them.
    // An instruction of two operands says which they are.
    private ValueGraph.Passing? PassingOf(Opcode opcode, int left, int right)
    {
        if (left == right && left != ValueGraph.Unknown)
        {
            return null;
        }

        var hasConstant = _graph.IsConstant(right, out var constant) || _graph.IsConstant(left, out constant);
        if (hasConstant ? IsOfVectors(opcode) && VectorConstant.MayDecide(constant) : _graph.IsKnown(left) || _graph.IsKnown(right))
        {
            // What is known without being a constant may be any.
            return null;
        }

        switch (opcode)
        {
            case Opcode.I32Extend8S or Opcode.I64Extend8S:
                return ValueGraph.Passing.Part;
            case Opcode.I32Extend16S or Opcode.I64Extend16S:
                return ValueGraph.Passing.Low16;
            case Opcode.I32WrapI64 or Opcode.I64Extend32S:
                return ValueGraph.Passing.Low32;
            case Opcode.I32Add or Opcode.I32Sub or Opcode.I32Xor or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Xor
                or Opcode.I64ExtendI32S or Opcode.I64ExtendI32U
                or Opcode.I32ReinterpretF32 or Opcode.I64ReinterpretF64 or Opcode.F32ReinterpretI32 or Opcode.F64ReinterpretI64:
                return ValueGraph.Passing.Same;
            case Opcode.I32And or Opcode.I32RemU when hasConstant:
                return Masked(constant, ushort.MaxValue, opcode == Opcode.I32And && (_graph.IsMade(left) || _graph.IsMade(right)));
            case Opcode.I64And or Opcode.I64RemU when hasConstant:
                return Masked(constant, uint.MaxValue, opcode == Opcode.I64And && (_graph.IsMade(left) || _graph.IsMade(right)));
            case Opcode.I32Or or Opcode.I64Or when hasConstant && constant == -1:
                return null;
            case Opcode.I32Mul or Opcode.I64Mul when hasConstant:
                // As much as a shift: an odd factor needs all of the other.
                return constant == 0 ? null : Int128.TrailingZeroCount(constant) >= 8 ? ValueGraph.Passing.Part : ValueGraph.Passing.Same;
            case Opcode.I32Shl or Opcode.I64Shl when hasConstant:
                return (constant & 63) >= 8 ? ValueGraph.Passing.Part : ValueGraph.Passing.Same;
            case Opcode.I32And or Opcode.I64And or Opcode.I32Or or Opcode.I64Or or Opcode.I32Mul or Opcode.I64Mul or Opcode.I32Shl or Opcode.I64Shl:
                return ValueGraph.Passing.Same;
            default:
                return DefaultPassing(opcode, hasConstant, constant);
        }
    }

    // The same for an instruction of three operands: it may be known which of two is chosen, or the two may be the same.
    private ValueGraph.Passing? PassingOf(int first, int second, int third) =>
        _graph.IsKnown(first) || _graph.IsKnown(second) || _graph.IsKnown(third) || first == second || first == third || second == third
            ? null
            : ValueGraph.Passing.Whole;

    private static bool IsOfVectors(Opcode opcode) => InstructionTable.GetSignature(opcode) is { Results: [SignatureType.V128] };

    // RyuJIT tests a part of a loaded value for bits. A value that is made of others it narrows only for masks that are casts.
    private static ValueGraph.Passing? Masked(Int128 mask, Int128 narrow, bool isMade)
    {
        if (mask == 0)
        {
            return null;
        }

        var cuts = mask > 0 && mask <= narrow && (!isMade || mask == byte.MaxValue || mask == ushort.MaxValue || mask == uint.MaxValue);
        if (!cuts)
        {
            return ValueGraph.Passing.Same;
        }

        return mask == ushort.MaxValue ? ValueGraph.Passing.Low16 : mask == uint.MaxValue ? ValueGraph.Passing.Low32 : ValueGraph.Passing.Part;
    }

    private static ValueGraph.Passing? DefaultPassing(Opcode opcode, bool hasConstant, Int128 constant)
    {
        var mnemonic = InstructionTable.GetMnemonic(opcode);
        if (mnemonic.Contains(".extract_lane", StringComparison.Ordinal) || mnemonic.Contains("_low", StringComparison.Ordinal))
        {
            return ValueGraph.Passing.Part;
        }

        // Every integer is below 0 or at least 0, and so on.
        var isEnd = hasConstant && (constant == 0 || constant == -1 || constant == int.MaxValue || constant == int.MinValue || constant == long.MaxValue || constant == long.MinValue);
        return isEnd && s_orders.Contains(opcode) ? null : ValueGraph.Passing.Whole;
    }
}
