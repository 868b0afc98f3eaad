// `weft wast`: runs the specification's test scripts.
using System.CommandLine;
using Weft.Cli.Parsing;
using Weft.Wast;

namespace Weft.Cli.Commands;

/// <summary>Runs scripts and counts what holds.</summary>
internal sealed class WastCommand : Command
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Scripts, or folders to search for *.wast.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<ExecutionTier> _tier = new("--tier") { Description = "The tier that runs the scripts." };
    private readonly Option<BoundsChecks> _bounds = new("--bounds-checks") { Description = "How memory accesses are checked." };
    private readonly Option<int> _hot = new("--hot") { Description = "After how many calls or rounds the tiered engine compiles.", DefaultValueFactory = _ => 1 };
    private readonly Option<PrecompiledCodeKind?> _precompiled = new("--precompiled") { Description = "Compile each module ahead of time, and run what comes out.", HelpName = "Portable|ReadyToRun" };
    private readonly Option<string?> _translated = new("--translated") { Description = "Translate each module into an assembly, as for a program that is built with it for a system, or for any, and run that.", HelpName = "any|SYSTEM" };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Also print a line for each script." };

    public WastCommand()
        : base("wast", "Run test scripts of the specification (.wast).\n\n  weft wast i32.wast\n  weft wast --bounds-checks Explicit spec/core")
    {
        Add(_files);
        Add(_tier);
        Add(_bounds);
        Add(_hot);
        Add(_precompiled);
        Add(_translated);
        Add(_verbose);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var options = new EngineOptions { Tier = arguments.GetValue(_tier), BoundsChecks = arguments.GetValue(_bounds), CallsUntilHot = arguments.GetValue(_hot), RoundsUntilHot = arguments.GetValue(_hot), CompilesInBackground = false };
        Func<Engine, Wasm.ModuleDefinition, Module>? load =
            arguments.GetValue(_translated) is { } target ? TranslatedModules.LoadFor(target == "any" ? null : target)
            : arguments.GetValue(_precompiled) is { } kind ? PrecompiledModules.LoadAs(kind)
            : null;
        int passed = 0, failed = 0;
        foreach (var file in arguments.GetRequiredValue(_files).SelectMany(Expand))
        {
            var result = ScriptRunner.Run(file, ModuleFile.ReadBytes(file), options, load);
            passed += result.Passed;
            failed += result.Failures.Length;
            foreach (var failure in result.Failures)
            {
                Console.Out.WriteLine(failure);
            }

            if (arguments.GetValue(_verbose))
            {
                Console.Out.WriteLine($"{file}: {result.Passed} passed, {result.Failures.Length} failed");
            }
        }

        Console.Out.WriteLine($"{passed} passed, {failed} failed");
        return failed > 0 ? 1 : 0;
    }

    private static IEnumerable<string> Expand(string path) =>
        Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.wast", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [path];
}
