// An engine that does as a test says.
using Weft.Bench.Engines;
using Weft.Bench.Measuring;

namespace Weft.Bench.Tests;

internal sealed class FakePeer(string name, bool isWeft, Func<Workload, Run> run) : IPeer
{
    public string Name => name;

    public bool IsWeft => isWeft;

    public string Version => $"{name} 1.0";

    public List<bool> FromBytes { get; } = [];

    public Run Run(Workload workload, bool fromBytes = false)
    {
        FromBytes.Add(fromBytes);
        return run(workload);
    }

    public void Dispose()
    {
        // Holds nothing.
    }

    public static FakePeer Steady(string name, bool isWeft, double milliseconds, string output = "1\n") =>
        new(name, isWeft, _ => new Run(TimeSpan.FromMilliseconds(milliseconds), output));

    public static Workload Program(string name, string group = "kernels") => new(group, name, name + ".wasm", [], null);

    public static Progress Quiet() => new(TextWriter.Null, isTerminal: false);
}
