// `weft wit`: a WIT package with everything resolved, as text and as JSON.
using System.CommandLine;
using System.Text;
using Weft.Cli.Inspection;
using Weft.Cli.Parsing;
using Weft.Wit;

namespace Weft.Cli.Commands;

/// <summary>Checks a WIT package and prints what its names come to.</summary>
internal sealed class WitCommand : Command
{
    private readonly Argument<string> _path = new("FILE-OR-FOLDER") { Description = "A .wit file, or a folder of them with its deps; - is standard input.", DefaultValueFactory = _ => "-" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Where to write; standard output otherwise.", HelpName = "FILE" };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object." };
    private readonly Option<bool> _noDependencies = new("--no-deps") { Description = "Write the package alone, without those that it depends on." };
    private readonly WitFeatureOptions _features;

    public WitCommand()
        : base("wit", "Check a WIT package and print it resolved.\n\n  weft wit wit/\n  weft wit world.wit --json | jq .packages[].worlds\n  weft wit wit/ --features clocks-timezone -o resolved.wit")
    {
        Add(_path);
        Add(_output);
        Add(_json);
        Add(_noDependencies);
        _features = new WitFeatureOptions(this);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var path = arguments.GetRequiredValue(_path);
        var options = _features.Read(arguments);
        var packages = path == "-" ? WitResolver.Resolve([ReadInput()], null, options) : WitFiles.Resolve(path, options);
        var isAlone = arguments.GetValue(_noDependencies);
        var text = arguments.GetValue(_json) ? new WitReport(packages, isAlone).ToText()
            : isAlone ? WitPrinter.Print(packages.Root) : WitPrinter.Print(packages);
        BinaryOutput.Write(arguments.GetValue(_output) ?? "-", Encoding.UTF8.GetBytes(text));
        return 0;
    }

    private static WitSource ReadInput() => WitSource.FromUtf8("standard input", ModuleFile.ReadBytes("-"));
}
