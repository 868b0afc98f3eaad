// Which numbers are signalling NaNs, and which instructions of a function could have one for an operand without making it quiet if RyuJIT
// knew the other operand.
using System.Runtime.Intrinsics;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>What the emitter has to know of numbers so that their bits come out as the specification says.</summary>
internal static class ExactFloats
{
    private const uint QuietBit32 = 1u << 22;
    private const ulong QuietBit64 = 1ul << 51;

    /// <summary>Whether bits are a signalling NaN of 32 bits.</summary>
    public static bool IsSignalling32(uint bits) => float.IsNaN(BitConverter.UInt32BitsToSingle(bits)) && (bits & QuietBit32) == 0;

    /// <summary>Whether a lane of a vector, of 32 or of 64 bits, is a signalling NaN.</summary>
    public static bool HasSignallingLane(Vector128<byte> value)
    {
        for (var i = 0; i < Vector128<uint>.Count; i++)
        {
            if (IsSignalling32(value.AsUInt32()[i]))
            {
                return true;
            }
        }

        for (var i = 0; i < Vector128<ulong>.Count; i++)
        {
            var bits = value.AsUInt64()[i];
            if (double.IsNaN(BitConverter.UInt64BitsToDouble(bits)) && (bits & QuietBit64) == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an instruction adds numbers: -0 is neutral.</summary>
    public static bool Adds(Opcode opcode) => opcode is Opcode.F32Add or Opcode.F64Add or Opcode.F32x4Add or Opcode.F64x2Add;

    /// <summary>Whether an instruction subtracts numbers: 0 is neutral.</summary>
    public static bool Subtracts(Opcode opcode) => opcode is Opcode.F32Sub or Opcode.F64Sub or Opcode.F32x4Sub or Opcode.F64x2Sub;

    /// <summary>Whether an instruction multiplies or divides numbers: 1 is neutral, and -1 nearly so.</summary>
    public static bool Multiplies(Opcode opcode) => opcode is Opcode.F32Mul or Opcode.F64Mul or Opcode.F32x4Mul or Opcode.F64x2Mul
        or Opcode.F32Div or Opcode.F64Div or Opcode.F32x4Div or Opcode.F64x2Div
        or Opcode.F32x4RelaxedMadd or Opcode.F32x4RelaxedNmadd or Opcode.F64x2RelaxedMadd or Opcode.F64x2RelaxedNmadd;
}
