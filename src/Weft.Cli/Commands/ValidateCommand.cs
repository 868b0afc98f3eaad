// `weft validate`: checks modules without running them.
using System.CommandLine;
using Weft.Cli.Parsing;
using Weft.Components;
using Weft.Components.Validation;
using Weft.Wasm;
using Weft.Wasm.Validation;

namespace Weft.Cli.Commands;

/// <summary>Reads and validates each file; silent when all are valid, as compilers are.</summary>
internal sealed class ValidateCommand : Command
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Modules or components, .wasm or .wat; - is standard input.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Also name the files that are valid." };

    private readonly Option<bool> _allFeatures = new("--all-features") { Description = "Allow the gated features of the component model." };

    public ValidateCommand()
        : base("validate", "Check that modules and components are well-formed and valid.\n\n  weft validate a.wasm b.wat\n  cat a.wasm | weft validate -")
    {
        Add(_files);
        Add(_verbose);
        Add(_allFeatures);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var failed = 0;
        foreach (var file in arguments.GetRequiredValue(_files))
        {
            try
            {
                Validate(ModuleFile.ReadBytes(file), arguments.GetValue(_allFeatures));
                if (arguments.GetValue(_verbose))
                {
                    Console.Out.WriteLine($"{file}: valid");
                }
            }
            catch (WasmException error)
            {
                Console.Error.WriteLine($"{file}: {error.Message}");
                failed++;
            }
        }

        return failed > 0 ? 1 : 0;
    }

    private static void Validate(byte[] bytes, bool allFeatures)
    {
        if (!ModuleFile.IsComponent(bytes))
        {
            ModuleValidator.Validate(ModuleFile.Load(bytes), new TypeRegistry());
            return;
        }

        var options = new ComponentValidationOptions { Features = allFeatures ? ComponentFeatures.All : ComponentFeatures.None };
        ComponentValidator.Validate(ModuleFile.LoadComponent(bytes), new TypeRegistry(), options);
    }
}
