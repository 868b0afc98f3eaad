// The strings that line tables share (DWARF 5 section 7.26): .debug_line_str and .debug_str.
namespace Weft.Wasm.CustomSections;

/// <summary>The sections of strings that line tables refer to.</summary>
/// <param name="lineStrings">The contents of <c>.debug_line_str</c>; empty where there is none.</param>
/// <param name="debugStrings">The contents of <c>.debug_str</c>; empty where there is none.</param>
internal sealed class LineStrings(ReadOnlyMemory<byte> lineStrings, ReadOnlyMemory<byte> debugStrings)
{
    /// <summary>The string at an offset of <c>.debug_line_str</c>; empty where there is none.</summary>
    public ReadOnlySpan<byte> FindLineString(ulong offset) => Find(lineStrings.Span, offset);

    /// <summary>The string at an offset of <c>.debug_str</c>; empty where there is none.</summary>
    public ReadOnlySpan<byte> FindDebugString(ulong offset) => Find(debugStrings.Span, offset);

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> section, ulong offset)
    {
        if (offset >= (ulong)section.Length)
        {
            return default;
        }

        var rest = section[(int)offset..];
        var length = rest.IndexOf((byte)0);
        return length < 0 ? default : rest[..length];
    }
}
