// The value of --preload.
using System.Globalization;

namespace Weft.Cli.Parsing;

/// <summary>A name for what a file holds: <c>NAME=FILE</c>.</summary>
internal static class NamedFile
{
    /// <summary>Reads a name and a file.</summary>
    /// <exception cref="FormatException">There is no equals sign, or nothing beside it.</exception>
    public static KeyValuePair<string, string> Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals <= 0 || equals == text.Length - 1
            ? throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a preload; write NAME=FILE"))
            : new(text[..equals], text[(equals + 1)..]);
    }
}
