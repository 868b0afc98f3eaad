// The ratios as a bar chart: SVG that needs nothing beside itself. One is the reference; bars to its left are faster, on a logarithmic scale.
using System.Globalization;
using System.Security;
using System.Text;
using Weft.Bench.Measuring;

namespace Weft.Bench.Reports;

/// <summary>Draws every engine's time over that of the reference, which is the first that is not Weft.</summary>
internal sealed class Picture
{
    private const double Width = 980, Left = 130, Right = 70, Top = 92, Bar = 8, RowGap = 5, GroupHeight = 34, Bottom = 46;

    private static readonly double[] s_ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
    private static readonly string[] s_colours = ["#2563eb", "#0d9488", "#9333ea", "#d97706", "#64748b", "#be185d"];

    private readonly StringBuilder _svg = new();
    private readonly Results _results;
    private readonly PeerFacts _reference;
    private readonly List<PeerFacts> _series;
    private readonly double _low, _high;

    private Picture(Results results)
    {
        _results = results;
        _reference = results.Peers.First(peer => !peer.IsWeft);
        _series = [.. results.Peers.Where(peer => peer != _reference)];
        var ratios = _series.SelectMany(peer => results.Ratios(null, peer, _reference)).Select(pair => pair.Ratio).Append(0.75).Append(1.5).ToList();
        _low = s_ticks.LastOrDefault(tick => tick <= ratios.Min(), s_ticks[0]);
        _high = s_ticks.FirstOrDefault(tick => tick >= ratios.Max(), s_ticks[^1]);
    }

    /// <summary>The picture's text.</summary>
    /// <exception cref="InvalidOperationException">No engine but Weft took part.</exception>
    public static string Draw(MachineFacts facts, Results results) => new Picture(results).Draw(facts);

    private string Draw(MachineFacts facts)
    {
        var row = (_series.Count * Bar) + RowGap;
        var bottom = Top + (_results.Groups.Count() * GroupHeight) + (_results.Workloads.Count * row);
        var height = bottom + Bottom;
        _svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height:0.#}" viewBox="0 0 {Width} {height:0.#}" font-family="system-ui, sans-serif" font-size="11">""");
        _svg.AppendLine("""<rect width="100%" height="100%" fill="#ffffff"/>""");
        Text(16, 28, $"Time over {_reference.Name}'s", "start", "#0f172a", "font-size=\"17\" font-weight=\"600\"");
        Text(16, 46, $"logarithmic; left of 1 is faster; {_results.Summary}", "start", "#64748b");
        DrawLegend();
        DrawAxis(bottom);
        var y = Top;
        foreach (var group in _results.Groups)
        {
            // The heading interrupts the lines of the axis, which would run through its text.
            Rectangle(Left, y + 4, Width - Left, GroupHeight - 8, "#ffffff", "");
            Text(16, y + 20, group, "start", "#0f172a", "font-weight=\"600\" font-size=\"12\"");
            Text(Left + 8, y + 20, Means(group), "start", "#475569");
            y += GroupHeight;
            foreach (var workload in _results.Workloads.Where(workload => workload.Group == group))
            {
                DrawRow(workload, y);
                y += row;
            }
        }

        Text(16, height - 26, Means(null, "geometric mean of all: "), "start", "#0f172a", "font-weight=\"600\"");
        Text(16, height - 10, $"{facts.Processor}, {facts.Cores} cores, {facts.Runtime}, {_reference.Version}, {facts.Date}", "start", "#64748b");
        _svg.AppendLine("</svg>");
        return _svg.ToString();
    }

    private void DrawLegend()
    {
        // A generous guess of a glyph's width is enough to keep entries apart.
        var x = Width - 16 - _series.Sum(peer => EntryWidth(peer.Name));
        for (var i = 0; i < _series.Count; i++)
        {
            Rectangle(x, 19, 11, 11, s_colours[i % s_colours.Length], "");
            Text(x + 16, 28, _series[i].Name, "start", "#0f172a");
            x += EntryWidth(_series[i].Name);
        }

        static double EntryWidth(string name) => 34 + (name.Length * 6.4);
    }

    private void DrawAxis(double bottom)
    {
        foreach (var tick in s_ticks.Where(tick => tick >= _low && tick <= _high))
        {
            var x = X(tick);
            var strong = tick == 1;
            _svg.AppendLine(CultureInfo.InvariantCulture, $"""<line x1="{x:0.#}" x2="{x:0.#}" y1="{Top - 8:0.#}" y2="{bottom:0.#}" stroke="{(strong ? "#0f172a" : "#e2e8f0")}" stroke-width="1"/>""");
            Text(x, Top - 14, tick.ToString("0.##", CultureInfo.InvariantCulture), "middle", strong ? "#0f172a" : "#64748b");
        }
    }

    private void DrawRow(Workload workload, double y)
    {
        Text(Left - 8, y + (_series.Count * Bar / 2) + 4, workload.Name, "end", "#0f172a");
        for (var i = 0; i < _series.Count; i++, y += Bar)
        {
            var ratio = _results.Ratio(workload, _series[i], _reference);
            if (double.IsNaN(ratio))
            {
                Text(X(1) + 5, y + 7.5, $"{Refused(workload, _series[i])} cannot run it", "start", "#94a3b8", "font-size=\"8.5\"");
                continue;
            }

            var (one, end) = (X(1), X(Math.Clamp(ratio, _low, _high)));
            var title = $"{workload.Name}: {_series[i].Name} {RatioColumn.Format(ratio)}";
            Rectangle(Math.Min(one, end), y + 0.5, Math.Max(Math.Abs(end - one), 1), Bar - 1, s_colours[i % s_colours.Length], title);
            Text(ratio < 1 ? end - 4 : end + 4, y + 7.5, RatioColumn.Format(ratio), ratio < 1 ? "end" : "start", "#334155", "font-size=\"8.5\"");
        }
    }

    private string Refused(Workload workload, PeerFacts peer) => (_results[workload, peer].CannotRun is null ? _reference : peer).Name;

    private string Means(string? group, string before = "geometric mean: ")
    {
        var means = _series.Select(peer => (peer.Name, ratios: _results.Ratios(group, peer, _reference))).Where(entry => entry.ratios.Count > 0)
            .Select(entry => $"{entry.Name} {RatioColumn.Format(Statistics.GeometricMean([.. entry.ratios.Select(pair => pair.Ratio)]))}").ToList();
        return means.Count == 0 ? "" : before + string.Join(", ", means);
    }

    private double X(double ratio) => Left + 30 + ((Math.Log(ratio) - Math.Log(_low)) / (Math.Log(_high) - Math.Log(_low)) * (Width - Left - Right - 30));

    private void Rectangle(double x, double y, double width, double height, string fill, string title) => _svg.AppendLine(
        CultureInfo.InvariantCulture,
        $"""<rect x="{x:0.#}" y="{y:0.#}" width="{width:0.#}" height="{height:0.#}" fill="{fill}" rx="1"><title>{SecurityElement.Escape(title)}</title></rect>""");

    private void Text(double x, double y, string text, string anchor, string fill, string more = "") => _svg.AppendLine(
        CultureInfo.InvariantCulture, $"""<text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}" fill="{fill}" {more}>{SecurityElement.Escape(text)}</text>""");
}
