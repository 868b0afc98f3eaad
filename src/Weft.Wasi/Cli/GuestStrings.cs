// WASI command line: arguments and environment as guests take them: UTF-8, each ended by NUL, one after the other (preview 1 `args_get`).

using System.Text;

namespace Weft.Wasi.Cli;

/// <summary>A list of strings, encoded once.</summary>
internal sealed class GuestStrings
{
    private readonly byte[] _bytes;
    private readonly int[] _starts;

    /// <summary>Encodes strings.</summary>
    /// <param name="strings">The strings, without NUL inside.</param>
    /// <exception cref="ArgumentException">A string has a NUL inside.</exception>
    public GuestStrings(IReadOnlyList<string> strings)
    {
        _starts = new int[strings.Count];
        using var bytes = new MemoryStream();
        for (int index = 0; index < strings.Count; index++)
        {
            if (strings[index].Contains('\0', StringComparison.Ordinal))
                throw new ArgumentException($"'{strings[index]}' has a NUL inside", nameof(strings));
            _starts[index] = (int)bytes.Length;
            bytes.Write(Encoding.UTF8.GetBytes(strings[index]));
            bytes.WriteByte(0);
        }
        _bytes = bytes.ToArray();
    }

    /// <summary>How many there are.</summary>
    public int Count => _starts.Length;

    /// <summary>All of them, each ended by NUL.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Where each starts in <see cref="Bytes"/>.</summary>
    public ReadOnlySpan<int> Starts => _starts;
}
