// Options of `weft run` for what components get beside WASI's own interfaces: wasi:config, wasi:keyvalue, wasi:logging.
using System.CommandLine;
using Weft.Cli.Running;
using Weft.Wasi.Logging;

namespace Weft.Cli.Parsing;

/// <summary>The options <c>--config-var</c>, <c>--keyvalue</c> and <c>--log-level</c>.</summary>
internal sealed class ComponentServiceOptions
{
    private readonly Option<string[]> _configuration = new("--config-var") { Description = "Give a component a value of wasi:config.", HelpName = "K=V" };
    private readonly Option<string[]> _buckets = new("--keyvalue") { Description = "Give a component a bucket of wasi:keyvalue: in memory, or in a folder.", HelpName = "NAME[=FOLDER]" };
    private readonly Option<GuestLogLevel> _logLevel = new("--log-level") { Description = "What a component must at least call its messages of wasi:logging to have them printed to standard error.", DefaultValueFactory = _ => GuestLogLevel.Info };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_configuration);
        command.Add(_buckets);
        command.Add(_logLevel);
    }

    /// <summary>Reads what was said.</summary>
    /// <exception cref="FormatException">A value is none of its option.</exception>
    public ComponentServices Read(ParseResult arguments) => new()
    {
        Configuration = [.. (arguments.GetValue(_configuration) ?? []).Select(ParseVariable)],
        Buckets = [.. (arguments.GetValue(_buckets) ?? []).Select(ParseBucket)],
        LogLevel = arguments.GetValue(_logLevel),
    };

    private static KeyValuePair<string, string> ParseVariable(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? throw new FormatException($"'{text}' is not a value; write K=V") : new(text[..equals], text[(equals + 1)..]);
    }

    private static (string Name, string? Folder) ParseBucket(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text, null)
            : equals < text.Length - 1 ? (text[..equals], text[(equals + 1)..])
            : throw new FormatException($"'{text}' is not a bucket; write NAME or NAME=FOLDER");
    }
}
