// Names of C# for what a module calls by any text.
using System.Globalization;
using System.Text;

namespace Weft.Build.Generation;

/// <summary>Makes identifiers.</summary>
internal static class ApiNames
{
    /// <summary><c>parse_header</c>, <c>parse-header</c> and <c>parseHeader</c> as <c>ParseHeader</c>; what no identifier may have is left out.</summary>
    public static string ToPascal(string text)
    {
        var name = new StringBuilder();
        var startsWord = true;
        foreach (var character in text)
        {
            if (!IsPart(character))
            {
                startsWord = true;
                continue;
            }

            if (character == '_')
            {
                startsWord = true;
                continue;
            }

            name.Append(startsWord ? char.ToUpperInvariant(character) : character);
            startsWord = false;
        }

        return name.Length == 0 ? "_" : char.IsDigit(name[0]) ? "_" + name : name.ToString();
    }

    /// <summary>The name of a parameter; the mark in front makes a name of every keyword.</summary>
    public static string ToCamel(string text)
    {
        var name = ToPascal(text);
        return $"@{char.ToLowerInvariant(name[0])}{name[1..]}";
    }

    /// <summary>Whether a text has the form of an identifier.</summary>
    public static bool IsIdentifier(string text) => text.Length != 0 && !char.IsDigit(text[0]) && text.All(IsPart);

    /// <summary>A name that is not taken yet, which then is.</summary>
    public static string Take(string name, HashSet<string> taken)
    {
        var free = name;
        for (var i = 2; !taken.Add(free); i++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}{i}");
        }

        return free;
    }

    private static bool IsPart(char character) => character == '_' || char.IsAsciiLetterOrDigit(character) || (character > 127 && char.IsLetter(character));
}
