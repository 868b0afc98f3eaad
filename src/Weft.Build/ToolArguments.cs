// The arguments of the tool: a command, then names and values.
namespace Weft.Build;

/// <summary>Parsed arguments.</summary>
internal sealed class ToolArguments
{
    private readonly Dictionary<string, string> _values = [];

    private ToolArguments(string command)
    {
        Command = command;
    }

    /// <summary>What to do.</summary>
    public string Command { get; }

    /// <summary>Parses arguments: <c>COMMAND --name value ...</c></summary>
    /// <exception cref="ArgumentException">They are not of that form.</exception>
    public static ToolArguments Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length % 2 == 0)
        {
            throw new ArgumentException("the arguments are a command, then pairs of --name and value");
        }

        var parsed = new ToolArguments(arguments[0]);
        for (var i = 1; i < arguments.Length; i += 2)
        {
            parsed._values.Add(arguments[i].TrimStart('-'), arguments[i + 1]);
        }

        return parsed;
    }

    /// <summary>The value of a name.</summary>
    /// <exception cref="ArgumentException">It was not given.</exception>
    public string this[string name] => _values.TryGetValue(name, out var value) ? value : throw new ArgumentException($"--{name} is missing");

    /// <summary>The value of a name; null when it is empty or was not given.</summary>
    public string? Find(string name) => _values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
