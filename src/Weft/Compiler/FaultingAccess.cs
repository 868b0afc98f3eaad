// What an instruction of the processor that faulted adds to the address that it accesses. A statement may access memory several times: the offsets of its
// instructions, which RyuJIT leaves in machine code, tell most of them apart.
// SAFETY: reads machine code at a place that a processor was executing, a few bytes: the longest instruction has 15.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Compiler;

/// <summary>Reads an access in machine code.</summary>
internal static unsafe class FaultingAccess
{
    private const int RegisterOperand = 3;

    /// <summary>The displacement of an instruction's operand in memory; null where that is not known.</summary>
    /// <param name="code">Where the method's machine code begins; 0 when that is not known.</param>
    /// <param name="offset">The instruction's place in it.</param>
    public static long? FindDisplacement(nint code, int offset)
    {
        if (code == 0 || RuntimeInformation.ProcessArchitecture != Architecture.X64 || CallSites.IsStub(code))
        {
            return null;
        }

        var at = (byte*)code + offset;
        while (*at is 0x66 or 0xF2 or 0xF3 or 0xF0)
        {
            at++;
        }

        // The opcode, behind what extends it: of vectors in a form of its own, whose short displacements are scaled when it has four bytes.
        var isScaled = false;
        switch (*at)
        {
            case 0xC5:
                at += 3;
                break;
            case 0xC4:
                at += 4;
                break;
            case 0x62:
                isScaled = true;
                at += 5;
                break;
            default:
                at += (*at & 0xF0) == 0x40 ? 1 : 0;
                if (*at == 0x0F)
                {
                    at += at[1] is 0x38 or 0x3A ? 2 : 1;
                }

                at++;
                break;
        }

        var (mode, register) = (*at >> 6, *at & 7);
        at++;
        if (mode == RegisterOperand)
        {
            return null;
        }

        var hasNoBase = mode == 0 && register == 5;
        if (register == 4)
        {
            hasNoBase = mode == 0 && (*at & 7) == 5;
            at++;
        }

        return mode switch
        {
            1 => isScaled ? null : (sbyte)*at,
            0 when !hasNoBase => 0,
            _ => Unsafe.ReadUnaligned<int>(at),
        };
    }
}
