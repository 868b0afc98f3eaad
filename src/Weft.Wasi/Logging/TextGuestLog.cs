// wasi:logging: messages as lines of text. One message is one line, whatever the guest puts into it: line ends and other control characters are
// escaped, so that no guest forges lines of another or sends commands to a terminal.

using System.Globalization;
using System.Text;

namespace Weft.Wasi.Logging;

/// <summary>Writes each message as a line: level, context, text.</summary>
public sealed class TextGuestLog : IGuestLog
{
    private const int LongestContext = 256;
    private readonly TextWriter _writer;
    private readonly GuestLogLevel _minimum;
    private readonly int _longestMessage;
    private readonly Lock _gate = new();

    /// <summary>Makes a log.</summary>
    /// <param name="writer">Where the lines go; it is used by one thread at a time.</param>
    /// <param name="minimum">The level below which messages are dropped.</param>
    /// <param name="longestMessage">The characters of a message that are written; the rest is counted only.</param>
    public TextGuestLog(TextWriter writer, GuestLogLevel minimum = GuestLogLevel.Trace, int longestMessage = 16 << 10)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentOutOfRangeException.ThrowIfNegative(longestMessage);
        (_writer, _minimum, _longestMessage) = (writer, minimum, longestMessage);
    }

    /// <inheritdoc/>
    public void Log(GuestLogLevel level, string context, string message)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(message);
        if (level < _minimum)
            return;
        var line = new StringBuilder();
        Append(line, $"{level}", LongestContext);
        line.Append(": ");
        if (context.Length > 0)
        {
            line.Append('[');
            Append(line, context, LongestContext);
            line.Append("] ");
        }
        Append(line, message, _longestMessage);
        lock (_gate)
        {
            _writer.WriteLine(line);
            _writer.Flush();
        }
    }

    private static void Append(StringBuilder line, string text, int longest)
    {
        int end = Math.Min(text.Length, longest);
        if (end < text.Length && end > 0 && char.IsHighSurrogate(text[end - 1]))
            end--;
        foreach (char character in text.AsSpan(0, end))
        {
            switch (character)
            {
                case '\n':
                    line.Append("\\n");
                    break;
                case '\r':
                    line.Append("\\r");
                    break;
                case '\t':
                    line.Append(character);
                    break;
                // Also what changes the direction of text, and the line ends of Unicode.
                case var _ when char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    line.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
                    break;
                default:
                    line.Append(character);
                    break;
            }
        }
        if (end < text.Length)
            line.Append(CultureInfo.InvariantCulture, $"... (+{text.Length - end})");
    }
}
