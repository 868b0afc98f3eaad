// What it costs to be able to stop a guest: times with fuel or interruption over times without, engine by engine.
using Weft.Bench.Engines;
using Weft.Bench.Measuring;

namespace Weft.Bench.Reports;

/// <summary>The peers and the table of <c>--controls</c>.</summary>
internal static class ControlsTable
{
    private const string Fuel = " + fuel";
    private const string Epochs = " + epochs";

    /// <summary>Each tier with and without fuel (interruption is always possible), and Wasmtime with neither, with fuel, with epochs.</summary>
    public static List<IPeer> CreatePeers(IEnumerable<(string Name, EngineOptions Options)> tiers) =>
    [
        .. tiers.SelectMany(tier => new IPeer[]
        {
            new WeftPeer(tier.Name, tier.Options),
            new WeftPeer(tier.Name + Fuel, tier.Options, new StoreOptions { Fuel = long.MaxValue }),
        }),
        new WasmtimePeer(),
        new WasmtimePeer("wasmtime" + Fuel, WasmtimeControl.Fuel),
        new WasmtimePeer("wasmtime" + Epochs, WasmtimeControl.Epochs),
    ];

    /// <summary>Writes facts, table and notes.</summary>
    public static void Write(TextWriter writer, MachineFacts facts, Results results)
    {
        MarkdownTable.WriteHeading(writer, facts, results);
        writer.WriteLine("Weft's guests can always be interrupted; Wasmtime's with epochs only.");
        writer.WriteLine();
        var wasmtime = Find("wasmtime");
        List<RatioColumn> columns = [];
        foreach (var tier in results.Peers.Where(peer => peer.IsWeft && !peer.Name.EndsWith(Fuel, StringComparison.Ordinal)))
        {
            columns.AddRange([new(Find(tier.Name + Fuel), tier), new(tier, wasmtime), new(tier, Find("wasmtime" + Epochs)), new(Find(tier.Name + Fuel), Find("wasmtime" + Fuel))]);
        }

        columns.AddRange([new(Find("wasmtime" + Fuel), wasmtime), new(Find("wasmtime" + Epochs), wasmtime)]);
        MarkdownTable.WriteRow(writer, ["workload", .. columns.Select(column => column.Name)]);
        writer.WriteLine($"|---|{string.Concat(Enumerable.Repeat("--:|", columns.Count))}");
        foreach (var workload in results.Workloads)
        {
            MarkdownTable.WriteRow(writer, [workload.Name, .. columns.Select(column => RatioColumn.Format(results.Ratio(workload, column.Peer, column.Over)))]);
        }

        MarkdownTable.WriteRow(writer, ["**all**", .. columns.Select(column => $"**{RatioColumn.Format(Statistics.GeometricMean([.. results.Ratios(null, column.Peer, column.Over).Select(pair => pair.Ratio)]))}**")]);
        MarkdownTable.WriteNotes(writer, results);

        PeerFacts Find(string name) => results.Peers.Single(peer => peer.Name == name);
    }
}
