// WASI, system calls: how much one call moves at most.

namespace Weft.Wasi.Interop;

/// <summary>Bounds of one transfer.</summary>
internal static class Transfer
{
    /// <summary>The most bytes that one call moves, as Linux has it (MAX_RW_COUNT); a longer request is a short transfer.</summary>
    public const int MaximumBytes = 0x7ffff000;

    /// <summary>The most vectors in one call, as POSIX has it on Linux (IOV_MAX).</summary>
    public const int MaximumVectors = 1024;
}
