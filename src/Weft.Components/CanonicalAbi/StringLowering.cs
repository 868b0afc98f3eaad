// Writing strings (CanonicalABI.md, "Storing", store_string_into_range).
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Components.CanonicalAbi;

/// <summary>Lowers strings into the three encodings. The size is known before memory is allocated, so that it is allocated once.</summary>
internal static class StringLowering
{
    /// <summary>What messages call the bytes of a string.</summary>
    public const string Content = "content";

    /// <summary>Writes a string of the host into memory that the guest allocates.</summary>
    /// <param name="context">The memory, and how strings lie in it.</param>
    /// <param name="text">The string; a surrogate without its other half becomes U+FFFD, as in the encoders of .NET.</param>
    /// <returns>Where it begins, and its length in code units with the bit that says which encoding, where there are two.</returns>
    /// <exception cref="ArgumentException">It is too large.</exception>
    public static (ulong Address, ulong Units) Lower(in LowerContext context, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryLower(context, text) ?? throw new ArgumentException($"a string of {text.Length} characters takes more than {LiftContext.MaximumBytes} bytes");
    }

    /// <summary>Writes a string into memory that the guest allocates.</summary>
    /// <param name="context">The memory, and how strings lie in it.</param>
    /// <param name="text">The string.</param>
    /// <returns>Where it begins, and its length; null when it is too large.</returns>
    public static (ulong Address, ulong Units)? TryLower(in LowerContext context, ReadOnlySpan<char> text)
    {
        switch (context.Options.Encoding)
        {
            case StringEncoding.Utf8:
                var count = Encoding.UTF8.GetByteCount(text);
                if (!TryAllocate(context, count, 1, out var address))
                {
                    return null;
                }

                Encoding.UTF8.GetBytes(text, context.GetBytes(address, count));
                return (address, (uint)count);
            case StringEncoding.Latin1Utf16 when !text.ContainsAnyExceptInRange('\0', '\u00FF'):
                if (!TryAllocate(context, text.Length, 2, out address))
                {
                    return null;
                }

                Encoding.Latin1.GetBytes(text, context.GetBytes(address, text.Length));
                return (address, (uint)text.Length);
            default:
                if (!TryAllocate(context, 2L * text.Length, 2, out address))
                {
                    return null;
                }

                var units = MemoryMarshal.Cast<byte, char>(context.GetBytes(address, 2 * text.Length));
                text.CopyTo(units);
                Utf16.MakeWellFormed(units);
                var tag = context.Options.Encoding == StringEncoding.Utf16 ? 0 : context.Is64 ? 1UL << 63 : 1UL << 31;
                return (address, (uint)text.Length | tag);
        }
    }

    private static bool TryAllocate(in LowerContext context, long bytes, int alignment, out ulong address)
    {
        var fits = (ulong)bytes <= LiftContext.MaximumBytes;
        address = fits ? context.Allocate((ulong)bytes, alignment) : 0;
        return fits;
    }
}
