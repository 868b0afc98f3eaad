// One call across the border, in each direction.
using BenchmarkDotNet.Attributes;

namespace Weft.MicroBench;

/// <summary>Host to wasm through a typed delegate, and wasm to host out of a loop.</summary>
public class Calls
{
    private const int Loops = 1000;

    private IGuest _guest = null!;
    private Func<int, int, int> _add = null!;
    private Func<int, int> _loop = null!;

    public static IEnumerable<string> Engines => SmallModule.Engines;

    [ParamsSource(nameof(Engines))]
    public string Engine { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _guest = SmallModule.Create(Engine);
        (_add, _loop) = (_guest.Add, _guest.Loop);
        if (_add(2, 3) != 5 || _loop(4) != 10)
        {
            throw new InvalidOperationException($"{Engine} computes something else");
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _guest.Dispose();

    [Benchmark]
    public int HostToWasm() => _add(2, 3);

    // The loop's own two instructions are in it.
    [Benchmark(OperationsPerInvoke = Loops)]
    public int WasmToHost() => _loop(Loops);
}
