// The values of --env and --inherit-env.
namespace Weft.Cli.Parsing;

/// <summary>The environment that a guest is given.</summary>
internal static class GuestEnvironment
{
    /// <summary>The variables, in order.</summary>
    /// <param name="options">The values of --env.</param>
    /// <param name="inherit">Whether to begin with this process's own.</param>
    public static List<KeyValuePair<string, string>> Read(string[] options, bool inherit)
    {
        var variables = new List<KeyValuePair<string, string>>();
        if (inherit)
        {
            foreach (System.Collections.DictionaryEntry pair in Environment.GetEnvironmentVariables())
            {
                variables.Add(new((string)pair.Key, (string?)pair.Value ?? ""));
            }
        }

        foreach (var option in options)
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? option : option[..equals];
            var value = equals < 0 ? Environment.GetEnvironmentVariable(option) : option[(equals + 1)..];
            if (value is not null)
            {
                variables.RemoveAll(variable => variable.Key == name);
                variables.Add(new(name, value));
            }
        }

        return variables;
    }
}
