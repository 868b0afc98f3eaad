// `weft component targets`: whether a component is of a world. Options are named as in wasm-tools and wac.
using System.CommandLine;
using Weft.Cli.Parsing;
using Weft.Components.Tools.Composing;

namespace Weft.Cli.Commands;

/// <summary>Compares a component with a world.</summary>
internal sealed class ComponentTargetsCommand : Command
{
    private readonly Argument<string> _wit = new("WIT") { Description = "A .wit file, a folder of them with its deps, or a package in the binary format." };
    private readonly Argument<string> _component = new("COMPONENT") { Description = "The component, .wasm or .wat; - is standard input." };
    private readonly Option<string?> _world = new("--world", "-w") { Description = "The world: the only one of the package unless said, or a qualified one such as wasi:cli/command@0.2.0.", HelpName = "WORLD" };
    private readonly WitFeatureOptions _features;

    public ComponentTargetsCommand()
        : base("targets", "Check that a component imports nothing but what a world has, and exports all that it asks for; silent when it does.\n\n  weft component targets wit/ app.wasm --world command")
    {
        Add(_wit);
        Add(_component);
        Add(_world);
        _features = new WitFeatureOptions(this);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var file = arguments.GetRequiredValue(_component);
        var component = ModuleFile.ReadComponent(file);
        var world = WitInput.Load(arguments.GetRequiredValue(_wit), _features.Read(arguments)).Packages.SelectWorld(arguments.GetValue(_world));
        var problems = WorldTarget.FindProblems(component, world);
        foreach (var problem in problems)
        {
            Console.Error.WriteLine($"{file}: {problem}");
        }

        return problems.Count == 0 ? 0 : 1;
    }
}
