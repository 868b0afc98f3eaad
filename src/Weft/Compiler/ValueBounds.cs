// Part of the pass over a body before it is emitted: how large values of 32 bits can be. An index that cannot wrap around when something is
// added to it may be widened first, and the sum then is part of the access.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>The greatest numbers that values may be, taken without a sign.</summary>
internal sealed class ValueBounds
{
    private readonly Dictionary<long, uint> _bounds = [];

    /// <summary>Forgets the function.</summary>
    public void Clear() => _bounds.Clear();

    /// <summary>The greatest number that a value may be.</summary>
    /// <param name="value">The value, as <see cref="OperandScan"/> names it.</param>
    public uint Of(long value) => OperandScan.TryGetConstant(value, out var constant) ? constant : _bounds.GetValueOrDefault(value, uint.MaxValue);

    /// <summary>Notes what an instruction makes of its operands.</summary>
    /// <param name="opcode">The instruction.</param>
    /// <param name="result">Its result.</param>
    /// <param name="left">The operand below the topmost, or the topmost if there is one.</param>
    /// <param name="right">The topmost operand.</param>
    public void Note(Opcode opcode, long result, long left, long right)
    {
        if (Find(opcode, Of(left), right) is < uint.MaxValue and var bound)
        {
            _bounds[result] = bound;
        }
    }

    private uint Find(Opcode opcode, uint left, long right)
    {
        switch (opcode)
        {
            case Opcode.I32And:
                return Math.Min(left, Of(right));
            case Opcode.I32Or or Opcode.I32Xor:
                return uint.MaxValue >> int.Min(31, System.Numerics.BitOperations.LeadingZeroCount(left | Of(right)));
            case Opcode.I32Add:
                return (uint)Math.Min(uint.MaxValue, (ulong)left + Of(right));
            case Opcode.I32ShrU when OperandScan.TryGetConstant(right, out var count):
                return left >> (int)(count % 32);
            case Opcode.I32Shl when OperandScan.TryGetConstant(right, out var count):
                return (uint)Math.Min(uint.MaxValue, (ulong)left << (int)(count % 32));
            case Opcode.I32RemU when OperandScan.TryGetConstant(right, out var divisor) && divisor != 0:
                return Math.Min(left, divisor - 1);
            case Opcode.I32DivU when OperandScan.TryGetConstant(right, out var divisor) && divisor != 0:
                return left / divisor;
            case Opcode.I32Load8U:
                return byte.MaxValue;
            case Opcode.I32Load16U:
                return ushort.MaxValue;
            case >= Opcode.I32Eqz and <= Opcode.F64Ge:
                return 1;
            default:
                return uint.MaxValue;
        }
    }
}
