// The command line of the harness.
using System.CommandLine;
using Weft.Bench.Engines;
using Weft.Tests.Shared;

namespace Weft.Bench;

/// <summary>Parses the command line and starts the mode that it asks for.</summary>
internal sealed class BenchCommand : RootCommand
{
    private const string Examples = """
        Weft beside its peers, interleaved in one run: medians, ratios, geometric means.

          dotnet run -c Release --project bench/Weft.Bench -- --rounds 5 --json results.json --picture results.svg
          ... -- --filter simd,gc                       two groups; or words of names: --filter gemm,sort
          ... -- --tiers interpreter --no-node          fewer columns
          ... -- --module coremark.wasm --module-arguments "0 0 0x66 2000" --filter none
          ... -- --module benchmark.wasm --module-directory . --filter none       times what is between its calls of bench.start and bench.end
          ... -- --startup big.wasm --module-arguments "--version"     from bytes to result, nothing cached
          ... -- --controls                             what fuel and interruption cost in each engine
          ... -- --components --tiers jit               calls of components, by the host and by each other
          ... -- --quick                                small inputs: checks that every engine prints the same
        """;

    private readonly Option<int> _rounds = new("--rounds") { Description = "Timed rounds, after one that warms up.", DefaultValueFactory = _ => 5 };
    private readonly Option<bool> _best = new("--best") { Description = "Take the shortest time of the rounds, not the median: for a machine that others use heavily." };
    private readonly Option<bool> _processorTime = new("--processor-time") { Description = "Measure what the process has of the processors: for a machine that others use. Engines outside of this process are left out." };
    private readonly Option<string?> _filter = new("--filter") { Description = "Run workloads whose name holds one of these words, or whose group is one.", HelpName = "WORD,..." };
    private readonly Option<string?> _tiers = new("--tiers") { Description = $"Weft's tiers: {string.Join(", ", WeftTiers.All.Select(tier => tier.Name))}. All by default; none measures the peers alone.", HelpName = "TIER,..." };
    private readonly Option<string?> _json = new("--json") { Description = "Write every time as JSON.", HelpName = "FILE" };
    private readonly Option<string?> _picture = new("--picture") { Description = "Draw the ratios.", HelpName = "FILE.svg" };
    private readonly Option<bool> _controls = new("--controls") { Description = "Measure the cost of fuel and interruption on a few kernels." };
    private readonly Option<bool> _components = new("--components") { Description = "Measure calls of components, by the host and by each other, and their instantiation." };
    private readonly Option<string[]> _startup = new("--startup") { Description = "Measure from the bytes of this module to its end, nothing cached.", HelpName = "FILE.wasm" };
    private readonly Option<bool> _quick = new("--quick") { Description = "Small inputs: outputs are compared, times mean nothing." };
    private readonly Option<string[]> _module = new("--module") { Description = "One more program, a WASI command.", HelpName = "FILE.wasm" };
    private readonly Option<string?> _moduleArguments = new("--module-arguments") { Description = "Arguments of --module and --startup programs, in one word.", HelpName = "\"A B\"" };
    private readonly Option<string?> _moduleInput = new("--module-input") { Description = "Standard input of --module and --startup programs.", HelpName = "FILE" };
    private readonly Option<string?> _moduleDirectory = new("--module-directory") { Description = "Current directory of --module and --startup programs, to read from.", HelpName = "FOLDER" };
    private readonly Option<bool> _noNode = new("--no-node") { Description = "Leave Node out, which takes part where it is on the PATH." };
    private readonly Option<string?> _wasm3 = new("--wasm3") { Description = "A wasm3 to run beside.", HelpName = "PATH" };
    private readonly Option<string?> _iwasm = new("--iwasm") { Description = "A WAMR to run beside.", HelpName = "PATH" };
    private readonly Option<string?> _native = new("--native") { Description = "A weft published with NativeAOT.", HelpName = "PATH" };
    private readonly Option<string?> _footprint = new("--footprint") { Description = "Measure the size of this native weft, what is resident of it, and what an idle instance takes. Linux only.", HelpName = "PATH" };
    private readonly Option<string?> _guests = new("--guests") { Description = "The folder of workloads.txt; bench/guests by default.", HelpName = "FOLDER" };

    public BenchCommand()
        : base(Examples)
    {
        foreach (var option in new Option[]
        {
            _rounds, _best, _processorTime, _filter, _tiers, _json, _picture, _controls, _components, _startup, _quick, _module, _moduleArguments, _moduleInput, _moduleDirectory, _noNode, _wasm3, _iwasm, _native, _footprint, _guests,
        })
        {
            Add(option);
        }

        _rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--rounds needs at least 1");
            }
        });
        _tiers.Validators.Add(result =>
        {
            foreach (var name in Words(result.GetValueOrDefault<string?>()).Where(name => name != "none" && WeftTiers.All.All(tier => tier.Name != name)))
            {
                result.AddError($"'{name}' is not a tier of Weft");
            }
        });
        Validators.Add(result =>
        {
            if (result.GetValue(_controls) && result.GetValue(_startup) is { Length: > 0 })
            {
                result.AddError("--controls and --startup are two different runs");
            }
        });
        Validators.Add(result =>
        {
            if (result.GetValue(_processorTime) && (result.GetValue(_wasm3) ?? result.GetValue(_iwasm) ?? result.GetValue(_native)) is not null)
            {
                result.AddError("--processor-time cannot measure other processes");
            }
        });
        SetAction(arguments => Bench.Run(Read(arguments), Console.Out, Console.Error));
    }

    private static string[] Words(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private BenchOptions Read(ParseResult arguments)
    {
        var tiers = Words(arguments.GetValue(_tiers));
        return new BenchOptions
        {
            Rounds = arguments.GetValue(_rounds),
            TakesBest = arguments.GetValue(_best),
            UsesProcessorTime = arguments.GetValue(_processorTime),
            Filter = arguments.GetValue(_filter),
            Tiers = [.. WeftTiers.All.Where(tier => tiers.Length == 0 || tiers.Contains(tier.Name))],
            UseNode = !arguments.GetValue(_noNode) && !arguments.GetValue(_processorTime),
            Wasm3 = arguments.GetValue(_wasm3),
            Iwasm = arguments.GetValue(_iwasm),
            Native = arguments.GetValue(_native),
            Footprint = arguments.GetValue(_footprint),
            Guests = arguments.GetValue(_guests) ?? Repository.PathOf("bench", "guests"),
            Quick = arguments.GetValue(_quick),
            Modules = arguments.GetValue(_module) ?? [],
            ModuleArguments = arguments.GetValue(_moduleArguments)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
            ModuleInput = arguments.GetValue(_moduleInput),
            ModuleDirectory = arguments.GetValue(_moduleDirectory),
            Startup = arguments.GetValue(_startup) ?? [],
            Controls = arguments.GetValue(_controls),
            Components = arguments.GetValue(_components),
            Json = arguments.GetValue(_json),
            Picture = arguments.GetValue(_picture),
        };
    }
}
