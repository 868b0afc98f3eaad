// WASI file systems: an open directory, the only door to paths. Every path is relative to it and cannot lead out of it: not by "..", not
// by an absolute path, not through a symbolic link, and not in a race with someone who moves things about. A path that would answers
// NotPermitted. Paths are UTF-8 without NUL (the faces check that) and not yet otherwise looked at.

namespace Weft.Wasi.Filesystem;

/// <summary>An open directory.</summary>
internal abstract class DirectoryDescriptor : Descriptor
{
    /// <inheritdoc/>
    public sealed override FileKind Kind => FileKind.Directory;

    /// <summary>Whether nothing beneath it can be changed through it.</summary>
    public abstract bool IsReadOnly { get; }

    /// <summary>Held by whoever calls <see cref="ReadEntry"/>, until the entry is copied.</summary>
    public Lock ReadingGate { get; } = new();

    /// <inheritdoc/>
    public sealed override WasiError ReadAt(ReadOnlySpan<Interop.IoVector> buffers, ulong offset, out int count)
    {
        count = 0;
        return WasiError.BadDescriptor;
    }

    /// <inheritdoc/>
    public sealed override WasiError WriteAt(ReadOnlySpan<Interop.IoVector> buffers, ulong offset, out int count)
    {
        count = 0;
        return WasiError.BadDescriptor;
    }

    /// <inheritdoc/>
    public sealed override WasiError Seek(long offset, SeekOrigin origin, out ulong position)
    {
        position = 0;
        return WasiError.BadDescriptor;
    }

    /// <summary>Opens what a path names.</summary>
    /// <param name="path">The path.</param>
    /// <param name="request">How.</param>
    /// <param name="descriptor">What was opened, or null.</param>
    public abstract WasiError Open(ReadOnlySpan<byte> path, OpenRequest request, out Descriptor? descriptor);

    /// <summary>Reads the attributes of what a path names.</summary>
    public abstract WasiError GetStatusAt(ReadOnlySpan<byte> path, bool followLinks, out FileStatus status);

    /// <summary>Changes the times of what a path names.</summary>
    public abstract WasiError SetTimesAt(ReadOnlySpan<byte> path, bool followLinks, TimeUpdate access, TimeUpdate modification);

    /// <summary>Makes a directory.</summary>
    public abstract WasiError CreateDirectory(ReadOnlySpan<byte> path);

    /// <summary>Removes an empty directory.</summary>
    public abstract WasiError RemoveDirectory(ReadOnlySpan<byte> path);

    /// <summary>Removes a name that is not a directory's.</summary>
    public abstract WasiError Unlink(ReadOnlySpan<byte> path);

    /// <summary>Makes a hard link; a symbolic link at the old path's end is linked itself.</summary>
    public abstract WasiError Link(ReadOnlySpan<byte> oldPath, DirectoryDescriptor newDirectory, ReadOnlySpan<byte> newPath);

    /// <summary>Moves a name, replacing what the new one names.</summary>
    public abstract WasiError Rename(ReadOnlySpan<byte> oldPath, DirectoryDescriptor newDirectory, ReadOnlySpan<byte> newPath);

    /// <summary>Makes a symbolic link; an absolute target is refused, since it can never be followed.</summary>
    public abstract WasiError CreateSymbolicLink(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path);

    /// <summary>Reads a symbolic link, as much as fits; an absolute target is refused, since it tells of the host.</summary>
    public abstract WasiError ReadLink(ReadOnlySpan<byte> path, Span<byte> destination, out int count);

    /// <summary>Reads the entry at a position. <c>.</c> and <c>..</c> are the first two; both have the directory's own inode.</summary>
    /// <param name="position">0 for the first entry, else an earlier entry's <see cref="DirectoryEntry.Next"/>.</param>
    /// <param name="entry">The entry; its name is valid until the next call.</param>
    /// <param name="found">Whether there is an entry; false at the end.</param>
    public abstract WasiError ReadEntry(ulong position, out DirectoryEntry entry, out bool found);
}
