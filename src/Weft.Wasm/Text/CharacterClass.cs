// Character classes of the text format (spec 6.3.1), by byte.
using System.Runtime.CompilerServices;

namespace Weft.Wasm.Text;

/// <summary>What a byte may be part of.</summary>
internal static class CharacterClass
{
    private const byte IdentifierBit = 1;
    private const byte ReservedBit = 2;
    private const byte DigitBit = 4;
    private const byte HexDigitBit = 8;

    private static readonly byte[] s_classes = Build();

    /// <summary>Whether a byte is an <c>idchar</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsIdentifier(byte b) => (s_classes[b] & IdentifierBit) != 0;

    /// <summary>Whether a byte only occurs in reserved tokens. The semicolon does so only where it starts no comment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsReserved(byte b) => (s_classes[b] & ReservedBit) != 0;

    /// <summary>Whether a byte is a decimal digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    /// <summary>Whether a byte is a digit of the radix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDigit(byte b, bool hexadecimal) => (s_classes[b] & (hexadecimal ? HexDigitBit : DigitBit)) != 0;

    /// <summary>The value of a hexadecimal digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DigitValue(byte b) => b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;

    private static byte[] Build()
    {
        var classes = new byte[256];
        for (var b = 0; b < 128; b++)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || "!#$%&'*+-./:<=>?@\\^_`|~".Contains((char)b))
            {
                classes[b] |= IdentifierBit;
            }

            if (",;[]{}".Contains((char)b))
            {
                classes[b] |= ReservedBit;
            }

            if (char.IsAsciiDigit((char)b))
            {
                classes[b] |= DigitBit;
            }

            if (char.IsAsciiHexDigit((char)b))
            {
                classes[b] |= HexDigitBit;
            }
        }

        return classes;
    }
}
