// The bar that `weft run --tier Jit` draws on a terminal.
using Weft.Cli.Running;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class ProgressBarTests
{
    [Fact]
    public void It_draws_on_one_line_and_clears_it_at_the_end()
    {
        var output = new StringWriter();
        var bar = new ProgressBar(output, 60, TimeSpan.Zero);
        bar.Report(new CompileProgress(null!, 1, 1, 0, 4, 50, 0, 100));
        Assert.Equal($"\r{"[##.......................] emitting   9 % 1 of 4 functions",-59}", output.ToString());
        Assert.Equal(60, output.ToString().Length);

        // A second one so soon is not drawn; the last report clears the line.
        bar.Report(new CompileProgress(null!, 2, 4, 1, 4, 100, 20, 100));
        Assert.Equal(60, output.ToString().Length);
        bar.Report(new CompileProgress(null!, 3, 4, 4, 4, 100, 100, 100));
        Assert.Equal($"\r{"",-59}\r", output.ToString()[60..]);
    }

    [Fact]
    public void It_counts_what_is_compiled_when_all_is_emitted()
    {
        var output = new StringWriter();
        new ProgressBar(output, 80, TimeSpan.Zero).Report(new CompileProgress(null!, 2, 4, 2, 4, 1000, 500, 1000));
        Assert.Contains("compiling  59 % 2 of 4 functions", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public void A_narrow_terminal_is_never_written_beyond(int width)
    {
        var output = new StringWriter();
        new ProgressBar(output, width, TimeSpan.Zero).Report(new CompileProgress(null!, 2, 4, 2, 4, 1000, 500, 1000));
        Assert.Equal(Math.Max(1, width), output.ToString().Length);
    }

    [Fact]
    public void Short_waits_show_nothing()
    {
        var output = new StringWriter();
        var bar = new ProgressBar(output, 60, TimeSpan.FromHours(1));
        bar.Report(new CompileProgress(null!, 1, 1, 0, 4, 50, 0, 100));
        bar.Report(new CompileProgress(null!, 3, 4, 4, 4, 100, 100, 100));
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public void Nothing_is_drawn_into_a_pipe()
    {
        // Long enough that a terminal would see a bar.
        var result = WeftProcess.Run("run", "--tier", "Jit", Repository.PathOf("bench", "guests", "quickjs.wasm"), "--help");
        Assert.DoesNotContain('\r', result.Error);
        Assert.DoesNotContain("functions", result.Error, StringComparison.Ordinal);
    }
}
