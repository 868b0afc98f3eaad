// Values of options that have a syntax of their own.
using System.CommandLine.Parsing;

namespace Weft.Cli.Parsing;

/// <summary>Reads values of options; what is wrong with one is said as the parser of the command line says it.</summary>
internal static class OptionValue
{
    /// <summary>Reads the value of an option.</summary>
    /// <param name="result">The option on the command line.</param>
    /// <param name="parse">Reads it; a <see cref="FormatException"/> says what is wrong.</param>
    public static T? Parse<T>(ArgumentResult result, Func<string, T?> parse)
    {
        try
        {
            return parse(result.Tokens[0].Value);
        }
        catch (FormatException error)
        {
            result.AddError(error.Message);
            return default;
        }
    }
}
