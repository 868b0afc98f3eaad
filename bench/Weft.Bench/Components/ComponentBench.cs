// --components: calls into components, between components, and instantiation, beside Wasmtime's.
using System.Diagnostics;
using System.Globalization;
using Weft.Bench.Measuring;
using Weft.Bench.Reports;
using Weft.Components.Binary;
using Weft.Components.Text;
using Weft.Tests.Shared;

namespace Weft.Bench.Components;

/// <summary>Measures, in rounds that run each engine once in turn.</summary>
internal static class ComponentBench
{
    private const int CallsARound = 200_000;
    private const int InstancesARound = 2_000;

    // Until RyuJIT has compiled what it has counted, in the background: it waits for a tenth of a second in which nothing new is called.
    private const int WarmUps = 3;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(0.5);

    private static readonly string[] s_functions = ["add", "length", "echo", "total", "counter"];

    private static readonly (string Name, int Count, Func<ICalls, int, uint> Do)[] s_rows =
    [
        ("host: two numbers", CallsARound, (calls, count) => calls.Add(count)),
        ("host: a string", CallsARound, (calls, count) => calls.Length(count)),
        ("host: a string there and back", CallsARound, (calls, count) => calls.Echo(count)),
        ("host: a list of 16 records", CallsARound, (calls, count) => calls.Total(count)),
        ("host: a method of a resource", CallsARound, (calls, count) => calls.Counter(count)),
        .. s_functions.Zip(["two numbers", "a string", "a string there and back", "a list of 16 records", "a method of a resource"], (function, what) =>
            ($"component: {what}", CallsARound, (Func<ICalls, int, uint>)((calls, count) => calls.Run(function, count)))),
        ("instantiate, call, let go", InstancesARound, (calls, count) => calls.Instantiate(count)),
    ];

    /// <summary>Runs all and writes a table.</summary>
    /// <returns>0; 1 when two engines compute something else.</returns>
    public static int Run(BenchOptions options, TextWriter output, TextWriter errors)
    {
        var bytes = ComponentWriter.Write(ComponentTextParser.Parse(File.ReadAllBytes(Repository.PathOf("bench", "Weft.Bench", "Components", "calls.wat"))));
        List<ICalls> engines = [new WasmtimeCalls(bytes), .. options.Tiers.Select(tier => new WeftCalls(tier.Name, tier.Options, bytes))];
        try
        {
            var facts = MachineFacts.Read();
            output.WriteLine($"{facts.Processor}, {facts.System}, {facts.Runtime}, {facts.Date}. Weft's time over Wasmtime's, and its nanoseconds.");
            output.WriteLine();
            MarkdownTable.WriteRow(output, ["call", .. engines.Skip(1).SelectMany(engine => new[] { $"{engine.Name} / wasmtime", $"{engine.Name}, ns" })]);
            output.WriteLine($"|---|{string.Concat(Enumerable.Repeat("--:|", 2 * (engines.Count - 1)))}");
            var isEqual = true;
            foreach (var (name, count, @do) in s_rows)
            {
                isEqual &= MeasureRow(name, options.Quick ? count / 1000 : count, @do, engines, options, output, errors);
            }

            return isEqual ? 0 : 1;
        }
        finally
        {
            engines.ForEach(engine => engine.Dispose());
        }
    }

    private static bool MeasureRow(string name, int count, Func<ICalls, int, uint> call, List<ICalls> engines, BenchOptions options, TextWriter output, TextWriter errors)
    {
        var times = engines.ConvertAll(_ => new List<double>());
        var isEqual = true;
        var warmUp = Stopwatch.StartNew();
        for (var round = -WarmUps; round < options.Rounds; round += round == -1 && !options.Quick && warmUp.Elapsed < s_warmUp ? 0 : 1)
        {
            var results = new uint[engines.Count];
            for (var i = 0; i < engines.Count; i++)
            {
                // Every other round backwards.
                var at = (round & 1) == 0 ? i : engines.Count - 1 - i;
                var watch = Watch.Start();
                results[at] = call(engines[at], count);
                if (round >= 0)
                {
                    times[at].Add(watch.Elapsed.TotalNanoseconds / count);
                }
            }

            if (results.Any(result => result != results[0]))
            {
                errors.WriteLine($"{name}: {string.Join(", ", engines.Zip(results, (engine, result) => $"{engine.Name} computes {result}"))}");
                isEqual = false;
            }
        }

        var taken = times.ConvertAll(list => options.TakesBest ? list.Min() : Statistics.Median([.. list]));
        MarkdownTable.WriteRow(output, [name, .. taken.Skip(1).SelectMany(time => new[] { RatioColumn.Format(time / taken[0]), time.ToString("0", CultureInfo.InvariantCulture) })]);
        return isEqual;
    }
}
