// `weft component`: what is done with components; the commands that modules have, too, under the names that other tools give them.
using System.CommandLine;

namespace Weft.Cli.Commands;

/// <summary>The commands for components.</summary>
internal sealed class ComponentCommand : Command
{
    public ComponentCommand()
        : base("component", "Work with components.\n\n  weft component wit app.wasm\n  weft component embed wit/ core.wasm -o embedded.wasm\n  weft component new embedded.wasm -o app.wasm")
    {
        Add(new ComponentNewCommand());
        Add(new ComponentWitCommand());
        Add(new ComponentEmbedCommand());
        Add(new ComponentPlugCommand());
        Add(new ComponentComposeCommand());
        Add(new ComponentTargetsCommand());
        Add(new ValidateCommand());
        Add(new PrintCommand());
        Add(new ParseCommand());
    }
}
