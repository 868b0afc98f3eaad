// The `weft` command.
using System.CommandLine;
using System.Runtime.CompilerServices;
using Weft.Cli.Commands;
using Weft.Cli.Running;

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

        return CommandLine.Invoke(root, run, arguments);
    }
}
