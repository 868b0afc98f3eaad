// The command as the program that a native precompiled module is (`weft compile --native`): `weft run` with the code of one module in it, started
// by `weft run` with the same arguments.
using System.CommandLine;
using Weft.Cli.Commands;

namespace Weft.Cli;

/// <summary>The main function of a program with the code of a module in it.</summary>
public static class LinkedProgram
{
    /// <summary>Whether this process is such a program.</summary>
    internal static bool IsThis { get; private set; }

    /// <summary>Runs <c>weft run</c>.</summary>
    /// <param name="arguments">The arguments of <c>weft</c>.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments)
    {
        IsThis = true;
        var run = new RunCommand();
        return CommandLine.Invoke(new RootCommand("Runs a WebAssembly program that was compiled ahead of time.") { run }, run, arguments);
    }
}
