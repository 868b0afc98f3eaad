// `weft parse`: text to binary.
using System.CommandLine;
using Weft.Cli.Parsing;
using Weft.Components.Binary;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;

namespace Weft.Cli.Commands;

/// <summary>Writes a module in the binary format.</summary>
internal sealed class ParseCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A module or component, .wat or .wasm; - is standard input.", DefaultValueFactory = _ => "-" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Where to write; FILE with the ending .wasm otherwise, - is standard output.", HelpName = "FILE" };
    private readonly Option<bool> _strip = new("--strip") { Description = "Leave out the identifiers of the text (no name section)." };

    public ParseCommand()
        : base("parse", "Write a module or component as binary (wat to wasm).\n\n  weft parse app.wat\n  weft parse app.wat -o - | weft run -")
    {
        Aliases.Add("wat2wasm");
        Add(_file);
        Add(_output);
        Add(_strip);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var file = arguments.GetRequiredValue(_file);
        var bytes = ModuleFile.ReadBytes(file);
        var output = arguments.GetValue(_output) ?? (file == "-" ? "-" : Path.ChangeExtension(file, ".wasm"));
        var binary = Write(bytes, new WatParserOptions { KeepNames = !arguments.GetValue(_strip) });
        if (output == "-")
        {
            using var stream = Console.OpenStandardOutput();
            stream.Write(binary);
        }
        else
        {
            File.WriteAllBytes(output, binary);
        }

        return 0;
    }

    private static byte[] Write(byte[] bytes, WatParserOptions options) =>
        ModuleFile.IsComponent(bytes) ? ComponentWriter.Write(ModuleFile.LoadComponent(bytes, options))
        : ModuleWriter.Write(ModuleFile.IsBinary(bytes) ? ModuleReader.Read(bytes) : WatParser.Parse(bytes, options));
}
