// WASI: one descriptor to wait for, and what came of it.

using Weft.Wasi.Filesystem;

namespace Weft.Wasi.IO;

/// <summary>A descriptor to wait for.</summary>
internal struct PollRequest
{
    public Descriptor Target;

    /// <summary>Whether readiness for writing is waited for; for reading otherwise.</summary>
    public bool ForWriting;

    /// <summary>Result: whether it is ready.</summary>
    public bool IsReady;

    /// <summary>Result: whether the other side has gone.</summary>
    public bool HasHungUp;

    /// <summary>Result: what is wrong with it.</summary>
    public WasiError Error;
}
