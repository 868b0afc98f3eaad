// Strings that the two sides of a call write in different ways (CanonicalABI.md, "Storing", store_string_into_range). How often and for how
// many bytes a guest is asked for memory is something that it sees, so that it is done as the specification has it: room for the worst
// case first, and what is too much is given back.
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Components.CanonicalAbi;

/// <summary>Writes strings of another guest in another encoding than it has.</summary>
internal static class StringTranscoding
{
    private const string Content = "string content";

    /// <summary>Writes a string.</summary>
    /// <param name="context">The memory, and how strings lie in it.</param>
    /// <param name="text">The string, well-formed.</param>
    /// <param name="sourceUnits">How many code units it had where it came from.</param>
    /// <param name="source">How it lay there.</param>
    /// <param name="isUtf16">Whether it had code units of 16 bits there.</param>
    /// <returns>Where it begins, and its length in code units with the bit that says which encoding, where there are two.</returns>
    public static (ulong Address, ulong Units) Lower(in LowerContext context, ReadOnlySpan<char> text, int sourceUnits, StringEncoding source, bool isUtf16)
    {
        switch (context.Options.Encoding)
        {
            case StringEncoding.Utf8:
                return ToUtf8(context, text, sourceUnits, isUtf16 ? 3 : 2);
            case StringEncoding.Utf16:
                // As many units as there are characters, but of UTF-8 nobody knows how many characters it makes.
                return ToUtf16(context, text, source == StringEncoding.Utf8 ? sourceUnits : text.Length);
            default:
                return source == StringEncoding.Latin1Utf16 && isUtf16 ? FromProbablyUtf16(context, text) : ToLatin1OrUtf16(context, text, sourceUnits);
        }
    }

    private static (ulong Address, ulong Units) ToUtf8(in LowerContext context, ReadOnlySpan<char> text, int sourceUnits, int mostBytes)
    {
        var address = context.Reallocate(0, 0, 1, (uint)sourceUnits, Content);
        var ascii = text.IndexOfAnyExceptInRange('\0', '\u007F');
        ascii = ascii < 0 ? text.Length : ascii;
        Encoding.ASCII.GetBytes(text[..ascii], context.GetBytes(address, ascii));
        if (ascii == text.Length)
        {
            return (address, (uint)ascii);
        }

        var most = sourceUnits * mostBytes;
        address = context.Reallocate(address, (uint)sourceUnits, 1, (uint)most, Content);
        var length = ascii + Encoding.UTF8.GetBytes(text[ascii..], context.GetBytes(address, most)[ascii..]);
        return (Shrink(context, address, most, length, 1), (uint)length);
    }

    private static (ulong Address, ulong Units) ToUtf16(in LowerContext context, ReadOnlySpan<char> text, int mostUnits)
    {
        var most = 2 * mostUnits;
        var address = context.Reallocate(0, 0, 2, (uint)most, Content);
        text.CopyTo(GetUnits(context, address, text.Length));
        return (Shrink(context, address, most, 2 * text.Length, 2), (uint)text.Length);
    }

    private static (ulong Address, ulong Units) ToLatin1OrUtf16(in LowerContext context, ReadOnlySpan<char> text, int sourceUnits)
    {
        var address = context.Reallocate(0, 0, 2, (uint)sourceUnits, Content);
        var latin1 = text.IndexOfAnyExceptInRange('\0', '\u00FF');
        latin1 = latin1 < 0 ? text.Length : latin1;
        Encoding.Latin1.GetBytes(text[..latin1], context.GetBytes(address, latin1));
        if (latin1 == text.Length)
        {
            return (Shrink(context, address, sourceUnits, latin1, 2), (uint)latin1);
        }

        var most = 2 * sourceUnits;
        address = context.Reallocate(address, (uint)sourceUnits, 2, (uint)most, Content);
        var bytes = context.GetBytes(address, most);
        for (var i = latin1 - 1; i >= 0; i--)
        {
            (bytes[2 * i], bytes[2 * i + 1]) = (bytes[i], 0);
        }

        text[latin1..].CopyTo(GetUnits(context, address, text.Length)[latin1..]);
        return (Shrink(context, address, most, 2 * text.Length, 2), (uint)text.Length | Tag(context));
    }

    private static (ulong Address, ulong Units) FromProbablyUtf16(in LowerContext context, ReadOnlySpan<char> text)
    {
        var size = 2 * text.Length;
        var address = context.Reallocate(0, 0, 2, (uint)size, Content);
        text.CopyTo(GetUnits(context, address, text.Length));
        if (text.ContainsAnyExceptInRange('\0', '\u00FF'))
        {
            return (address, (uint)text.Length | Tag(context));
        }

        Encoding.Latin1.GetBytes(text, context.GetBytes(address, text.Length));
        return (context.Reallocate(address, (uint)size, 1, (uint)text.Length, Content), (uint)text.Length);
    }

    private static ulong Shrink(in LowerContext context, ulong address, int size, int used, int alignment) =>
        used < size ? context.Reallocate(address, (uint)size, alignment, (uint)used, Content) : address;

    private static Span<char> GetUnits(in LowerContext context, ulong address, int count) => MemoryMarshal.Cast<byte, char>(context.GetBytes(address, 2 * count));

    private static ulong Tag(in LowerContext context) => context.Is64 ? 1UL << 63 : 1UL << 31;
}
