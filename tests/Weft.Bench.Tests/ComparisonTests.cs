using Weft.Bench.Engines;
using Weft.Bench.Measuring;
using Xunit;

namespace Weft.Bench.Tests;

public sealed class ComparisonTests
{
    [Fact]
    public void Rounds_interleave_the_peers_and_turn_round()
    {
        List<string> order = [];
        FakePeer Recording(string name) => new(name, false, _ =>
        {
            order.Add(name);
            return new Run(TimeSpan.FromMilliseconds(1), "");
        });
        Comparison.Measure([FakePeer.Program("a")], [Recording("x"), Recording("y"), Recording("z")], 2, false, FakePeer.Quiet());
        Assert.Equal("xyzzyxxyz", string.Concat(order));
    }

    [Fact]
    public void The_first_round_warms_up_and_is_kept_apart()
    {
        var times = new Queue<double>([100, 3, 1, 2]);
        var peer = new FakePeer("weft", true, _ => new Run(TimeSpan.FromMilliseconds(times.Dequeue()), ""));
        var workload = FakePeer.Program("a");
        var results = Comparison.Measure([workload], [peer], 3, fromBytes: true, FakePeer.Quiet());
        var measurement = results[workload, results.Peers[0]];
        Assert.Equal(100, measurement.First);
        Assert.Equal([3, 1, 2], measurement.Times);
        Assert.Equal(2, measurement.Median);
        Assert.All(peer.FromBytes, Assert.True);
    }

    [Theory]
    [InlineData(false, 2, "medians of 3 interleaved rounds")]
    [InlineData(true, 1, "best of 3 interleaved rounds")]
    public void The_median_counts_or_the_best(bool takesBest, double expected, string summary)
    {
        var times = new Queue<double>([100, 9, 1, 2]);
        var peer = new FakePeer("weft", true, _ => new Run(TimeSpan.FromMilliseconds(times.Dequeue()), ""));
        var workload = FakePeer.Program("a");
        var results = Comparison.Measure([workload], [peer], 3, false, FakePeer.Quiet(), takesBest);
        Assert.Equal(expected, results.Time(workload, results.Peers[0]));
        Assert.Equal(summary, results.Summary);
    }

    [Fact]
    public void Runs_of_the_same_round_are_set_against_each_other()
    {
        // The machine was slow from the second round of the first on: 2 over 2 would be of different moments.
        var (times, others) = (new Queue<double>([9, 1, 2, 2]), new Queue<double>([9, 2, 2, 4]));
        var weft = new FakePeer("weft", true, _ => new Run(TimeSpan.FromMilliseconds(times.Dequeue()), ""));
        var other = new FakePeer("wasmtime", false, _ => new Run(TimeSpan.FromMilliseconds(others.Dequeue()), ""));
        var workload = FakePeer.Program("a");
        var results = Comparison.Measure([workload], [weft, other], 3, false, FakePeer.Quiet());
        Assert.Equal(0.5, results.Ratio(workload, results.Peers[0], results.Peers[1]));
    }

    [Fact]
    public void Another_output_is_a_failure()
    {
        var results = Comparison.Measure([FakePeer.Program("a")], [FakePeer.Steady("weft", true, 1, "1\n"), FakePeer.Steady("wasmtime", false, 1, "2\n")], 1, false, FakePeer.Quiet());
        Assert.Contains("a: wasmtime printed something else than weft", results.Failures);
    }

    [Fact]
    public void Lines_with_a_clock_are_not_compared()
    {
        var results = Comparison.Measure(
            [FakePeer.Program("a")], [FakePeer.Steady("weft", true, 1, "crc 7\nTotal time: 3\n"), FakePeer.Steady("wasmtime", false, 1, "crc 7\nTotal time: 2\n")], 1, false,
            FakePeer.Quiet());
        Assert.Empty(results.Failures);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void A_peer_that_cannot_run_is_left_out_and_a_failure_only_if_it_is_ours(bool isWeft, int failures)
    {
        var calls = 0;
        var broken = new FakePeer("broken", isWeft, _ =>
        {
            calls++;
            throw new CannotRunException("no such proposal");
        });
        var workload = FakePeer.Program("a");
        var results = Comparison.Measure([workload], [broken, FakePeer.Steady("wasmtime", false, 4)], 3, false, FakePeer.Quiet());
        Assert.Equal(1, calls);
        Assert.Equal("no such proposal", results[workload, results.Peers[0]].CannotRun);
        Assert.True(double.IsNaN(results.Ratio(workload, results.Peers[0], results.Peers[1])));
        Assert.Equal(3, results[workload, results.Peers[1]].Times.Count);
        Assert.Equal(failures, results.Failures.Count);
    }

    [Fact]
    public void Progress_shows_on_a_terminal_only()
    {
        var (terminal, file) = (new StringWriter(), new StringWriter());
        var onTerminal = new Progress(terminal, isTerminal: true);
        onTerminal.Report("[1/2] gemm");
        onTerminal.Report("[2/2] lz");
        onTerminal.Clear();
        new Progress(file, isTerminal: false).Report("[1/2] gemm");
        Assert.Equal("\r[1/2] gemm\r[2/2] lz  \r        \r", terminal.ToString());
        Assert.Equal("", file.ToString());
    }
}
