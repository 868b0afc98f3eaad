// `weft print`: binary to text.
using System.CommandLine;
using System.Text;
using Weft.Cli.Parsing;
using Weft.Components.Text;
using Weft.Wasm.Text;

namespace Weft.Cli.Commands;

/// <summary>Writes a module in the text format.</summary>
internal sealed class PrintCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A module or component, .wasm or .wat; - is standard input.", DefaultValueFactory = _ => "-" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Where to write; standard output otherwise.", HelpName = "FILE" };
    private readonly Option<bool> _folded = new("--folded") { Description = "Write folded expressions instead of a flat list of instructions." };

    public PrintCommand()
        : base("print", "Write a module or component as text (wasm to wat).\n\n  weft print app.wasm\n  weft print --folded app.wasm -o app.wat")
    {
        Aliases.Add("wasm2wat");
        Add(_file);
        Add(_output);
        Add(_folded);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var bytes = ModuleFile.ReadBytes(arguments.GetRequiredValue(_file));
        var output = arguments.GetValue(_output);
        using var stream = output is null or "-" ? Console.OpenStandardOutput() : File.Create(output);
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
        if (ModuleFile.IsComponent(bytes))
        {
            ComponentPrinter.Print(ModuleFile.LoadComponent(bytes), writer);
            return 0;
        }

        WatPrinter.Print(ModuleFile.Load(bytes), writer, new WatPrinterOptions { Folded = arguments.GetValue(_folded) });
        return 0;
    }
}
