// The value of --dir.
namespace Weft.Cli.Parsing;

/// <summary>A host directory that a guest sees: <c>HOST[::GUEST[:ro]]</c>.</summary>
/// <param name="Host">The path on this machine.</param>
/// <param name="Guest">The path the guest uses.</param>
/// <param name="IsReadOnly">Whether the guest may only read.</param>
internal sealed record DirectoryMapping(string Host, string Guest, bool IsReadOnly)
{
    /// <summary>Reads a mapping; without a guest path the guest sees the host path as it was written.</summary>
    /// <exception cref="FormatException">A part is empty.</exception>
    public static DirectoryMapping Parse(string text)
    {
        var separator = text.IndexOf("::", StringComparison.Ordinal);
        var host = separator < 0 ? text : text[..separator];
        var guest = separator < 0 ? text : text[(separator + 2)..];
        var isReadOnly = guest.EndsWith(":ro", StringComparison.Ordinal);
        if (isReadOnly)
        {
            guest = guest[..^3];
            host = separator < 0 ? guest : host;
        }

        return host.Length == 0 || guest.Length == 0
            ? throw new FormatException($"'{text}' is not a directory mapping; write HOST, HOST::GUEST or HOST::GUEST:ro")
            : new DirectoryMapping(host, guest, isReadOnly);
    }
}
