// WASI: waiting that can be cut short. A guest that sleeps, or waits for a pipe, must stop when its store is interrupted: whatever blocks
// waits with poll(2) on its descriptor and on an event descriptor that the cancellation writes to. A store that cannot be interrupted
// pays nothing: it blocks in read(2) itself.

using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Interop;

namespace Weft.Wasi.IO;

/// <summary>What ends a wait early.</summary>
internal sealed class Interruption : IDisposable
{
    // Made when somebody waits: most guests never do.
    private SafeFileHandle? _event;
    private AutoResetEvent? _portableEvent;
    private CancellationToken _token;
    private CancellationTokenRegistration _registration;

    // Another thread may wake a guest that is about to wait, and make the event first.
    private SafeFileHandle Event => Volatile.Read(ref _event) ?? MakeEvent();
    private AutoResetEvent PortableEvent => Volatile.Read(ref _portableEvent) ?? MakePortableEvent();

    /// <summary>Whether something may raise it; where not, blocking calls need no precaution.</summary>
    public bool IsPossible => _token.CanBeCanceled;

    /// <summary>Says what raises it from now on.</summary>
    public void Attach(CancellationToken token)
    {
        if (token.Equals(_token))
            return;
        _registration.Dispose();
        if ((_event ?? (object?)_portableEvent) is not null)
            Drain();
        _token = token;
        _registration = token.UnsafeRegister(static state => ((Interruption)state!).Wake(), this);
    }

    /// <summary>Raises the trap of an interrupted guest where it has been raised.</summary>
    /// <exception cref="TrapException">It has been raised.</exception>
    public void ThrowIfRaised()
    {
        if (_token.IsCancellationRequested)
            throw new TrapException(TrapKind.Interrupted, "in a WASI call that was waiting");
    }

    /// <summary>Ends the wait under way, or the next.</summary>
    public void Wake()
    {
        if (!OperatingSystem.IsLinux())
        {
            PortableEvent.Set();
            return;
        }
        // The counter takes a native 64-bit one. A full counter (EAGAIN) is as good as a successful write: the descriptor is readable.
        ReadOnlySpan<ulong> one = [1];
        _ = LinuxNative.Write(Event, in MemoryMarshal.AsBytes(one)[0], sizeof(ulong));
    }

    /// <summary>Waits until the host's descriptor is ready.</summary>
    /// <exception cref="TrapException">The interruption was raised first.</exception>
    public void WaitFor(SafeFileHandle handle, short events)
    {
        Span<PollEntry> entries = [new() { Descriptor = (int)handle.DangerousGetHandle(), Events = events }, default];
        do
            Wait(entries, -1);
        while (entries[0].Returned == 0);
        GC.KeepAlive(handle);
    }

    /// <summary>Waits until one of the host's descriptors is ready, the time is over, or <see cref="Wake"/> was called.</summary>
    /// <param name="entries">What to wait for; the last one is overwritten: it is the interruption's own.</param>
    /// <param name="timeoutNanoseconds">How long at most; negative for no limit.</param>
    /// <returns>Whether <see cref="Wake"/> was called.</returns>
    /// <exception cref="TrapException">The interruption was raised.</exception>
    public bool Wait(Span<PollEntry> entries, long timeoutNanoseconds)
    {
        ThrowIfRaised();
        if (!OperatingSystem.IsLinux())
        {
            bool isSet = PortableEvent.WaitOne(timeoutNanoseconds < 0 ? Timeout.InfiniteTimeSpan
                : TimeSpan.FromTicks(Math.Min((timeoutNanoseconds / 100) + 1, TimeSpan.TicksPerDay)));
            ThrowIfRaised();
            return isSet;
        }
        entries[^1] = new PollEntry { Descriptor = (int)Event.DangerousGetHandle(), Events = LinuxConstants.PollIn };
        var timeout = new TimeSpecification { Seconds = timeoutNanoseconds / 1_000_000_000, Nanoseconds = timeoutNanoseconds % 1_000_000_000 };
        int result = timeoutNanoseconds < 0
            ? LinuxNative.Poll(ref entries[0], (nuint)entries.Length, 0, 0)
            : LinuxNative.Poll(ref entries[0], (nuint)entries.Length, in timeout, 0);
        if (result < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != LinuxConstants.ErrorInterrupted)
                throw new Win32Exception(error, "ppoll failed");
            foreach (ref PollEntry entry in entries)
                entry.Returned = 0;
        }
        ThrowIfRaised();
        if (entries[^1].Returned == 0)
            return false;
        Drain();
        return true;
    }

    /// <summary>Stops listening to what raises it.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        _event?.Dispose();
        _portableEvent?.Dispose();
    }

    private void Drain()
    {
        if (!OperatingSystem.IsLinux())
        {
            PortableEvent.Reset();
            return;
        }
        // An empty counter (EAGAIN) is what is wanted.
        Span<byte> counter = stackalloc byte[sizeof(ulong)];
        _ = LinuxNative.Read(Event, ref counter[0], sizeof(ulong));
    }

    private SafeFileHandle MakeEvent()
    {
        int descriptor = LinuxNative.EventDescriptor(0, LinuxConstants.OpenCloseOnExecute | LinuxConstants.EventNonBlocking);
        if (descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "eventfd failed");
        var made = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Interlocked.CompareExchange(ref _event, made, null) is not { } first)
            return made;
        made.Dispose();
        return first;
    }

    private AutoResetEvent MakePortableEvent()
    {
        var made = new AutoResetEvent(false);
        if (Interlocked.CompareExchange(ref _portableEvent, made, null) is not { } first)
            return made;
        made.Dispose();
        return first;
    }
}
