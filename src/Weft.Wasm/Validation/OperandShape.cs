// The signatures of the instruction table, packed so that the validator checks most instructions without looking anything up.
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

/// <summary>
/// A packed signature: the low byte counts operands (low half) and results (high half); then four bytes with operand kinds, first
/// operand lowest; then two with result kinds; the top byte is 1. Kinds are <see cref="ValueKind"/>; <see cref="Address"/> stands for
/// the address type of the memory, and is only ever the first operand. Zero: the instruction has rules of its own.
/// </summary>
internal static class OperandShape
{
    public const int MaxOperands = 4;
    public const int MaxResults = 2;
    public const byte Address = 1;

    private static readonly ulong[] s_shapes = Build();

    public static ReadOnlySpan<ulong> Table => s_shapes;

    public static int OperandCount(ulong shape) => (int)(shape & 0xF);

    public static int ResultCount(ulong shape) => (int)(shape >> 4 & 0xF);

    public static ValueKind Operand(ulong shape, int index) => (ValueKind)(byte)(shape >> (8 + 8 * index));

    public static ValueKind Result(ulong shape, int index) => (ValueKind)(byte)(shape >> (40 + 8 * index));

    public static bool HasAddress(ulong shape) => (byte)(shape >> 8) == Address;

    public static ulong WithAddress(ulong shape, AddressType type) =>
        shape & ~0xFF00UL | (ulong)(type == AddressType.I64 ? ValueKind.I64 : ValueKind.I32) << 8;

    private static ulong[] Build()
    {
        var shapes = new ulong[InstructionTable.Count];
        for (var i = 0; i < shapes.Length; i++)
        {
            shapes[i] = Pack((Opcode)i);
        }

        return shapes;
    }

    private static ulong Pack(Opcode opcode)
    {
        if (InstructionTable.GetSignature(opcode) is not { } signature)
        {
            return 0;
        }

        var shape = 1UL << 56 | (uint)signature.Operands.Length | (ulong)signature.Results.Length << 4;
        if (signature.Operands.Length > MaxOperands || signature.Results.Length > MaxResults || signature.Operands.LastIndexOf(SignatureType.Address) > 0
            || signature.Results.Contains(SignatureType.Address))
        {
            throw new InvalidOperationException($"the signature of {InstructionTable.GetMnemonic(opcode)} does not fit the packed form");
        }

        for (var i = 0; i < signature.Operands.Length; i++)
        {
            shape |= (ulong)Kind(signature.Operands[i]) << (8 + 8 * i);
        }

        for (var i = 0; i < signature.Results.Length; i++)
        {
            shape |= (ulong)Kind(signature.Results[i]) << (40 + 8 * i);
        }

        return shape;
    }

    private static byte Kind(SignatureType type) => type switch
    {
        SignatureType.Address => Address,
        SignatureType.I32 => (byte)ValueKind.I32,
        SignatureType.I64 => (byte)ValueKind.I64,
        SignatureType.F32 => (byte)ValueKind.F32,
        SignatureType.F64 => (byte)ValueKind.F64,
        _ => (byte)ValueKind.V128,
    };
}
