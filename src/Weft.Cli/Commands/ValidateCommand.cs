// `weft validate`: checks modules without running them.
using System.CommandLine;
using Weft.Cli.Parsing;
using Weft.Wasm;
using Weft.Wasm.Validation;

namespace Weft.Cli.Commands;

/// <summary>Reads and validates each file; silent when all are valid, as compilers are.</summary>
internal sealed class ValidateCommand : Command
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Modules, .wasm or .wat; - is standard input.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Also name the files that are valid." };

    public ValidateCommand()
        : base("validate", "Check that modules are well-formed and valid.\n\n  weft validate a.wasm b.wat\n  cat a.wasm | weft validate -")
    {
        Add(_files);
        Add(_verbose);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var failed = 0;
        foreach (var file in arguments.GetRequiredValue(_files))
        {
            try
            {
                ModuleValidator.Validate(ModuleFile.Load(file), new TypeRegistry());
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
}
