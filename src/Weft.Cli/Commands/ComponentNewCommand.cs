// `weft component new`: a component out of a core module that says which world it is for. Options are named as in wasm-tools.
using System.CommandLine;
using Weft.Cli.Parsing;
using Weft.Components.Tools.Componentizing;

namespace Weft.Cli.Commands;

/// <summary>Makes a component.</summary>
internal sealed class ComponentNewCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "The core module, .wasm or .wat, with its world in it; - is standard input.", DefaultValueFactory = _ => "-" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Where to write; standard output otherwise.", HelpName = "FILE" };
    private readonly Option<string[]> _adapters = new("--adapt") { Description = "A module that offers what the module imports as NAME: the name of the file up to its first dot, unless said.", HelpName = "[NAME=]FILE" };
    private readonly Option<bool> _growMemory = new("--realloc-via-memory-grow") { Description = "Let adapters grow the memory for their stack, also when the module exports an allocator." };
    private readonly Option<bool> _mergeVersions = new("--merge-imports-based-on-semver") { Description = "Import compatible versions of an interface as one, of the newest; on unless false.", DefaultValueFactory = _ => true, HelpName = "true|false", Arity = ArgumentArity.ExactlyOne };
    private readonly Option<bool> _rejectLegacy = new("--reject-legacy-names") { Description = "Know only names that begin with cm32p2." };
    private readonly Option<bool> _validate = new("--validate") { Description = "Validate the component; on unless false.", DefaultValueFactory = _ => true, HelpName = "true|false", Arity = ArgumentArity.ExactlyOne };
    private readonly Option<bool> _skipValidation = new("--skip-validation") { Description = "The same as --validate=false." };
    private readonly Option<bool> _text = new("--wat", "-t") { Description = "Write text." };

    public ComponentNewCommand()
        : base("new", "Make a component of a core module.\n\n  weft component new app.core.wasm -o app.wasm\n  weft component new app.core.wasm --adapt wasi_snapshot_preview1.command.wasm -o app.wasm\n\n" +
            "A module that imports wasi_snapshot_preview1 needs no adapter to run here: without one the component imports a core module, wasi-snapshot-preview1,\n" +
            "which weft has. With --adapt it runs elsewhere, too.")
    {
        Add(_file);
        Add(_output);
        Add(_adapters);
        Add(_growMemory);
        Add(_mergeVersions);
        Add(_rejectLegacy);
        Add(_validate);
        Add(_skipValidation);
        Add(_text);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var file = arguments.GetRequiredValue(_file);
        var bytes = ModuleFile.ReadBytes(file);
        if (ModuleFile.IsComponent(bytes))
        {
            throw new CommandException($"'{file}' is a component already");
        }

        var component = Componentizer.Componentize(ModuleFile.Load(bytes), new ComponentizeOptions
        {
            Adapters = [.. (arguments.GetValue(_adapters) ?? []).Select(ReadAdapter)],
            MergesVersions = arguments.GetValue(_mergeVersions),
            RejectsLegacyNames = arguments.GetValue(_rejectLegacy),
            ReallocViaMemoryGrow = arguments.GetValue(_growMemory),
            Validates = arguments.GetValue(_validate) && !arguments.GetValue(_skipValidation),
        });
        BinaryOutput.Write(arguments.GetValue(_output), component, arguments.GetValue(_text));
        return 0;
    }

    private static AdapterModule ReadAdapter(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var file = text[(equals + 1)..];
        var name = equals > 0 ? text[..equals] : Path.GetFileName(file).Split('.')[0];
        var bytes = ModuleFile.ReadBytes(file);
        return name.Length > 0 && !ModuleFile.IsComponent(bytes) ? new AdapterModule(name, ModuleFile.Load(bytes))
            : throw new CommandException($"'{text}' is no adapter: write NAME=FILE, the file being a core module");
    }
}
