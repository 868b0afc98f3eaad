// Samples of a store's guest for a profiler: asked for by the profiler's thread, taken by the guest's own at its next poll.
using System.Diagnostics;
using Weft.Profiling;
using Weft.Runtime;

namespace Weft;

public sealed unsafe partial class Store
{
    // Taking a sample of a deep stack takes long: it may cost this part of the running time.
    private const int LeastTimeBetweenCosts = 20;

    private List<(Module Module, int FunctionIndex)>? _sampledFrames;
    private long _nextSample;
    private long _sampleCost;

    /// <summary>The samples; null without a profiler.</summary>
    internal SampledStacks? Samples { get; }

    /// <summary>Asks for a sample. Any thread may call it.</summary>
    internal void RequestSample()
    {
        if (Volatile.Read(ref Volatile.Read(ref _owner).Depth) == 0)
        {
            // Time in which no guest runs is nobody's.
            Samples!.StartTime();
            return;
        }

        lock (_lock)
        {
            if (!_disposed && !Machine.IsSampleDue && Stopwatch.GetTimestamp() >= Volatile.Read(ref _nextSample))
            {
                Machine.RequestSample();
                SetLimits();
            }
        }
    }

    /// <summary>Takes a sample when one is due. Called by the thread of the guest where its frames can be listed.</summary>
    /// <param name="skipped">How many compiled functions to leave out at the inner end: those that begin only now.</param>
    /// <param name="host">The function of the host that the guest is in.</param>
    internal void TakeSample(int skipped = 0, string? host = null)
    {
        if (!Machine.IsSampleDue || Samples is null)
        {
            return;
        }

        lock (_lock)
        {
            Machine.ForgetSample();
            SetLimits();
        }

        var start = Stopwatch.GetTimestamp();
        _sampledFrames ??= [];
        _sampledFrames.Clear();
        Machine.ListFrames(_sampledFrames, skipped);
        Samples.Add(_sampledFrames, host, start);

        // The lesser of two: one that met the compiler or the collector says nothing.
        var cost = Stopwatch.GetTimestamp() - start;
        Volatile.Write(ref _nextSample, start + (Math.Min(cost, _sampleCost) * LeastTimeBetweenCosts));
        _sampleCost = cost;
    }

    // Time in functions of the host is told from that of the guest around it.
    private HostCallback WatchHost(HostCallback callback, Wasm.Import import)
    {
        var name = $"{import.Module}.{import.Name}";
        return (ref HostFrame frame) =>
        {
            TakeSample();
            try
            {
                callback(ref frame);
            }
            finally
            {
                TakeSample(host: name);
            }
        };
    }
}
