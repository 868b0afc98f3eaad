// Sizes on the command line: a number with a binary or decimal unit.
using System.Globalization;

namespace Weft.Cli.Parsing;

/// <summary>A number of bytes as people write it: <c>65536</c>, <c>64KiB</c>, <c>1.5GiB</c>, <c>10MB</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Suffix, double Factor)[] s_units =
    [
        ("kib", 1 << 10), ("mib", 1 << 20), ("gib", 1 << 30), ("tib", 1L << 40),
        ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12),
        ("k", 1 << 10), ("m", 1 << 20), ("g", 1 << 30), ("t", 1L << 40), ("b", 1),
    ];

    /// <summary>Reads a size.</summary>
    /// <exception cref="FormatException">The text is not a size; the message says what is.</exception>
    public static long Parse(string text)
    {
        var factor = 1.0;
        var number = text.Trim();
        foreach (var (suffix, unit) in s_units)
        {
            if (number.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                factor = unit;
                number = number[..^suffix.Length].TrimEnd();
                break;
            }
        }

        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value * factor > long.MaxValue)
        {
            throw new FormatException($"'{text}' is not a size; write for example 65536, 64KiB, 512MB or 2GiB");
        }

        return (long)(value * factor);
    }

    /// <summary>A size for people: <c>1.4 MiB</c>.</summary>
    public static string Format(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GiB"),
    };
}
