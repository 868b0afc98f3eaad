// From a command line to an exit code: parses it, runs one command, turns every failure into one message.
using System.CommandLine;
using Weft.Cli.Commands;
using Weft.Cli.Parsing;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Cli;

/// <summary>Runs the command that a command line names.</summary>
internal static class CommandLine
{
    /// <summary>Runs it.</summary>
    /// <param name="root">All commands.</param>
    /// <param name="run">The one that takes a guest, whose arguments are its own.</param>
    /// <param name="arguments">The command line.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(RootCommand root, RunCommand run, string[] arguments)
    {
        var (own, guest) = GuestArguments.Split(arguments, root, run);
        run.GuestArguments = guest;
        try
        {
            return root.Parse(own).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandException error)
        {
            Console.Error.WriteLine($"weft: {error.Message}");
            return error.ExitCode;
        }
        catch (WitException error)
        {
            Console.Error.WriteLine($"weft: {error.Message}");
            if (error is { SourceLine: { Length: > 0 and < 200 } line, Location: { } place })
            {
                // Tabs stay in front of the mark, so that it stands below its character.
                var before = line.EnumerateRunes().Take(place.Column - 1).Select(rune => rune.Value == '\t' ? '\t' : ' ');
                Console.Error.WriteLine($"  {line}\n  {string.Concat(before)}^");
            }

            return 1;
        }
        catch (Exception error) when (error is WasmException or FormatException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"weft: {error.Message}");
            return 1;
        }
    }
}
