// Names of WIT as C# has them: `get-http-url` is GetHttpUrl, or getHttpUrl as a parameter.
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Weft.Bindings.Generator.Planning;

/// <summary>Spells names of WIT in the conventions of C#.</summary>
internal static class CSharpName
{
    /// <summary>The name of a type or a member.</summary>
    public static string Pascal(string name)
    {
        var text = new StringBuilder();
        foreach (var word in name.Split('-'))
        {
            if (word.Length == 0)
            {
                continue;
            }

            // Digits of two words would run together: v1-2 is not v12.
            if (text.Length > 0 && char.IsDigit(text[text.Length - 1]) && char.IsDigit(word[0]))
            {
                text.Append('_');
            }

            text.Append(char.ToUpperInvariant(word[0])).Append(word.Substring(1).ToLowerInvariant());
        }

        return text.ToString();
    }

    /// <summary>The name of a parameter.</summary>
    public static string Camel(string name)
    {
        var pascal = Pascal(name);
        var camel = char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
        return SyntaxFacts.GetKeywordKind(camel) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(camel) != SyntaxKind.None ? "@" + camel : camel;
    }
}
