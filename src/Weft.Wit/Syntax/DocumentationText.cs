// Documentation comments to plain lines: marks and the common indentation are taken off, so that printing and parsing again changes nothing.
namespace Weft.Wit.Syntax;

internal static class DocumentationText
{
    /// <summary>The lines inside a comment of the form <c>/** ... */</c>.</summary>
    public static IEnumerable<string> LinesOfBlock(string text)
    {
        var isFirst = true;
        foreach (var line in text.Split('\n'))
        {
            // Stars at the start of lines are decoration.
            var content = line.TrimStart();
            yield return isFirst || !content.StartsWith("*", StringComparison.Ordinal) ? line : content.Substring(1);
            isFirst = false;
        }
    }

    /// <summary>Joins lines; <see langword="null"/> when nothing is left of them.</summary>
    public static string? Join(IReadOnlyList<string> comments)
    {
        var lines = comments.Select(line => line.TrimEnd()).ToList();
        var first = lines.FindIndex(line => line.Length > 0);
        if (first < 0)
        {
            return null;
        }

        lines = lines.GetRange(first, lines.FindLastIndex(line => line.Length > 0) - first + 1);
        var indentation = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join("\n", lines.Select(line => line.Length == 0 ? line : line.Substring(indentation)));
    }
}
