// The table on standard output, as Markdown: medians, ratios, geometric means a group and of everything.
using System.Globalization;
using Weft.Bench.Measuring;

namespace Weft.Bench.Reports;

/// <summary>Writes results as a table.</summary>
internal static class MarkdownTable
{
    /// <summary>Writes facts, table and notes.</summary>
    public static void Write(TextWriter writer, MachineFacts facts, Results results, bool withFirst = false)
    {
        WriteHeading(writer, facts, results);
        var ratios = RatioColumn.Of(results);
        List<string> headings = ["workload"];
        foreach (var peer in results.Peers)
        {
            headings.AddRange(withFirst ? [$"{peer.Name}, first ms", $"{peer.Name}, ms"] : [$"{peer.Name}, ms"]);
        }

        var blanks = headings.Count - 1;
        WriteRow(writer, [.. headings, .. ratios.Select(column => column.Name)]);
        writer.WriteLine($"|---|{string.Concat(Enumerable.Repeat("--:|", blanks + ratios.Count))}");
        foreach (var group in results.Groups)
        {
            foreach (var workload in results.Workloads.Where(workload => workload.Group == group))
            {
                var times = results.Peers.SelectMany(peer => withFirst
                    ? [results[workload, peer].First, results.Time(workload, peer)]
                    : new[] { results.Time(workload, peer) });
                WriteRow(writer, [workload.Name, .. times.Select(FormatTime), .. ratios.Select(column => RatioColumn.Format(results.Ratio(workload, column.Peer, column.Over)))]);
            }

            WriteMeans(writer, $"**{group}**", group, blanks, ratios, results);
        }

        if (results.Groups.Count() > 1)
        {
            WriteMeans(writer, "**all**", null, blanks, ratios, results);
        }

        WriteRow(writer, ["highest", .. Enumerable.Repeat("", blanks), .. ratios.Select(column => Highest(results.Ratios(null, column.Peer, column.Over)))]);
        WriteNotes(writer, results);
    }

    /// <summary>Where and how it was measured.</summary>
    public static void WriteHeading(TextWriter writer, MachineFacts facts, Results results)
    {
        writer.WriteLine($"{facts.Processor}, {facts.Cores} cores, {facts.System}, {facts.Runtime}, {facts.Date}.");
        writer.WriteLine($"{string.Join("; ", results.Peers.Select(peer => $"{peer.Name}: {peer.Version}"))}.");
        writer.WriteLine($"Times: {results.Summary}; bold rows are geometric means; below 1 is faster.");
        writer.WriteLine();
    }

    /// <summary>What could not be run, and what must not happen.</summary>
    public static void WriteNotes(TextWriter writer, Results results)
    {
        var missing = results.Workloads.SelectMany(workload => results.Peers.Select(peer => (workload, peer, why: results[workload, peer].CannotRun)))
            .Where(entry => entry.why is not null).GroupBy(entry => (entry.peer.Name, why: FirstLine(entry.why!))).ToList();
        if (missing.Count > 0)
        {
            writer.WriteLine();
            foreach (var reason in missing)
            {
                writer.WriteLine($"- {reason.Key.Name} cannot run {string.Join(", ", reason.Select(entry => entry.workload.Name))}: {reason.Key.why}");
            }
        }

        foreach (var failure in results.Failures.Distinct())
        {
            writer.WriteLine($"- **failure**: {failure}");
        }
    }

    /// <summary>One row.</summary>
    public static void WriteRow(TextWriter writer, IEnumerable<string> cells) => writer.WriteLine($"| {string.Join(" | ", cells)} |");

    /// <summary>Milliseconds with about three digits.</summary>
    public static string FormatTime(double milliseconds) =>
        double.IsNaN(milliseconds) ? "–" : milliseconds.ToString(milliseconds < 1 ? "0.000" : milliseconds < 10 ? "0.00" : milliseconds < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static void WriteMeans(TextWriter writer, string name, string? group, int blanks, List<RatioColumn> ratios, Results results) =>
        WriteRow(writer, [name, .. Enumerable.Repeat("", blanks), .. ratios.Select(column => Bold(Mean(results, group, column)))]);

    private static double Mean(Results results, string? group, RatioColumn column) =>
        Statistics.GeometricMean([.. results.Ratios(group, column.Peer, column.Over).Select(pair => pair.Ratio)]);

    private static string Bold(double ratio) => double.IsNaN(ratio) ? "–" : $"**{RatioColumn.Format(ratio)}**";

    private static string Highest(List<(Workload Workload, double Ratio)> ratios)
    {
        if (ratios.Count == 0)
        {
            return "–";
        }

        var (workload, ratio) = ratios.MaxBy(pair => pair.Ratio);
        return $"{RatioColumn.Format(ratio)} {workload.Name}";
    }

    // The first line says what is wrong; what follows is the engine's context.
    private static string FirstLine(string message)
    {
        var line = message.Split('\n')[0].Trim();
        return line.Length > 160 ? line[..160] + "…" : line;
    }
}
