// `weft explore`: what becomes of a module's functions, as a page to look at.
using System.CommandLine;
using System.Globalization;
using Weft.Cli.Exploring;
using Weft.Cli.Parsing;
using Weft.Wasm.Text;

namespace Weft.Cli.Commands;

/// <summary>Writes a page with wasm text, CIL and machine code side by side.</summary>
internal sealed class ExploreCommand : Command
{
    private const long DefaultLimit = 1 << 20;

    private readonly Argument<string> _file = new("FILE") { Description = "A module, .wasm or .wat; - is standard input." };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The page; FILE.html here otherwise, - is standard output.", HelpName = "PAGE" };
    private readonly Option<string[]> _functions = new("--function") { Description = "Show only this function: its name or index. May be repeated.", HelpName = "NAME|INDEX" };
    private readonly Option<long> _limit = new("--limit") { Description = "Show the code of functions up to this much wasm code altogether; 1MiB unless said.", HelpName = "SIZE", DefaultValueFactory = _ => DefaultLimit, CustomParser = result => ReadSize(result) };
    private readonly Option<BoundsChecks> _bounds = new("--bounds-checks") { Description = "How memory accesses are checked." };
    private readonly Option<string?> _child = new(MachineCodeListing.ChildOption) { Hidden = true };

    public ExploreCommand()
        : base("explore",
            "Write a page that shows what becomes of each function: wasm, CIL and machine code side by side.\n\n" +
            "  weft explore app.wasm -o app.html\n" +
            "  weft explore app.wasm --function main --function 12")
    {
        Add(_file);
        Add(_output);
        Add(_functions);
        Add(_limit);
        Add(_bounds);
        Add(_child);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var file = arguments.GetRequiredValue(_file);
        var bytes = ModuleFile.ReadBytes(file);
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit, BoundsChecks = arguments.GetValue(_bounds) });
        using var module = engine.LoadModule(bytes);
        if (arguments.GetValue(_child) is { } list)
        {
            new CodeExplorer(module).Compile([.. File.ReadLines(list).Select(line => int.Parse(line, CultureInfo.InvariantCulture))]);
            return 0;
        }

        var functions = Choose(module, arguments.GetValue(_functions) ?? [], arguments.GetValue(_limit), out var notes);
        var machine = MachineCodeListing.List(bytes, functions.Where(function => function.IsShown).Select(function => function.Index), arguments.GetValue(_bounds), out var whyNot);
        var shown = Describe(module, functions, machine);
        var name = file == "-" ? "module" : Path.GetFileName(file);
        var page = arguments.GetValue(_output) ?? $"{Path.GetFileNameWithoutExtension(name)}.html";
        using var output = page == "-" ? Console.OpenStandardOutput() : File.Create(page);
        ExplorePage.Write(name, notes, shown, whyNot, output);
        return 0;
    }

    private static List<ExploredFunction> Choose(Module module, string[] wanted, long limit, out List<string> notes)
    {
        var functions = new List<ExploredFunction>();
        notes = [];
        var first = module.Validated.ImportedFunctionCount;
        var definitions = module.Validated.Definition.Functions;
        var left = limit;
        var hidden = 0;
        for (var i = 0; i < definitions.Length; i++)
        {
            var index = first + i;
            var name = module.Names.GetFunctionName(index);
            var size = definitions[i].Body.Bytes.Length;
            if (wanted.Length != 0 && !wanted.Contains(name) && !wanted.Contains(index.ToString(CultureInfo.InvariantCulture)))
            {
                continue;
            }

            // What is asked for by name is shown however large it is.
            var isShown = wanted.Length != 0 || size <= left;
            left -= isShown ? size : 0;
            hidden += isShown ? 0 : 1;
            functions.Add(new ExploredFunction(index, name, size) { IsShown = isShown });
        }

        if (wanted.Length != 0 && functions.Count == 0)
        {
            throw new CommandException($"the module defines no function {string.Join(" or ", wanted.Select(name => $"'{name}'"))}; weft print shows them all");
        }

        if (hidden > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{hidden} of {functions.Count} functions are listed without their code: choose with --function NAME, or raise --limit (now {limit} bytes of wasm)."));
        }

        return functions;
    }

    private static List<ExploredFunction> Describe(Module module, List<ExploredFunction> functions, Dictionary<int, MachineCode> machine)
    {
        var printer = new WatFunctionPrinter(module.Validated.Definition);
        var explorer = CodeExplorer.IsSupported ? new CodeExplorer(module) : null;
        return [.. functions.Select(function =>
        {
            if (!function.IsShown)
            {
                return function;
            }

            string? cil = null;
            var length = 0;
            var isCompiled = explorer?.TryList(function.Index, out cil, out length) == true;
            return function with
            {
                Wasm = printer.Print(function.Index),
                Cil = cil,
                CilBytes = isCompiled ? length : null,
                Machine = machine.GetValueOrDefault(function.Index),
            };
        })];
    }

    private static long ReadSize(System.CommandLine.Parsing.ArgumentResult result)
    {
        try
        {
            return ByteSize.Parse(result.Tokens[0].Value);
        }
        catch (FormatException error)
        {
            result.AddError(error.Message);
            return 0;
        }
    }
}
