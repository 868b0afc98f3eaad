// The names of string encodings on command lines, and their numbers in the section of modules.
namespace Weft.Components.Tools.Embedding;

/// <summary>Reads the names of string encodings.</summary>
public static class StringEncodings
{
    /// <summary>The encoding of a name: <c>utf8</c>, <c>utf16</c> or <c>compact-utf16</c>.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="FormatException">There is no such encoding.</exception>
    public static StringEncoding Parse(string name) => name switch
    {
        "utf8" => StringEncoding.Utf8,
        "utf16" => StringEncoding.Utf16,
        "compact-utf16" => StringEncoding.Latin1Utf16,
        _ => throw new FormatException($"'{name}' is no string encoding; write utf8, utf16 or compact-utf16"),
    };
}
