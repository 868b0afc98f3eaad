// The `weft` command: parses the command line, runs one command, turns every failure into one message and an exit code.
using System.CommandLine;
using System.Runtime.CompilerServices;
using Weft.Cli.Commands;
using Weft.Cli.Parsing;
using Weft.Cli.Running;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Cli;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (RuntimeFeature.IsDynamicCodeCompiled)
        {
            // It was for this process, and guests that inherit the environment are not to see it.
            Environment.SetEnvironmentVariable(HandOver.Mark, null);
        }

        var run = new RunCommand();
        var root = new RootCommand(
            "Weft runs, checks and inspects WebAssembly.\n\n" +
            "  weft program.wasm arg1 arg2              run a WASI program (the same as weft run)\n" +
            "  weft run --dir . program.wasm            give it the current directory\n" +
            "  weft run --invoke add calc.wat 1 2       call an exported function")
        {
            run,
            new CompileCommand(),
            new CreateExeCommand(),
            new WizerCommand(),
            new ValidateCommand(),
            new PrintCommand(),
            new ParseCommand(),
            new InspectCommand(),
            new ExploreCommand(),
            new ComponentCommand(),
            new WitCommand(),
            new WastCommand(),
            new CacheCommand(),
            new CompletionCommand(),
        };

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
