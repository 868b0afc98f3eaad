// `weft component`: what is done with components; the commands that modules have, too, under the names that other tools give them.
using System.CommandLine;

namespace Weft.Cli.Commands;

/// <summary>The commands for components.</summary>
internal sealed class ComponentCommand : Command
{
    public ComponentCommand()
        : base("component", "Work with components.\n\n  weft component validate app.wasm\n  weft component print app.wasm")
    {
        Add(new ValidateCommand());
        Add(new PrintCommand());
        Add(new ParseCommand());
    }
}
