// WASI: an open thing. Files, directories, streams and sockets derive from it; the versions' faces put it in their tables.
// A descriptor belongs to one guest, whose threads may use it at once; none closes it while another uses it, which the faces see to. What an
// object cannot do, it refuses here, with POSIX's error.

using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Interop;
using Weft.Wasi.IO;

namespace Weft.Wasi.Filesystem;

/// <summary>An open file, directory, stream or socket.</summary>
internal abstract class Descriptor : IDisposable
{
    /// <summary>What it is.</summary>
    public abstract FileKind Kind { get; }

    /// <summary>Whether it has a position, hence can be sought and be read and written at an offset.</summary>
    public virtual bool IsSeekable => false;

    /// <summary>Whether it is a terminal.</summary>
    public virtual bool IsTerminal => false;

    /// <summary>How it behaves.</summary>
    public virtual DescriptorFlags Flags => DescriptorFlags.None;

    /// <summary>The host's descriptor to wait on for readiness, or null where it is always ready.</summary>
    public virtual SafeFileHandle? WaitHandle => null;

    /// <summary>Reads its attributes.</summary>
    public abstract WasiError GetStatus(out FileStatus status);

    /// <summary>Changes how it behaves.</summary>
    public virtual WasiError SetFlags(DescriptorFlags flags) => WasiError.BadDescriptor;

    /// <summary>Changes its times.</summary>
    public virtual WasiError SetTimes(TimeUpdate access, TimeUpdate modification) => WasiError.BadDescriptor;

    /// <summary>Makes what was written durable.</summary>
    public virtual WasiError Synchronize(bool dataOnly) => WasiError.BadDescriptor;

    /// <summary>Reads at the position and moves it; blocks until something is there, unless the descriptor does not block.</summary>
    /// <param name="buffers">Where to.</param>
    /// <param name="interruption">What ends a wait early.</param>
    /// <param name="count">The bytes read; 0 at the end.</param>
    public virtual WasiError Read(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count)
    {
        count = 0;
        return WasiError.BadDescriptor;
    }

    /// <summary>Writes at the position and moves it; blocks until all is written, unless the descriptor does not block.</summary>
    public virtual WasiError Write(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count)
    {
        count = 0;
        return WasiError.BadDescriptor;
    }

    /// <summary>Reads at an offset and leaves the position alone.</summary>
    public virtual WasiError ReadAt(ReadOnlySpan<IoVector> buffers, ulong offset, out int count)
    {
        count = 0;
        return WasiError.NotSeekable;
    }

    /// <summary>Writes at an offset and leaves the position alone.</summary>
    public virtual WasiError WriteAt(ReadOnlySpan<IoVector> buffers, ulong offset, out int count)
    {
        count = 0;
        return WasiError.NotSeekable;
    }

    /// <summary>Writes at the end, wherever that is by then, and leaves the position alone.</summary>
    public virtual WasiError Append(ReadOnlySpan<IoVector> buffers, out int count)
    {
        count = 0;
        return WasiError.NotSeekable;
    }

    /// <summary>Moves the position.</summary>
    public virtual WasiError Seek(long offset, SeekOrigin origin, out ulong position)
    {
        position = 0;
        return WasiError.NotSeekable;
    }

    /// <summary>Cuts the file, or extends it by zeros.</summary>
    public virtual WasiError SetSize(ulong size) => WasiError.BadDescriptor;

    /// <summary>Reserves room for a range, which extends the file where the range ends beyond it.</summary>
    public virtual WasiError Allocate(ulong offset, ulong length) => WasiError.BadDescriptor;

    /// <summary>Tells how a range will be used.</summary>
    public virtual WasiError Advise(ulong offset, ulong length, Advice advice) => WasiError.BadDescriptor;

    /// <summary>The bytes that can be read without waiting, as far as known; at least 1 where a read would not block but the number is not known.</summary>
    public virtual ulong GetReadableBytes() => 1;

    /// <summary>Whether a read or write would return at once, for platforms that cannot wait on <see cref="WaitHandle"/>.</summary>
    public virtual bool IsReady(bool forWriting) => true;

    /// <summary>Closes it, and releases what it holds of the host.</summary>
    public abstract void Dispose();
}
