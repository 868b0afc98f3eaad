// WASI preview 1: from a call of the engine's to the process and the memory that it concerns. What is found is kept for the next call, since
// nearly every call comes from the same instance.

using System.Runtime.CompilerServices;

namespace Weft.Wasi.Preview1;

/// <summary>Finds the process of a calling guest.</summary>
internal sealed class Preview1Binding
{
    private readonly WasiOptionsBuilder? _builder;
    private readonly Preview1Process? _only;
    private readonly ConditionalWeakTable<Store, Preview1Process> _processes = [];
    private Found? _last;

    /// <summary>Makes a binding that gives each store a world of its own.</summary>
    public Preview1Binding(WasiOptionsBuilder builder) => _builder = builder;

    /// <summary>Makes a binding over one world.</summary>
    public Preview1Binding(Preview1Process only) => _only = only;

    /// <summary>The process, for a call that touches no memory.</summary>
    public Preview1Process Enter(Caller caller) => Find(caller).Process;

    /// <summary>The process and the memory, for a call that does not block.</summary>
    public Preview1Process Enter(Caller caller, out GuestMemory memory)
    {
        Found found = Find(caller);
        memory = new GuestMemory(found.Memory ??= caller.GetExport("memory") as Memory
            ?? throw new TrapException(TrapKind.MemoryOutOfBounds, "WASI needs the calling instance to export a memory named \"memory\""));
        return found.Process;
    }

    /// <summary>The process and the memory, for a call that may block and is then to be interrupted with the guest.</summary>
    public Preview1Process Block(Caller caller, out GuestMemory memory)
    {
        Preview1Process process = Enter(caller, out memory);
        process.Context.Interruption.Attach(caller.CancellationToken);
        return process;
    }

    // Stores on several threads share a binding: what was found is one object, replaced as a whole.
    private Found Find(Caller caller)
    {
        Found? last = _last;
        if (last is not null && ReferenceEquals(last.Store, caller.Store) && ReferenceEquals(last.Instance, caller.Instance))
            return last;
        Preview1Process process = _only
            ?? _processes.GetValue(caller.Store, _ => new Preview1Process(_builder!.Build()));
        return _last = new Found(caller.Store, caller.Instance, process);
    }

    private sealed class Found(Store store, Instance? instance, Preview1Process process)
    {
        public Store Store => store;
        public Instance? Instance => instance;
        public Preview1Process Process => process;
        public Memory? Memory { get; set; }
    }
}
