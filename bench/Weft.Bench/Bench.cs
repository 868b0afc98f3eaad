// The modes: steady state, start-up, the cost of control, and, each on its own, footprint and components. The first three differ in workloads, peers and table.
using Weft.Bench.Components;
using Weft.Bench.Engines;
using Weft.Bench.Measuring;
using Weft.Bench.Reports;

namespace Weft.Bench;

/// <summary>Runs what the options ask for.</summary>
internal static class Bench
{
    // Calls, loops over floats, integers, memory with branches, and an interpreter: what tests in loops and calls cost differs in each.
    private const string ControlsFilter = "fib,gemm,sha256,quicksort,bytecode";

    /// <summary>Runs a mode and reports.</summary>
    /// <returns>0; 1 when outputs differ, Weft failed, or nothing was asked for.</returns>
    public static int Run(BenchOptions options, TextWriter output, TextWriter errors)
    {
        if (options.Footprint is { } command)
        {
            Footprint.Measure(command).Write(output, MachineFacts.Read());
            return 0;
        }

        Watch.UsesProcessorTime = options.UsesProcessorTime;
        if (options.Components)
        {
            return ComponentBench.Run(options, output, errors);
        }

        var workloads = SelectWorkloads(options);
        if (workloads.Count == 0)
        {
            errors.WriteLine($"no workload in {options.Guests} matches '{options.Filter}'");
            return 1;
        }

        var peers = options.Controls ? ControlsTable.CreatePeers(options.Tiers) : Peers.Create(options);
        try
        {
            var facts = MachineFacts.Read();
            var results = Comparison.Measure(workloads, peers, options.Rounds, options.Startup.Count > 0, Progress.OnStandardError(), options.TakesBest);
            if (options.Controls)
            {
                ControlsTable.Write(output, facts, results);
            }
            else
            {
                MarkdownTable.Write(output, facts, results, withFirst: options.Startup.Count > 0);
            }

            if (options.Json is { } json)
            {
                File.WriteAllText(json, JsonReport.Format(facts, results));
            }

            if (options.Picture is { } picture)
            {
                File.WriteAllText(picture, Picture.Draw(facts, results));
            }

            return results.Failures.Count > 0 ? 1 : 0;
        }
        finally
        {
            foreach (var peer in peers)
            {
                peer.Dispose();
            }
        }
    }

    private static List<Workload> SelectWorkloads(BenchOptions options)
    {
        if (options.Startup.Count > 0)
        {
            return [.. options.Startup.Select(file => FromOutside("startup", file, options))];
        }

        var filter = options.Filter ?? (options.Controls ? ControlsFilter : null);
        return
        [
            .. Workload.ReadAll(options.Guests, options.Quick).Where(workload => workload.Matches(filter)),
            .. options.Modules.Select(file => FromOutside("programs", file, options)),
        ];
    }

    private static Workload FromOutside(string group, string file, BenchOptions options) =>
        new(group, Path.GetFileNameWithoutExtension(file), Path.GetFullPath(file), options.ModuleArguments, options.ModuleInput)
        {
            Directory = options.ModuleDirectory,
        };
}
