// `weft inspect`: what a module is made of, for people and as JSON.
using System.CommandLine;
using System.Text.Json;
using Weft.Cli.Inspection;
using Weft.Cli.Parsing;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;

namespace Weft.Cli.Commands;

/// <summary>Lists imports, exports, sections, sizes and the proposals a module uses.</summary>
internal sealed class InspectCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A module, .wasm or .wat; - is standard input.", DefaultValueFactory = _ => "-" };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object." };

    public InspectCommand()
        : base("inspect", "Show the imports, exports, sections and used proposals of a module.\n\n  weft inspect app.wasm\n  weft inspect --json app.wasm | jq .exports")
    {
        Add(_file);
        Add(_json);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var file = arguments.GetRequiredValue(_file);
        var bytes = ModuleFile.ReadBytes(file);
        var isBinary = ModuleFile.IsBinary(bytes);
        var module = isBinary ? ModuleReader.Read(bytes) : WatParser.Parse(bytes);
        var report = new ModuleReport(module, isBinary ? bytes : ModuleWriter.Write(module));
        if (arguments.GetValue(_json))
        {
            Console.Out.WriteLine(report.ToJson(file).ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        }
        else
        {
            report.Write(Console.Out, file);
        }

        return 0;
    }
}
