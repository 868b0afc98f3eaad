// Runs every workload on every peer in turn, round by round, and prints medians and ratios: absolute times drift on a shared machine,
// ratios within a round hold.
using System.Runtime.InteropServices;
using System.Text.Json;
using Weft.Bench;
using Weft.Tests.Shared;

var rounds = int.Parse(Option("--rounds") ?? "5");
var filter = Option("--filter");
var json = Option("--json");
var folder = Option("--guests") ?? Repository.PathOf("bench", "guests");

List<IPeer> peers = [new WeftPeer("weft", new Weft.EngineOptions()), new WasmtimePeer()];
if (Option("--wasm3") is { } wasm3)
{
    peers.Add(new ProcessPeer("wasm3", wasm3, []));
}

if (Option("--iwasm") is { } iwasm)
{
    peers.Add(new ProcessPeer("wamr", iwasm, []));
}

if (Option("--native") is { } native)
{
    peers.Add(new ProcessPeer("weft native", native, ["run"]));
}

var workloads = Workload.ReadAll(folder).Where(workload => filter is null || workload.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)).ToList();
if (Option("--module") is { } module)
{
    var arguments = Option("--module-arguments")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
    workloads.Add(new Workload(Path.GetFileNameWithoutExtension(module), module, arguments, null));
}

if (workloads.Count == 0)
{
    Console.Error.WriteLine($"no workload in {folder} matches '{filter}'");
    return 1;
}

var times = new Dictionary<(string Workload, string Peer), List<double>>();
var mismatches = 0;
foreach (var workload in workloads)
{
    for (var round = 0; round <= rounds; round++)
    {
        string? expected = null;
        foreach (var peer in peers)
        {
            Run run;
            try
            {
                run = peer.Run(workload);
            }
            catch (InvalidOperationException error)
            {
                Console.Error.WriteLine(error.Message);
                continue;
            }

            // What a program prints may hold its own timings; only lines without a clock are compared.
            var output = string.Join('\n', run.Output.Split('\n').Where(line => !line.Contains("time", StringComparison.OrdinalIgnoreCase) && !line.Contains("sec", StringComparison.OrdinalIgnoreCase)));
            expected ??= output;
            if (output != expected)
            {
                mismatches++;
                Console.Error.WriteLine($"{workload.Name}: {peer.Name} printed something else than {peers[0].Name}");
            }

            if (round > 0)
            {
                // Round 0 warms everything up.
                (times.TryGetValue((workload.Name, peer.Name), out var list) ? list : times[(workload.Name, peer.Name)] = []).Add(run.Time.TotalMilliseconds);
            }
        }
    }
}

Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores; medians of {rounds} interleaved rounds, ms");
Console.WriteLine();
Console.WriteLine($"| workload | {string.Join(" | ", peers.Select(peer => peer.Name))} | {string.Join(" | ", peers.Skip(1).Select(peer => "weft/" + peer.Name))} |");
Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("--:|", (peers.Count * 2) - 1))}");
var ratios = peers.Skip(1).ToDictionary(peer => peer.Name, _ => new List<double>());
foreach (var workload in workloads)
{
    var medians = peers.Select(peer => times.TryGetValue((workload.Name, peer.Name), out var list) ? Median(list) : double.NaN).ToList();
    var cells = new List<string>();
    for (var i = 1; i < peers.Count; i++)
    {
        var ratio = medians[0] / medians[i];
        if (!double.IsNaN(ratio))
        {
            ratios[peers[i].Name].Add(ratio);
        }

        cells.Add($"{ratio:0.00}");
    }

    Console.WriteLine($"| {workload.Name} | {string.Join(" | ", medians.Select(median => $"{median:0}"))} | {string.Join(" | ", cells)} |");
}

Console.WriteLine($"| geometric mean | {string.Join(" | ", peers.Select(_ => ""))} | {string.Join(" | ", ratios.Values.Select(list => $"{GeometricMean(list):0.00}"))} |");
if (json is not null)
{
    File.WriteAllText(json, JsonSerializer.Serialize(times.Select(pair => new { pair.Key.Workload, pair.Key.Peer, Milliseconds = pair.Value })));
}

foreach (var peer in peers.OfType<IDisposable>())
{
    peer.Dispose();
}

return mismatches > 0 ? 1 : 0;

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var index && index + 1 < args.Length ? args[index + 1] : null;

static double Median(List<double> values)
{
    var sorted = values.Order().ToList();
    return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
}

static double GeometricMean(List<double> values) => values.Count == 0 ? double.NaN : Math.Exp(values.Average(Math.Log));
