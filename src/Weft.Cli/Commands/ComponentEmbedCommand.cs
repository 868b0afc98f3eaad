// `weft component embed`: a module that says which world it was made for. Options are named as in wasm-tools.
using System.CommandLine;
using Weft.Cli.Parsing;
using Weft.Components.Tools.Embedding;

namespace Weft.Cli.Commands;

/// <summary>Puts a world into a core module.</summary>
internal sealed class ComponentEmbedCommand : Command
{
    private readonly Argument<string> _wit = new("WIT") { Description = "A .wit file, a folder of them with its deps, or a package in the binary format." };
    private readonly Argument<string?> _module = new("MODULE") { Description = "The core module, .wasm or .wat; - is standard input.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Where to write; standard output otherwise.", HelpName = "FILE" };
    private readonly Option<string?> _world = new("--world", "-w") { Description = "The world: the only one of the package unless said, or a qualified one such as wasi:cli/command@0.2.0.", HelpName = "WORLD" };
    private readonly Option<string> _encoding = new("--encoding") { Description = "How the module has its strings: utf8, utf16 or compact-utf16.", HelpName = "ENCODING", DefaultValueFactory = _ => "utf8" };
    private readonly Option<bool> _dummy = new("--dummy") { Description = "Make a module that has what the world asks for, and does nothing." };
    private readonly Option<string?> _dummyNames = new("--dummy-names") { Description = "The same, with names of another scheme: legacy or standard32.", HelpName = "SCHEME" };
    private readonly Option<bool> _text = new("--wat", "-t") { Description = "Write text." };
    private readonly Option<bool> _onlyCustom = new("--only-custom") { Description = "Write the custom section alone." };
    private readonly WitFeatureOptions _features;

    public ComponentEmbedCommand()
        : base("embed", "Write a core module that says which world it was made for, for `weft component new`.\n\n  weft component embed wit/ app.wasm -o embedded.wasm\n  weft component embed wit/ --world app --dummy -t")
    {
        Add(_wit);
        Add(_module);
        Add(_output);
        Add(_world);
        Add(_encoding);
        Add(_dummy);
        Add(_dummyNames);
        Add(_text);
        Add(_onlyCustom);
        _features = new WitFeatureOptions(this);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var encoding = StringEncodings.Parse(arguments.GetRequiredValue(_encoding));
        var packages = WitInput.Load(arguments.GetRequiredValue(_wit), _features.Read(arguments)).Packages;
        var world = packages.SelectWorld(arguments.GetValue(_world));
        var output = arguments.GetValue(_output);
        if (arguments.GetValue(_onlyCustom))
        {
            BinaryOutput.Write(output, ComponentTypeSection.Write(world, encoding).Bytes.Span);
            return 0;
        }

        var names = arguments.GetValue(_dummyNames);
        var module = names is not null || arguments.GetValue(_dummy)
            ? DummyModule.Make(world, names is null or "standard32" ? CoreNaming.Standard : names == "legacy" ? CoreNaming.Legacy : throw new FormatException($"'{names}' is no scheme of names; write legacy or standard32"))
            : ModuleFile.Load(arguments.GetValue(_module) ?? throw new CommandException("name a module, or have one made with --dummy"));
        BinaryOutput.Write(output, ComponentTypeSection.Embed(module, world, encoding), arguments.GetValue(_text));
        return 0;
    }
}
