// Writing strings of the host (CanonicalABI.md, "Storing", store_string_into_range).
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Components.CanonicalAbi;

/// <summary>Lowers strings into the three encodings. The size is known before memory is allocated, so that it is allocated once.</summary>
internal static class StringLowering
{
    /// <summary>Writes a string into memory that the guest allocates.</summary>
    /// <param name="context">The memory, and how strings lie in it.</param>
    /// <param name="text">The string; a surrogate without its other half becomes U+FFFD, as in the encoders of .NET.</param>
    /// <returns>Where it begins, and its length in code units with the bit that says which encoding, where there are two.</returns>
    public static (ulong Address, ulong Units) Lower(in LowerContext context, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        switch (context.Options.Encoding)
        {
            case StringEncoding.Utf8:
                var count = Encoding.UTF8.GetByteCount(text);
                var address = Allocate(context, count, 1);
                Encoding.UTF8.GetBytes(text, context.GetBytes(address, count));
                return (address, (uint)count);
            case StringEncoding.Latin1Utf16 when !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF'):
                address = Allocate(context, text.Length, 2);
                Encoding.Latin1.GetBytes(text, context.GetBytes(address, text.Length));
                return (address, (uint)text.Length);
            case StringEncoding.Utf16:
                return (LowerUtf16(context, text), (uint)text.Length);
            default:
                return (LowerUtf16(context, text), (uint)text.Length | (context.Is64 ? 1UL << 63 : 1UL << 31));
        }
    }

    private static ulong LowerUtf16(in LowerContext context, string text)
    {
        var address = Allocate(context, 2L * text.Length, 2);
        MemoryMarshal.AsBytes(Utf16.MakeWellFormed(text).AsSpan()).CopyTo(context.GetBytes(address, 2 * text.Length));
        return address;
    }

    private static ulong Allocate(in LowerContext context, long bytes, int alignment) => (ulong)bytes <= LiftContext.MaximumBytes
        ? context.Allocate((ulong)bytes, alignment)
        : throw new ArgumentException($"a string of {bytes} bytes is more than {LiftContext.MaximumBytes} bytes");
}
