// `weft component plug`: components put into one that imports what they export. Options are named as in wac.
using System.CommandLine;
using Weft.Cli.Parsing;
using Weft.Components.Tools.Composing;

namespace Weft.Cli.Commands;

/// <summary>Makes one component of several.</summary>
internal sealed class ComponentPlugCommand : Command
{
    private readonly Argument<string> _socket = new("SOCKET") { Description = "The component whose imports are to be provided." };
    private readonly Option<string[]> _plugs = new("--plug") { Description = "A component that exports what the socket imports; may be repeated.", HelpName = "FILE", Required = true };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Where to write; standard output otherwise.", HelpName = "FILE" };
    private readonly Option<bool> _text = new("--wat", "-t") { Description = "Write text." };

    public ComponentPlugCommand()
        : base("plug", "Put components into another one that imports what they export.\n\n  weft component plug app.wasm --plug store.wasm -o whole.wasm")
    {
        Add(_socket);
        Add(_plugs);
        Add(_output);
        Add(_text);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var plugs = arguments.GetRequiredValue(_plugs).Select(Read).ToList();
        BinaryOutput.Write(arguments.GetValue(_output), ComponentPlugger.Plug(Read(arguments.GetRequiredValue(_socket)), plugs), arguments.GetValue(_text));
        return 0;
    }

    private static NamedComponent Read(string file) => new(Path.GetFileNameWithoutExtension(file), ModuleFile.ReadComponent(file));
}
