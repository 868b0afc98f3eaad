// WASI clocks (preview 1 `clock_time_get`, previews 2 and 3 `wasi:clocks`), all read from one TimeProvider, so that an embedder can make a
// guest's time deterministic. The monotonic clock starts at 0 when the guest's context is made: the host's uptime is none of its business.

using System.Diagnostics;
using Weft.Wasi.Interop;
using Weft.Wasi.IO;

namespace Weft.Wasi.Clocks;

/// <summary>The clocks of one guest. Times are nanoseconds.</summary>
internal sealed class WasiClocks(TimeProvider provider)
{
    private const ulong NanosecondsPerTick = 100;
    private readonly long _start = provider.GetTimestamp();

    private bool IsSystem => ReferenceEquals(provider, TimeProvider.System);

    /// <summary>The wall clock's resolution.</summary>
    public static ulong RealTimeResolution => NanosecondsPerTick;

    /// <summary>The monotonic clock's resolution.</summary>
    public ulong MonotonicResolution => (ulong)Math.Max(1, 1_000_000_000 / provider.TimestampFrequency);

    /// <summary>The wall clock: since 1970 in UTC; 0 where the provider is before that.</summary>
    public ulong GetRealTime() => (ulong)Math.Max(0, (provider.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks) * NanosecondsPerTick;

    /// <summary>The monotonic clock: since the context was made.</summary>
    public ulong GetMonotonicTime()
    {
        ulong ticks = (ulong)Math.Max(0, provider.GetTimestamp() - _start);
        ulong frequency = (ulong)provider.TimestampFrequency;
        return (ticks / frequency * 1_000_000_000) + (ticks % frequency * 1_000_000_000 / frequency);
    }

    /// <summary>The processor time that this process has used. Under a provider of the embedder's, which is deterministic, the monotonic time.</summary>
    public ulong GetProcessTime() =>
        !IsSystem ? GetMonotonicTime()
        : OperatingSystem.IsLinux() ? ReadLinuxClock(LinuxConstants.ClockProcessCpu)
        : (ulong)Process.GetCurrentProcess().TotalProcessorTime.Ticks * NanosecondsPerTick;

    /// <summary>The processor time that this thread has used; the process's where the platform does not tell a thread's.</summary>
    public ulong GetThreadTime() =>
        IsSystem && OperatingSystem.IsLinux() ? ReadLinuxClock(LinuxConstants.ClockThreadCpu) : GetProcessTime();

    /// <summary>Starts a timer that ends a wait, where time is the embedder's; null where the wait itself can be timed.</summary>
    public ITimer? StartTimer(long nanoseconds, Interruption interruption) =>
        IsSystem
            ? null
            : provider.CreateTimer(
                static state => ((Interruption)state!).Wake(), interruption, TimeSpan.FromTicks((nanoseconds / 100) + 1), Timeout.InfiniteTimeSpan);

    // The call cannot fail for these clocks; a failure would leave nothing to report but 0.
    private static ulong ReadLinuxClock(int clock) =>
        LinuxNative.ClockTime(clock, out TimeSpecification time) == 0
            ? ((ulong)time.Seconds * 1_000_000_000) + (ulong)time.Nanoseconds
            : 0;
}
