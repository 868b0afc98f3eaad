// Options whose values have a form of their own: what does not have it is an error of the command line.
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Weft.Cli.Parsing;

/// <summary>Makes options.</summary>
internal static class OptionParsing
{
    /// <summary>An option for a time.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) =>
        new(name) { Description = description, HelpName = "TIME", CustomParser = result => Parse(result, text => (TimeSpan?)Parsing.Duration.Parse(text)) };

    /// <summary>An option for a number of bytes.</summary>
    public static Option<long?> Size(string name, string description) =>
        new(name) { Description = description, HelpName = "SIZE", CustomParser = result => Parse(result, text => (long?)ByteSize.Parse(text)) };

    /// <summary>Parses the value of an option, for its <c>CustomParser</c>.</summary>
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
