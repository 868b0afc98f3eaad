// WASI preview 1: poll_oneoff. The number of subscriptions is bounded before anything is allocated for them.

using System.Buffers.Binary;
using Weft.Wasi.Filesystem;
using Weft.Wasi.IO;

namespace Weft.Wasi.Preview1;

/// <summary>Waiting.</summary>
internal static class PollFunctions
{
    private const int EventSize = 32;
    private const byte Clock = 0;
    private const byte FdRead = 1;
    private const byte FdWrite = 2;
    private const ushort HangUp = 1;

    /// <summary><c>poll_oneoff</c></summary>
    public static WasiError PollOneoff(
        Preview1Process process, GuestMemory memory, Layout layout, uint subscriptions, uint events, uint count, uint result)
    {
        if (count is 0 or > Poller.MaximumRequests)
            return WasiError.Invalid;
        if (!memory.TryGetRange(subscriptions, count * layout.SubscriptionSize, out Span<byte> input)
            || !memory.TryGetRange(events, count * EventSize, out Span<byte> output)
            || !memory.TryGetRange(result, sizeof(uint), out _))
        {
            return WasiError.Fault;
        }

        var pending = new Pending[count];
        ulong deadline = ulong.MaxValue;
        int requests = 0;
        for (int index = 0; index < pending.Length; index++)
        {
            WasiError error = Read(process, layout, input.Slice(index * (int)layout.SubscriptionSize, (int)layout.SubscriptionSize), out pending[index]);
            if (error != WasiError.Success)
                return error;
            if (pending[index].Target is not null)
                requests++;
            else
                deadline = Math.Min(deadline, pending[index].Error != WasiError.Success ? 0 : pending[index].Deadline);
        }

        var polled = new PollRequest[requests];
        int next = 0;
        foreach (ref readonly Pending one in pending.AsSpan())
        {
            if (one.Target is not null)
                polled[next++] = new PollRequest { Target = one.Target, ForWriting = one.Kind == FdWrite };
        }
        process.Poller.Wait(polled, deadline);

        ulong now = process.Context.Clocks.GetMonotonicTime();
        uint written = 0;
        next = 0;
        foreach (ref readonly Pending one in pending.AsSpan())
        {
            PollRequest request = one.Target is null ? default : polled[next++];
            bool happened = one.Error != WasiError.Success || (one.Target is null ? one.Deadline <= now : request.IsReady);
            if (!happened)
                continue;
            Span<byte> happening = output.Slice((int)written++ * EventSize, EventSize);
            happening.Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(happening, one.UserData);
            BinaryPrimitives.WriteUInt16LittleEndian(happening[8..], (ushort)(one.Error != WasiError.Success ? one.Error : request.Error));
            happening[10] = one.Kind;
            if (one.Target is null)
                continue;
            ulong bytes = one.Kind == FdRead ? one.Target.GetReadableBytes() : 1;
            bool atEnd = one.Kind == FdRead && one.Target.IsSeekable && bytes == 0;
            BinaryPrimitives.WriteUInt64LittleEndian(happening[16..], bytes);
            BinaryPrimitives.WriteUInt16LittleEndian(happening[24..], request.HasHungUp || atEnd ? HangUp : (ushort)0);
        }
        return memory.TryWrite(result, written) ? WasiError.Success : WasiError.Fault;
    }

    private static WasiError Read(Preview1Process process, Layout layout, ReadOnlySpan<byte> subscription, out Pending pending)
    {
        pending = new Pending { UserData = BinaryPrimitives.ReadUInt64LittleEndian(subscription), Kind = subscription[8] };
        if (pending.Kind == Clock)
            return ReadClock(process, subscription[layout.SubscriptionClock..], ref pending);
        if (pending.Kind is not (FdRead or FdWrite))
            return WasiError.Invalid;
        DescriptorEntry? entry = process.Find(BinaryPrimitives.ReadInt32LittleEndian(subscription[16..]));
        if (entry is null || entry.Descriptor is DirectoryDescriptor)
            return WasiError.BadDescriptor;
        // The right to read includes that to wait for it, as in Wasmtime; `poll_fd_readwrite` is not asked for.
        if (entry.Has(pending.Kind == FdRead ? Rights.FdRead : Rights.FdWrite))
            pending.Target = entry.Descriptor;
        else
            pending.Error = WasiError.NotCapable;
        return WasiError.Success;
    }

    private static WasiError ReadClock(Preview1Process process, ReadOnlySpan<byte> clock, ref Pending pending)
    {
        const int RealTime = 0, Monotonic = 1, Absolute = 1;
        uint id = BinaryPrimitives.ReadUInt32LittleEndian(clock);
        ulong timeout = BinaryPrimitives.ReadUInt64LittleEndian(clock[8..]);
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(clock[24..]);
        if (id is not (RealTime or Monotonic) || (flags & ~Absolute) != 0)
            return WasiError.Invalid;
        ulong now = process.Context.Clocks.GetMonotonicTime();
        if ((flags & Absolute) != 0)
        {
            ulong read = id == Monotonic ? now : process.Context.Clocks.GetRealTime();
            timeout = timeout > read ? timeout - read : 0;
        }
        // No wait is as long as the clock: what would overflow is for ever.
        pending.Deadline = timeout < ulong.MaxValue - now ? now + timeout : ulong.MaxValue;
        return WasiError.Success;
    }

    private struct Pending
    {
        public ulong UserData;
        public byte Kind;
        public ulong Deadline;
        public Descriptor? Target;
        public WasiError Error;
    }
}
