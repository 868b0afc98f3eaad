// WASI preview 2: wasi:io/poll. All waiting of a process happens here or in a blocking call of a descriptor: in one poll(2), which ends for
// descriptors, times, tasks that are done and the interruption of the guest.

using Weft.Wasi.IO;

namespace Weft.Wasi.Preview2.IO;

/// <summary>Waits for pollables.</summary>
internal sealed class PollFunctions(Preview2Process process, Poller poller) : WasiPreview2.IPoll
{
    // Pollables that are not of this library can only be asked.
    private const ulong ForeignSliceNanoseconds = 5_000_000;

    private readonly PollRequest[] _single = new PollRequest[1];

    /// <inheritdoc/>
    public uint[] Poll(WasiPreview2.Poll.IPollable[] @in)
    {
        if (@in.Length is 0 or > Poller.MaximumRequests)
            throw new TrapException(TrapKind.CanonicalAbi, $"`poll` takes 1 to {Poller.MaximumRequests} pollables, not {@in.Length}");
        process.Enter();
        var sources = new PollSource[@in.Length];
        var requests = new PollRequest[@in.Length];
        while (true)
        {
            ulong deadline = ulong.MaxValue;
            int count = 0;
            for (int index = 0; index < @in.Length; index++)
            {
                PollSource source = GetSource(@in[index], out ulong latest);
                sources[index] = source;
                if (source.Target is not null)
                    requests[count++] = new PollRequest { Target = source.Target, ForWriting = source.ForWriting };
                deadline = Math.Min(deadline, latest);
            }
            poller.Wait(requests.AsSpan(0, count), deadline, returnsWhenWoken: true);
            uint[] ready = Collect(sources, requests);
            if (ready.Length != 0)
                return ready;
        }
    }

    /// <summary>Waits for one thing.</summary>
    public void Wait(PollSource source)
    {
        while (!Wait(source, source.Completion is { IsCompleted: true } ? 0 : source.Target is null && source.Completion is null ? source.Deadline : ulong.MaxValue))
        {
        }
    }

    /// <summary>Whether something has happened; does not wait.</summary>
    public bool IsReady(PollSource source) =>
        source.Completion is { } task ? task.IsCompleted
        : source.Target is not null ? Wait(source, 0)
        : source.Deadline <= process.Context.Clocks.GetMonotonicTime();

    private bool Wait(PollSource source, ulong deadline)
    {
        Span<PollRequest> requests = _single.AsSpan(0, source.Target is null ? 0 : 1);
        if (source.Target is not null)
            requests[0] = new PollRequest { Target = source.Target, ForWriting = source.ForWriting };
        poller.Wait(requests, deadline, returnsWhenWoken: true);
        return source.Target is not null ? requests[0].IsReady : IsReady(source);
    }

    /// <summary>What a pollable waits for, and when the wait for it ends at the latest.</summary>
    private PollSource GetSource(WasiPreview2.Poll.IPollable pollable, out ulong latest)
    {
        PollSource source;
        if (pollable is Pollable own)
        {
            source = own.Source;
            latest = source.Target is not null ? ulong.MaxValue
                : source.Completion is { } task ? (task.IsCompleted ? 0 : ulong.MaxValue)
                : source.Deadline;
            return source;
        }
        bool isReady = pollable.Ready();
        latest = isReady ? 0 : process.Context.Clocks.GetMonotonicTime() + ForeignSliceNanoseconds;
        return isReady ? PollSource.Now : PollSource.At(ulong.MaxValue);
    }

    private uint[] Collect(ReadOnlySpan<PollSource> sources, ReadOnlySpan<PollRequest> requests)
    {
        var ready = new List<uint>();
        int next = 0;
        for (int index = 0; index < sources.Length; index++)
        {
            if (sources[index].Target is not null ? requests[next++].IsReady : IsReady(sources[index]))
                ready.Add((uint)index);
        }
        return [.. ready];
    }
}
