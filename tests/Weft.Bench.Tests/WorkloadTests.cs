using Weft.Bench.Engines;
using Weft.Bench.Measuring;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Bench.Tests;

public sealed class WorkloadTests
{
    private static readonly string s_guests = Repository.PathOf("bench", "guests");

    public static TheoryData<string> Names => [.. Workload.ReadAll(s_guests).Select(workload => workload.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Weft_and_Wasmtime_print_the_same(string name)
    {
        var workload = Workload.ReadAll(s_guests, quick: true).Single(workload => workload.Name == name);
        List<IPeer> peers = [.. WeftTiers.All.Select(tier => new WeftPeer(tier.Name, tier.Options)), new WasmtimePeer()];
        try
        {
            var outputs = peers.Select(peer => peer.Run(workload).Output).ToList();
            Assert.NotEqual("", outputs[0].Trim());

            // A guest that finds its own result wrong returns zero.
            Assert.DoesNotContain("0000000000000000", outputs[0]);
            Assert.All(outputs, output => Assert.Equal(outputs[0], output));
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    }

    [Fact]
    public void From_bytes_gives_the_same_output()
    {
        foreach (var workload in Workload.ReadAll(s_guests, quick: true).Where(workload => workload.Name is "fib" or "gci31"))
        {
            using var weft = new WeftPeer("weft", WeftTiers.All[0].Options);
            using var wasmtime = new WasmtimePeer();
            var expected = weft.Run(workload).Output;
            Assert.Equal(expected, weft.Run(workload, fromBytes: true).Output);
            Assert.Equal(expected, wasmtime.Run(workload, fromBytes: true).Output);
        }
    }

    [Theory]
    [InlineData(WasmtimeControl.Fuel)]
    [InlineData(WasmtimeControl.Epochs)]
    internal void Controlled_guests_give_the_same_output(WasmtimeControl control)
    {
        var workload = Workload.ReadAll(s_guests, quick: true).Single(workload => workload.Name == "fib");
        using var plain = new WeftPeer("weft", WeftTiers.All[0].Options);
        using var fuelled = new WeftPeer("weft + fuel", WeftTiers.All[0].Options, new StoreOptions { Fuel = long.MaxValue });
        using var wasmtime = new WasmtimePeer("wasmtime", control);
        var expected = plain.Run(workload).Output;
        Assert.Equal(expected, fuelled.Run(workload).Output);
        Assert.Equal(expected, wasmtime.Run(workload).Output);
    }

    [Fact]
    public void Every_source_is_a_workload_and_names_are_unique()
    {
        var workloads = Workload.ReadAll(s_guests);
        Assert.Equal(workloads.Count, workloads.Select(workload => workload.Name).Distinct().Count());
        var modules = workloads.Select(workload => Path.GetFileNameWithoutExtension(workload.Module)).ToHashSet();
        var sources = Directory.EnumerateFiles(Path.Combine(s_guests, "c"), "*.c").Concat(Directory.EnumerateFiles(Path.Combine(s_guests, "wat"), "*.wat"));
        Assert.Empty(sources.Select(source => Path.GetFileNameWithoutExtension(source)!).Except(modules));
        Assert.Equal(["kernels", "simd", "gc", "control", "programs"], workloads.Select(workload => workload.Group).Distinct());
    }

    [Fact]
    public void A_line_has_arguments_for_both_sizes_and_perhaps_an_input()
    {
        var folder = Directory.CreateTempSubdirectory("weft-bench-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "workloads.txt"), "# a comment\ngc a a.wasm 100,7 2,7\nprograms b b.wasm - - < b.txt\n");
            var full = Workload.ReadAll(folder);
            Assert.Equal(["100", "7"], full[0].Arguments);
            Assert.Equal([100, 7], full[0].Numbers);
            Assert.Null(full[0].Input);
            Assert.Empty(full[1].Arguments);
            Assert.Equal(Path.Combine(folder, "b.txt"), full[1].Input);
            Assert.Equal(["2", "7"], Workload.ReadAll(folder, quick: true)[0].Arguments);

            File.WriteAllText(Path.Combine(folder, "workloads.txt"), "gc a a.wasm 100\n");
            Assert.Throws<InvalidDataException>(() => Workload.ReadAll(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("gemm", true)]
    [InlineData("GEM", true)]
    [InlineData("sort,gemm", true)]
    [InlineData("kernels", true)]
    [InlineData("kernel", false)]
    [InlineData("simd", false)]
    public void Filters_are_words_of_names_or_whole_groups(string? filter, bool matches) => Assert.Equal(matches, FakePeer.Program("gemm").Matches(filter));
}
