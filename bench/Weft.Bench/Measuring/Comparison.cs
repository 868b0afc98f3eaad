// The rounds: every peer in turn on a workload, then the next round. Absolute times drift on a shared machine, ratios within rounds hold.
using Weft.Bench.Engines;

namespace Weft.Bench.Measuring;

/// <summary>Runs workloads on peers, interleaved.</summary>
internal static class Comparison
{
    /// <summary>Measures.</summary>
    /// <param name="workloads">The programs.</param>
    /// <param name="peers">The engines.</param>
    /// <param name="rounds">Timed rounds; one more before them warms everything up.</param>
    /// <param name="fromBytes">See <see cref="IPeer.Run"/>.</param>
    /// <param name="progress">Hears of every run.</param>
    /// <param name="takesBest">Whether the shortest time of the rounds counts, not the median.</param>
    public static Results Measure(
        IReadOnlyList<Workload> workloads, IReadOnlyList<IPeer> peers, int rounds, bool fromBytes, Progress progress, bool takesBest = false)
    {
        var facts = peers.Select(peer => new PeerFacts(peer.Name, peer.Version, peer.IsWeft)).ToList();
        var results = new Results(facts, workloads, rounds, takesBest);
        for (var w = 0; w < workloads.Count; w++)
        {
            var workload = workloads[w];
            string? expected = null, expectedOf = null;
            for (var round = 0; round <= rounds; round++)
            {
                for (var i = 0; i < peers.Count; i++)
                {
                    // Every other round goes backwards, so that nobody always runs after the same neighbour.
                    var index = round % 2 == 0 ? i : peers.Count - 1 - i;
                    var measurement = results[workload, facts[index]];
                    if (measurement.CannotRun is not null)
                    {
                        continue;
                    }

                    progress.Report($"[{w + 1}/{workloads.Count}] {workload.Name}, {(round == 0 ? "warm-up" : $"round {round}/{rounds}")}, {peers[index].Name}");
                    if (RunOnce(peers[index], workload, fromBytes, measurement, results) is not { } run)
                    {
                        continue;
                    }

                    var output = Comparable(run.Output);
                    (expected, expectedOf) = (expected ?? output, expectedOf ?? peers[index].Name);
                    if (output != expected)
                    {
                        results.Failures.Add($"{workload.Name}: {peers[index].Name} printed something else than {expectedOf}");
                    }

                    if (round == 0)
                    {
                        measurement.First = run.Time.TotalMilliseconds;
                    }
                    else
                    {
                        measurement.Times.Add(run.Time.TotalMilliseconds);
                    }
                }
            }
        }

        progress.Clear();
        return results;
    }

    private static Run? RunOnce(IPeer peer, Workload workload, bool fromBytes, Measurement measurement, Results results)
    {
        // What one peer left on the heap is not for the next one to collect.
        GC.Collect();
        try
        {
            return peer.Run(workload, fromBytes);
        }
        catch (CannotRunException error)
        {
            measurement.CannotRun = error.Message;
            if (peer.IsWeft)
            {
                results.Failures.Add($"{workload.Name}: {peer.Name} failed: {error.Message}");
            }

            return null;
        }
    }

    // What a program prints may hold its own timings (CoreMark's does); only lines without a clock are compared.
    private static string Comparable(string output) =>
        string.Join('\n', output.Split('\n').Where(line => !line.Contains("time", StringComparison.OrdinalIgnoreCase) && !line.Contains("sec", StringComparison.OrdinalIgnoreCase)));
}
