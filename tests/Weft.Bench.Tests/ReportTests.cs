using System.Text.Json;
using System.Xml.Linq;
using Weft.Bench.Engines;
using Weft.Bench.Measuring;
using Weft.Bench.Reports;
using Xunit;

namespace Weft.Bench.Tests;

public sealed class ReportTests
{
    private static readonly MachineFacts s_facts = new("A <fast> processor", 4, "Linux", ".NET 10", "2026-01-01");

    [Fact]
    public void The_table_has_ratios_means_and_reasons()
    {
        var writer = new StringWriter();
        MarkdownTable.Write(writer, s_facts, Sample());
        var lines = writer.ToString().Split('\n');
        Assert.Contains("| workload | jit, ms | wasmtime, ms | node, ms | jit / wasmtime | jit / node | node / wasmtime |", lines);
        Assert.Contains("| a&b | 2.00 | 8.00 | 4.00 | 0.25 | 0.50 | 0.50 |", lines);
        Assert.Contains("| **kernels** |  |  |  | **0.50** | **1.00** | **0.50** |", lines);
        Assert.Contains("| trees | 2.00 | 80.0 | – | 0.025 | – | – |", lines);
        Assert.Contains("| **gc** |  |  |  | **0.025** | – | – |", lines);
        Assert.Contains("| highest |  |  |  | 1.00 b | 2.00 b | 0.50 a&b |", lines);
        Assert.Contains("- node cannot run trees: no gc here", lines);
        Assert.DoesNotContain(lines, line => line.Contains("failure", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_up_shows_the_first_run_too()
    {
        var writer = new StringWriter();
        MarkdownTable.Write(writer, s_facts, Sample(), withFirst: true);
        Assert.Contains("| workload | jit, first ms | jit, ms | wasmtime, first ms |", writer.ToString());
        Assert.Contains("| a&b | 2.00 | 2.00 | 8.00 | 8.00 |", writer.ToString());
    }

    [Fact]
    public void The_json_has_every_time_and_no_NaN()
    {
        using var document = JsonDocument.Parse(JsonReport.Format(s_facts, Sample()));
        var root = document.RootElement;
        Assert.Equal(4, root.GetProperty("machine").GetProperty("cores").GetInt32());
        var trees = root.GetProperty("workloads").EnumerateArray().Single(workload => workload.GetProperty("name").GetString() == "trees");
        var node = trees.GetProperty("results")[2];
        Assert.Equal(JsonValueKind.Null, node.GetProperty("median").ValueKind);
        Assert.Equal("no gc here\nat some place", node.GetProperty("cannotRun").GetString());
        Assert.Equal(3, trees.GetProperty("results")[0].GetProperty("milliseconds").GetArrayLength());
        var all = root.GetProperty("geometricMeans").EnumerateArray()
            .Single(mean => mean.GetProperty("group").GetString() == "all" && mean.GetProperty("peer").GetString() == "jit" && mean.GetProperty("over").GetString() == "wasmtime");
        Assert.Equal(Math.Cbrt(0.25 * 1 * 0.025), all.GetProperty("ratio").GetDouble(), 12);
    }

    [Fact]
    public void The_picture_is_one_svg_with_a_bar_a_ratio()
    {
        XNamespace svg = "http://www.w3.org/2000/svg";
        var picture = XDocument.Parse(Picture.Draw(s_facts, Sample()));
        Assert.Equal(svg + "svg", picture.Root!.Name);
        var titles = picture.Descendants(svg + "title").Select(title => title.Value).Where(title => title.Length > 0).ToList();
        Assert.Equal(["a&b: jit 0.25", "a&b: node 0.50", "b: jit 1.00", "b: node 0.50", "trees: jit 0.025"], titles);

        // Everything is inside the picture, and nothing is loaded from elsewhere.
        var width = double.Parse(picture.Root.Attribute("width")!.Value);
        Assert.All(picture.Descendants(svg + "rect").Where(bar => bar.Attribute("x") is not null), bar =>
        {
            var x = double.Parse(bar.Attribute("x")!.Value);
            Assert.InRange(x, 0, width);
            Assert.InRange(x + double.Parse(bar.Attribute("width")!.Value), 0, width);
        });
        Assert.DoesNotContain(picture.Descendants(), element => element.Attributes().Any(attribute => attribute.Name.LocalName == "href"));
    }

    [Fact]
    public void Bars_of_the_faster_are_left_of_those_of_the_slower()
    {
        XNamespace svg = "http://www.w3.org/2000/svg";
        var picture = XDocument.Parse(Picture.Draw(s_facts, Sample()));
        double Start(string title) => double.Parse(picture.Descendants(svg + "rect").Single(bar => bar.Element(svg + "title")?.Value == title).Attribute("x")!.Value);
        Assert.True(Start("trees: jit 0.025") < Start("a&b: jit 0.25"));
        Assert.True(Start("a&b: jit 0.25") < Start("a&b: node 0.50"));
        Assert.True(Start("a&b: node 0.50") < Start("b: jit 1.00"));
    }

    [Fact]
    public void The_control_table_sets_fuel_against_none()
    {
        IPeer[] peers =
        [
            FakePeer.Steady("jit", true, 10), FakePeer.Steady("jit + fuel", true, 12), FakePeer.Steady("wasmtime", false, 20), FakePeer.Steady("wasmtime + fuel", false, 30),
            FakePeer.Steady("wasmtime + epochs", false, 25),
        ];
        var writer = new StringWriter();
        ControlsTable.Write(writer, s_facts, Comparison.Measure([FakePeer.Program("fib")], peers, 1, false, FakePeer.Quiet()));
        Assert.Contains(
            "| workload | jit + fuel / jit | jit / wasmtime | jit / wasmtime + epochs | jit + fuel / wasmtime + fuel | wasmtime + fuel / wasmtime | wasmtime + epochs / wasmtime |",
            writer.ToString());
        Assert.Contains("| fib | 1.20 | 0.50 | 0.40 | 0.40 | 1.50 | 1.25 |", writer.ToString());
    }

    private static Results Sample()
    {
        var jit = FakePeer.Steady("jit", true, 2);
        var wasmtime = new FakePeer("wasmtime", false, workload => new Run(TimeSpan.FromMilliseconds(workload.Name == "a&b" ? 8 : workload.Name == "b" ? 2 : 80), "1\n"));
        var node = new FakePeer("node", false, workload => workload.Group == "gc"
            ? throw new CannotRunException("no gc here\nat some place")
            : new Run(TimeSpan.FromMilliseconds(workload.Name == "a&b" ? 4 : 1), "1\n"));
        return Comparison.Measure([FakePeer.Program("a&b"), FakePeer.Program("b"), FakePeer.Program("trees", "gc")], [jit, wasmtime, node], 3, false, FakePeer.Quiet());
    }
}
