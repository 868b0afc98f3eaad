// `weft component compose`: components put together as a text in the WAC language says. Options are named as in wac.
using System.CommandLine;
using System.Text;
using Weft.Cli.Parsing;
using Weft.Components;
using Weft.Components.Tools.Composing;
using Weft.Components.Tools.Packages;

namespace Weft.Cli.Commands;

/// <summary>Makes one component of several.</summary>
internal sealed class ComponentComposeCommand : Command
{
    // What a package's file may be called behind its name.
    private static readonly string[] s_endings = [".wasm", ".wat", ".wit", ""];

    private readonly Argument<string> _composition = new("FILE") { Description = "The composition, .wac; - is standard input." };
    private readonly Option<string[]> _dependencies = new("--dep", "-d") { Description = "The file of a package, a component or WIT; may be repeated.", HelpName = "PACKAGE=FILE" };
    private readonly Option<string> _folder = new("--deps-dir") { Description = "Where other packages are: a:b is a/b.wasm, a:b@1.0.0 is a/b@1.0.0.wasm or a/b.wasm; .wat and WIT (.wit, or a folder) as well.", HelpName = "FOLDER", DefaultValueFactory = _ => "deps" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Where to write; standard output otherwise.", HelpName = "FILE" };
    private readonly Option<bool> _text = new("--wat", "-t") { Description = "Write text." };

    public ComponentComposeCommand()
        : base("compose", "Put components together as a composition in the WAC language says.\n\n  weft component compose app.wac --dep example:app=app.wasm -o whole.wasm")
    {
        Add(_composition);
        Add(_dependencies);
        Add(_folder);
        Add(_output);
        Add(_text);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var files = new Dictionary<string, string>();
        foreach (var dependency in arguments.GetValue(_dependencies) ?? [])
        {
            var equals = dependency.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !files.TryAdd(dependency[..equals], dependency[(equals + 1)..]))
            {
                throw new CommandException(equals <= 0 ? $"--dep {dependency}: it is PACKAGE=FILE, such as a:b=b.wasm" : $"--dep {dependency[..equals]} is given twice");
            }
        }

        var folder = arguments.GetValue(_folder)!;
        var file = arguments.GetRequiredValue(_composition);
        var text = Encoding.UTF8.GetString(ModuleFile.ReadBytes(file));
        var result = ComponentComposer.Compose(text, file, package => files.TryGetValue(package, out var path) ? Read(path) : Find(folder, package));
        BinaryOutput.Write(arguments.GetValue(_output), result, arguments.GetValue(_text));
        return 0;
    }

    private static ComponentDefinition? Find(string folder, string package)
    {
        var name = package.Replace(':', Path.DirectorySeparatorChar);
        var candidates = new[] { name, name.Split('@')[0] }.Distinct().SelectMany(name => s_endings.Select(ending => Path.Combine(folder, name + ending)));
        return candidates.FirstOrDefault(Path.Exists) is { } path ? Read(path) : null;
    }

    private static ComponentDefinition Read(string path) => Directory.Exists(path) || path.EndsWith(".wit", StringComparison.Ordinal)
        ? WitEncoder.Encode(WitInput.Load(path, new Weft.Wit.WitOptions()).Packages)
        : ModuleFile.ReadComponent(path);
}
