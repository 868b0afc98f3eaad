// WASI preview 1: one call of a guest's.

namespace Weft.Wasi.Preview1;

/// <summary>A call under way: the process and the memory it concerns. Disposing it lets go of the descriptors that it used.</summary>
internal readonly ref struct Preview1Call : IDisposable
{
    /// <summary>Begins a call.</summary>
    public Preview1Call(Preview1Process process, Memory? memory)
    {
        Process = process;
        Memory = memory is null ? default : new GuestMemory(memory);
        process.BeginCall();
    }

    /// <summary>The process, as the calling thread sees it.</summary>
    public Preview1Process Process { get; }

    /// <summary>The caller's memory; empty where the call asked for none.</summary>
    public GuestMemory Memory { get; }

    /// <summary>Ends the call.</summary>
    public void Dispose() => Process.EndCall();
}
