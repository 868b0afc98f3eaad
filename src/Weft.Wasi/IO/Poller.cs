// WASI: waiting for several descriptors and a time at once (preview 1 `poll_oneoff`, preview 2 `wasi:io/poll`). Linux waits in ppoll(2) and
// nowhere else; other platforms look at sockets every few milliseconds, and sleep on an event otherwise.

using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Clocks;
using Weft.Wasi.Interop;

namespace Weft.Wasi.IO;

/// <summary>Waits for descriptors and times.</summary>
internal sealed class Poller(WasiClocks clocks, Interruption interruption)
{
    /// <summary>The most descriptors in one wait: beyond, a request is refused rather than served from guest-chosen memory.</summary>
    public const int MaximumRequests = 8192;

    private const long PortableSliceNanoseconds = 5_000_000;
    private PollEntry[] _entries = new PollEntry[8];

    /// <summary>Waits until a request is ready or the deadline has come, whichever is first, and marks what is ready.</summary>
    /// <param name="requests">What to wait for; their results are set.</param>
    /// <param name="deadline">Nanoseconds on the monotonic clock; <see cref="ulong.MaxValue"/> for none.</param>
    /// <param name="returnsWhenWoken">Whether <see cref="Interruption.Wake"/> ends the wait, whatever is ready; otherwise it goes on.</param>
    /// <exception cref="TrapException">The guest was interrupted.</exception>
    public void Wait(Span<PollRequest> requests, ulong deadline, bool returnsWhenWoken = false)
    {
        bool alwaysReady = false;
        int count = 0;
        if (_entries.Length <= requests.Length)
            _entries = new PollEntry[Math.Max(requests.Length + 1, _entries.Length * 2)];
        foreach (ref PollRequest request in requests)
        {
            request.IsReady = false;
            SafeFileHandle? handle = OperatingSystem.IsLinux() ? request.Target.WaitHandle : null;
            if (handle is null)
            {
                request.IsReady = request.Target.IsReady(request.ForWriting);
                alwaysReady |= request.IsReady;
                continue;
            }
            _entries[count++] = new PollEntry
            {
                Descriptor = (int)handle.DangerousGetHandle(),
                Events = request.ForWriting ? LinuxConstants.PollOut : LinuxConstants.PollIn,
            };
        }

        Span<PollEntry> entries = _entries.AsSpan(0, count + 1);
        while (true)
        {
            ulong now = clocks.GetMonotonicTime();
            long remaining = alwaysReady || deadline <= now ? 0
                : deadline == ulong.MaxValue ? -1
                : (long)Math.Min(deadline - now, 86_400_000_000_000);
            if (!OperatingSystem.IsLinux() && requests.Length > 0 && remaining != 0)
                remaining = remaining < 0 ? PortableSliceNanoseconds : Math.Min(remaining, PortableSliceNanoseconds);

            bool isWoken;
            using (ITimer? timer = remaining > 0 ? clocks.StartTimer(remaining, interruption) : null)
                isWoken = interruption.Wait(entries, timer is null ? remaining : -1);

            if (Collect(requests, entries) || alwaysReady || (isWoken && returnsWhenWoken) || clocks.GetMonotonicTime() >= deadline)
                return;
        }
    }

    private static bool Collect(Span<PollRequest> requests, Span<PollEntry> entries)
    {
        bool any = false;
        int index = 0;
        foreach (ref PollRequest request in requests)
        {
            if (!OperatingSystem.IsLinux())
            {
                request.IsReady = request.Target.IsReady(request.ForWriting);
                any |= request.IsReady;
                continue;
            }
            if (request.Target.WaitHandle is null)
                continue;
            short returned = entries[index++].Returned;
            request.IsReady = returned != 0;
            request.HasHungUp = (returned & (LinuxConstants.PollHangUp | LinuxConstants.PollError)) != 0;
            request.Error = (returned & LinuxConstants.PollInvalid) != 0 ? WasiError.BadDescriptor : WasiError.Success;
            any |= request.IsReady;
        }
        return any;
    }
}
