// The same results for programs: every single time, not only the medians.
using System.Text.Encodings.Web;
using System.Text.Json;
using Weft.Bench.Measuring;

namespace Weft.Bench.Reports;

/// <summary>Writes results as one JSON object.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of a report.</summary>
    public static string Format(MachineFacts facts, Results results) => JsonSerializer.Serialize(
        new
        {
            Machine = facts,
            results.Rounds,
            results.Summary,
            results.Peers,
            Workloads = results.Workloads.Select(workload => new
            {
                workload.Group,
                workload.Name,
                workload.Arguments,
                Results = results.Peers.Select(peer => results[workload, peer]).Zip(results.Peers, (measurement, peer) => new
                {
                    Peer = peer.Name,
                    Median = Number(measurement.Median),
                    Best = Number(measurement.Best),
                    First = Number(measurement.First),
                    Milliseconds = measurement.Times,
                    measurement.CannotRun,
                }),
            }),
            GeometricMeans = RatioColumn.Of(results).SelectMany(column => results.Groups.Append(null).Select(group => (column, group, ratios: results.Ratios(group, column.Peer, column.Over))))
                .Where(entry => entry.ratios.Count > 0).Select(entry => new
                {
                    Group = entry.group ?? "all",
                    Peer = entry.column.Peer.Name,
                    Over = entry.column.Over.Name,
                    Ratio = Statistics.GeometricMean([.. entry.ratios.Select(pair => pair.Ratio)]),
                    Workloads = entry.ratios.Count,
                }),
            Failures = results.Failures.Distinct(),
        },
        s_options);

    // JSON has no NaN.
    private static double? Number(double value) => double.IsNaN(value) ? null : value;
}
