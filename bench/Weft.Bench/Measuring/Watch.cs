// How time is measured in this process.
using System.Diagnostics;

namespace Weft.Bench.Measuring;

/// <summary>
/// Measures the time since it was started: that of a clock, or what this process has had of the processors, for a machine whose processors
/// others use as well.
/// </summary>
internal readonly struct Watch
{
    private readonly long _started;
    private readonly TimeSpan _used;

    private Watch(long started, TimeSpan used)
    {
        _started = started;
        _used = used;
    }

    /// <summary>Whether the time of processors counts. Set before anything is measured.</summary>
    public static bool UsesProcessorTime { get; set; }

    /// <summary>The time since <see cref="Start"/>.</summary>
    public TimeSpan Elapsed => UsesProcessorTime ? Environment.CpuUsage.TotalTime - _used : Stopwatch.GetElapsedTime(_started);

    /// <summary>Begins to measure.</summary>
    public static Watch Start() => new(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
}
