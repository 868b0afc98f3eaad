// Documentation of WIT, which is Markdown, as XML documentation.
namespace Weft.Bindings.Generator.Emission;

/// <summary>Writes documentation comments.</summary>
internal static class Documentation
{
    /// <summary>Writes what WIT says of an item: the first paragraph is the summary.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="text">What it says.</param>
    /// <param name="otherwise">What is said when it says nothing.</param>
    public static void Write(CodeWriter writer, string? text, string otherwise)
    {
        var lines = (string.IsNullOrWhiteSpace(text) ? otherwise : text!).Replace("\r", "").Trim('\n').Split('\n').Select(line => Escape(line.TrimEnd())).ToList();
        var end = lines.FindIndex(line => line.Length == 0);
        var summary = end < 0 ? lines : lines.GetRange(0, end);
        WriteElement(writer, "summary", summary);
        if (end >= 0)
        {
            WriteElement(writer, "remarks", lines.GetRange(end + 1, lines.Count - end - 1));
        }
    }

    /// <summary>Text that is no markup in XML.</summary>
    public static string Escape(string text)
    {
        var escaped = text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

        // Characters that end a line for C# would end the comment.
        return new string(escaped.Where(character => character is (>= ' ' or '\t') and not ('\u0085' or '\u2028' or '\u2029')).ToArray());
    }

    private static void WriteElement(CodeWriter writer, string element, List<string> lines)
    {
        if (lines.Count == 1)
        {
            writer.Line($"/// <{element}>{lines[0]}</{element}>");
            return;
        }

        writer.Line($"/// <{element}>");
        foreach (var line in lines)
        {
            writer.Line(line.Length == 0 ? "/// <para/>" : $"/// {line}");
        }

        writer.Line($"/// </{element}>");
    }
}
