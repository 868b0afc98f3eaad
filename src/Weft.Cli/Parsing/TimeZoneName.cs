// Time zones on the command line.
using System.Security;

namespace Weft.Cli.Parsing;

/// <summary>Finds time zones by what people call them.</summary>
internal static class TimeZoneName
{
    /// <summary>Finds one.</summary>
    /// <param name="text">A name of the time zone database such as Europe/Berlin, or local for that of the host.</param>
    /// <exception cref="FormatException">There is none of the name here.</exception>
    public static TimeZoneInfo Parse(string text)
    {
        if (text == "local")
        {
            return TimeZoneInfo.Local;
        }

        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(text);
        }
        catch (Exception error) when (error is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException or UnauthorizedAccessException or IOException)
        {
            throw new FormatException($"'{text}' is no time zone that is known here; write for example Europe/Berlin, or local", error);
        }
    }
}
