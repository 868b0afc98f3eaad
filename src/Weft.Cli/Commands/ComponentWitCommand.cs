// `weft component wit`: WIT out of whatever holds it, and into the binary format. Options are named as in wasm-tools.
using System.CommandLine;
using System.Text;
using Weft.Cli.Inspection;
using Weft.Cli.Parsing;
using Weft.Components.Tools.Packages;
using Weft.Wit;

namespace Weft.Cli.Commands;

/// <summary>Prints WIT, or writes it as a binary package.</summary>
internal sealed class ComponentWitCommand : Command
{
    private readonly Argument<string> _path = new("FILE-OR-FOLDER") { Description = "WIT, a package in the binary format, a component, or a module with its world in it; - is standard input.", DefaultValueFactory = _ => "-" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Where to write; standard output otherwise.", HelpName = "FILE" };
    private readonly Option<bool> _wasm = new("--wasm", "-w") { Description = "Write the package in the binary format." };
    private readonly Option<bool> _wat = new("--wat", "-t") { Description = "Write the binary format as text." };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object." };
    private readonly Option<bool> _noDocs = new("--no-docs") { Description = "Leave comments out." };
    private readonly Option<string?> _outFolder = new("--out-dir") { Description = "Write each package into a file of this folder, those that the first depends on into its folder deps.", HelpName = "FOLDER" };
    private readonly WitFeatureOptions _features;

    public ComponentWitCommand()
        : base("wit", "Print the WIT of a component, a package or a module.\n\n  weft component wit app.wasm\n  weft component wit wit/ -w -o package.wasm\n  weft component wit app.wasm --out-dir wit")
    {
        Add(_path);
        Add(_output);
        Add(_wasm);
        Add(_wat);
        Add(_json);
        Add(_noDocs);
        Add(_outFolder);
        _features = new WitFeatureOptions(this);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var (wasm, wat, json, folder) = (arguments.GetValue(_wasm), arguments.GetValue(_wat), arguments.GetValue(_json), arguments.GetValue(_outFolder));
        if ((wasm ? 1 : 0) + (wat ? 1 : 0) + (json ? 1 : 0) + (folder is null ? 0 : 1) > 1)
        {
            throw new CommandException("choose one of --wasm, --wat, --json and --out-dir");
        }

        var packages = WitInput.Load(arguments.GetRequiredValue(_path), _features.Read(arguments)).Packages;
        var output = arguments.GetValue(_output);
        var hasComments = !arguments.GetValue(_noDocs);
        if (wasm || wat)
        {
            BinaryOutput.Write(output, WitEncoder.Encode(packages, hasComments), isText: wat);
        }
        else if (folder is not null)
        {
            WriteFolder(packages, folder, hasComments);
        }
        else
        {
            BinaryOutput.Write(output ?? "-", Encoding.UTF8.GetBytes(json
                ? new WitReport(packages, rootOnly: false).ToText()
                : WitPrinter.Print(packages, hasComments)));
        }

        return 0;
    }

    private static void WriteFolder(WitPackageSet packages, string folder, bool hasComments)
    {
        var dependencies = packages.Packages.Where(package => package != packages.Root).ToList();
        Write(folder, packages.Root.Name.Name, packages.Root);
        foreach (var package in dependencies)
        {
            // As short as they can be and still be different.
            var name = package.Name;
            var isAlone = dependencies.Count(other => other.Name.Name == name.Name) == 1;
            var isOneVersion = dependencies.Count(other => other.Name.Name == name.Name && other.Name.Namespace == name.Namespace) == 1;
            Write(Path.Combine(folder, "deps"), isAlone ? name.Name : $"{name.Namespace}-{name.Name}{(isOneVersion ? "" : $"@{name.Version}")}", package);
        }

        void Write(string where, string name, WitPackage package)
        {
            Directory.CreateDirectory(where);
            var path = Path.Combine(where, name + ".wit");
            File.WriteAllText(path, WitPrinter.Print(package, hasComments));
            Console.Out.WriteLine($"Writing: {path}");
        }
    }
}
