// Constant expressions that are one integer constant, read without the table of instructions, which a start from precompiled code needs for nothing else.
namespace Weft.Wasm.Binary;

/// <summary>Reads <c>i32.const n end</c> and <c>i64.const n end</c>.</summary>
internal static class SimpleConstant
{
    private const byte I32Const = 0x41;
    private const byte I64Const = 0x42;
    private const byte End = 0x0B;

    /// <summary>Reads an expression.</summary>
    /// <param name="reader">Where it begins; behind it afterwards, when it is one.</param>
    /// <param name="type">The type of the constant.</param>
    /// <param name="value">The constant; 32 bits are followed by zeros.</param>
    /// <returns>False when it is another; the reader then is where it was.</returns>
    /// <exception cref="MalformedModuleException">The constant is malformed.</exception>
    public static bool TryRead(ref ByteReader reader, out ValueKind type, out ulong value)
    {
        var ahead = reader;
        (type, value) = (default, 0);
        var opcode = ahead.AtEnd ? End : ahead.ReadByte();
        switch (opcode)
        {
            case I32Const:
                (type, value) = (ValueKind.I32, (uint)ahead.ReadS32());
                break;
            case I64Const:
                (type, value) = (ValueKind.I64, (ulong)ahead.ReadS64());
                break;
            default:
                return false;
        }

        if (ahead.AtEnd || ahead.ReadByte() != End)
        {
            return false;
        }

        reader = ahead;
        return true;
    }
}
