// WASI preview 2: what a pollable waits for, as it is when a wait begins.

using Weft.Wasi.Filesystem;

namespace Weft.Wasi.Preview2.IO;

/// <summary>Something to wait for: a time, a descriptor of the host, or the end of a task.</summary>
internal readonly struct PollSource
{
    private PollSource(ulong deadline, Descriptor? target, bool forWriting, Task? completion) =>
        (Deadline, Target, ForWriting, Completion) = (deadline, target, forWriting, completion);

    /// <summary>What is ready.</summary>
    public static PollSource Now => default;

    /// <summary>The monotonic time at which it is ready, where it is neither a descriptor nor a task; never at <see cref="ulong.MaxValue"/>.</summary>
    public ulong Deadline { get; }

    /// <summary>The descriptor, or null.</summary>
    public Descriptor? Target { get; }

    /// <summary>Whether it waits for the descriptor to take something; otherwise to have something.</summary>
    public bool ForWriting { get; }

    /// <summary>The task, or null.</summary>
    public Task? Completion { get; }

    /// <summary>Waits for a time of the monotonic clock.</summary>
    public static PollSource At(ulong deadline) => new(deadline, null, false, null);

    /// <summary>Waits until a descriptor is ready.</summary>
    public static PollSource Of(Descriptor target, bool forWriting) => new(0, target, forWriting, null);

    /// <summary>Waits until a task is done, which <see cref="Preview2Process.WakeWhenDone"/> knows.</summary>
    public static PollSource Of(Task completion) => new(0, null, false, completion);
}
