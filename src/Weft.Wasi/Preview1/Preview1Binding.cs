// WASI preview 1: from a call of the engine's to the process and the memory that it concerns. What is found is kept for the next call, since
// nearly every call comes from the same instance.

using System.Runtime.CompilerServices;
using Weft.Wasi.Threads;

namespace Weft.Wasi.Preview1;

/// <summary>Finds the process of a calling guest.</summary>
internal sealed class Preview1Binding
{
    private readonly WasiOptionsBuilder? _builder;
    private readonly Preview1Process? _only;
    private readonly ConditionalWeakTable<Store, Preview1Process> _processes = [];
    private readonly Lock _lock = new();
    private Found? _last;

    /// <summary>Makes a binding that gives each store a world of its own.</summary>
    public Preview1Binding(WasiOptionsBuilder builder) => _builder = builder;

    /// <summary>Makes a binding over one world.</summary>
    public Preview1Binding(Preview1Process only) => _only = only;

    /// <summary>Begins a call that touches no memory.</summary>
    public Preview1Call Enter(Caller caller) => new(Find(caller).Process, null);

    /// <summary>Begins a call that does not block.</summary>
    public Preview1Call EnterMemory(Caller caller)
    {
        Found found = Find(caller);
        return new Preview1Call(found.Process, MemoryOf(found, caller));
    }

    /// <summary>Begins a call that may block and is then to be interrupted with the guest.</summary>
    public Preview1Call Block(Caller caller)
    {
        Found found = Find(caller);
        Memory memory = MemoryOf(found, caller);
        found.Process.Interruption.Attach(caller.CancellationToken);
        return new Preview1Call(found.Process, memory);
    }

    private static Memory MemoryOf(Found found, Caller caller) => found.Memory ??= caller.GetExport("memory") as Memory
        ?? throw new TrapException(TrapKind.MemoryOutOfBounds, "WASI needs the calling instance to export a memory named \"memory\"");

    // Stores on several threads share a binding: what was found is one object, replaced as a whole.
    private Found Find(Caller caller)
    {
        Found? last = _last;
        if (last is not null && ReferenceEquals(last.Store, caller.Store) && ReferenceEquals(last.Instance, caller.Instance))
            return last;
        return _last = new Found(caller.Store, caller.Instance, FindProcess(caller.Store));
    }

    private Preview1Process FindProcess(Store store)
    {
        lock (_lock)
        {
            if (_processes.TryGetValue(store, out Preview1Process? known))
                return known;
            Preview1Process process;
            if (GuestThread.Of(store) is { } thread)
            {
                // The world is the first thread's, whose own store may not have called anything yet.
                process = FindProcess(thread.MainStore).CreateThread();
                thread.Own(process);
            }
            else
            {
                process = _only ?? new Preview1Process(_builder!.Build());
            }
            _processes.Add(store, process);
            return process;
        }
    }

    private sealed class Found(Store store, Instance? instance, Preview1Process process)
    {
        public Store Store => store;
        public Instance? Instance => instance;
        public Preview1Process Process => process;
        public Memory? Memory { get; set; }
    }
}
