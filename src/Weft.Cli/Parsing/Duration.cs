// Durations on the command line: a number with a unit.
using System.Globalization;

namespace Weft.Cli.Parsing;

/// <summary>A time span as people write it: <c>250ms</c>, <c>5s</c>, <c>2m</c>, <c>1h</c>, <c>30d</c>; a bare number is seconds.</summary>
internal static class Duration
{
    private static readonly (string Suffix, double Seconds)[] s_units = [("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">The text is not a duration; the message says what is.</exception>
    public static TimeSpan Parse(string text)
    {
        var factor = 1.0;
        var number = text.Trim();
        foreach (var (suffix, seconds) in s_units)
        {
            if (number.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                factor = seconds;
                number = number[..^suffix.Length].TrimEnd();
                break;
            }
        }

        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value * factor > TimeSpan.FromDays(365).TotalSeconds)
        {
            throw new FormatException($"'{text}' is not a duration; write for example 250ms, 5s, 2m or 1h");
        }

        return TimeSpan.FromSeconds(value * factor);
    }
}
