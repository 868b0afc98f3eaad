// Text of .NET, and of guests with utf16, may be ill-formed: a surrogate without its other half.
namespace Weft.Components.CanonicalAbi;

/// <summary>Looks at code units of UTF-16.</summary>
internal static class Utf16
{
    /// <summary>The first surrogate without its other half, or -1.</summary>
    public static int FindUnpaired(ReadOnlySpan<char> text)
    {
        for (var at = 0; ;)
        {
            var next = text[at..].IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return at;
            }

            at += 2;
        }
    }

    /// <summary>Puts U+FFFD for what is ill-formed: what the encoders of .NET do.</summary>
    public static void MakeWellFormed(Span<char> units)
    {
        for (var at = FindUnpaired(units); at >= 0; at = FindUnpaired(units))
        {
            units[at] = '\uFFFD';
            units = units[(at + 1)..];
        }
    }
}
