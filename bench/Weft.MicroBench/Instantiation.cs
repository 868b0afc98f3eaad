// An instance for one call: what a server does for every request.
using BenchmarkDotNet.Attributes;

namespace Weft.MicroBench;

/// <summary>A compiled module: instantiate, call once, let go.</summary>
public class Instantiation
{
    private IGuest _guest = null!;

    public static IEnumerable<string> Engines => SmallModule.Engines;

    [ParamsSource(nameof(Engines))]
    public string Engine { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _guest = SmallModule.Create(Engine);
        // A fresh instance has called once, whatever its predecessors did: "smal" is 0x6C616D73.
        if (_guest.InstantiateCallReset() != 0x6C616D74 || _guest.InstantiateCallReset() != 0x6C616D74)
        {
            throw new InvalidOperationException($"{Engine} does not start afresh");
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _guest.Dispose();

    [Benchmark]
    public int InstantiateCallReset() => _guest.InstantiateCallReset();
}
