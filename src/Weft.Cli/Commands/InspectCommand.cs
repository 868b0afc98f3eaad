// `weft inspect`: what a module or component is made of, precompiled or not, for people and as JSON.
using System.CommandLine;
using System.Text.Json;
using Weft.Cli.Inspection;
using Weft.Cli.Parsing;
using Weft.Components.Binary;
using Weft.Wasm.Binary;

namespace Weft.Cli.Commands;

/// <summary>Lists imports, exports, parts, sizes and the proposals that a module or component uses.</summary>
internal sealed class InspectCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A module or component, .wasm, .wat or .cwasm; - is standard input.", DefaultValueFactory = _ => "-" };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object." };

    public InspectCommand()
        : base("inspect", "Show the imports, exports, parts and used proposals of a module or component.\n\n  weft inspect app.wasm\n  weft inspect --json app.wasm | jq .exports")
    {
        Add(_file);
        Add(_json);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var file = arguments.GetRequiredValue(_file);
        var report = Inspect(file, ModuleFile.ReadBytes(file));
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

    private static IReport Inspect(string file, byte[] bytes)
    {
        if (Module.IsPrecompiledModule(bytes))
        {
            var info = PrecompiledInfo.Read(bytes);
            return Module.TryReadOriginal(bytes, out var original)
                ? new PrecompiledReport(info, Inspect(file, original.ToArray()))
                : throw new CommandException($"{file}: the original in the precompiled file is damaged");
        }

        if (ModuleFile.IsComponent(bytes))
        {
            return new ComponentReport(ModuleFile.IsBinary(bytes) ? bytes : ComponentWriter.Write(ModuleFile.LoadComponent(bytes)));
        }

        var isBinary = ModuleFile.IsBinary(bytes);
        var module = ModuleFile.Load(bytes);
        return new ModuleReport(module, isBinary ? bytes : ModuleWriter.Write(module));
    }
}
