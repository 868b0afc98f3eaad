// Splits the command line where the guest's own arguments begin.
using System.CommandLine;

namespace Weft.Cli.Parsing;

/// <summary>
/// Everything after the program's file belongs to the guest, whatever it looks like, so it must not reach the option parser. This
/// finds that place by walking over the options that <c>weft run</c> knows.
/// </summary>
internal static class GuestArguments
{
    /// <summary>Splits the arguments of <c>weft</c>.</summary>
    /// <param name="arguments">All arguments.</param>
    /// <param name="root">The whole command, for the names of its subcommands.</param>
    /// <param name="run">The command that takes a guest; <c>weft FILE</c> means <c>weft run FILE</c>.</param>
    /// <returns>What the option parser reads, ending with the file, and what the guest receives.</returns>
    public static (string[] Own, string[] Guest) Split(IReadOnlyList<string> arguments, RootCommand root, Command run)
    {
        var options = run.Options.Concat(root.Options).SelectMany(option => option.Aliases.Append(option.Name).Select(name => (name, option)))
            .ToDictionary(pair => pair.name, pair => pair.option);
        var isRun = false;
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--" && isRun)
            {
                // The file follows, even when its name starts with a dash.
                return i + 1 < arguments.Count
                    ? ([.. arguments.Take(i), "--", arguments[i + 1]], [.. arguments.Skip(i + 2)])
                    : ([.. arguments], []);
            }

            if (argument.Length > 1 && argument[0] == '-')
            {
                var takesValue = options.TryGetValue(argument, out var option) && option.Arity.MinimumNumberOfValues > 0;
                i += takesValue ? 1 : 0;
                continue;
            }

            if (!isRun)
            {
                if (argument == run.Name)
                {
                    isRun = true;
                    continue;
                }

                if (argument.StartsWith('[') || root.Subcommands.Any(command => command.Name == argument || command.Aliases.Contains(argument)))
                {
                    return ([.. arguments], []);
                }

                return ([run.Name, .. arguments.Take(i + 1)], [.. arguments.Skip(i + 1)]);
            }

            return ([.. arguments.Take(i + 1)], [.. arguments.Skip(i + 1)]);
        }

        return ([.. arguments], []);
    }
}
