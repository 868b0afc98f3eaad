// WASI file systems: what stat(2) tells (preview 1 `filestat`, preview 2 `descriptor-stat`).

namespace Weft.Wasi.Filesystem;

/// <summary>Attributes of an object in a file system.</summary>
internal struct FileStatus
{
    public ulong Device;
    public ulong Inode;
    public FileKind Kind;
    public ulong LinkCount;
    public ulong Size;

    /// <summary>Nanoseconds since 1970 in UTC, as are the other times; 0 for a time before.</summary>
    public ulong AccessTime;
    public ulong ModificationTime;
    public ulong ChangeTime;
}
