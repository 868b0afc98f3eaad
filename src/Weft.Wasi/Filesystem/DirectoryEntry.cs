// WASI file systems: one entry of a directory (preview 1 `dirent`, preview 2 `directory-entry`).

namespace Weft.Wasi.Filesystem;

/// <summary>An entry of a directory.</summary>
internal ref struct DirectoryEntry
{
    /// <summary>The position of the entry that follows.</summary>
    public ulong Next;
    public ulong Inode;
    public FileKind Kind;
    public ReadOnlySpan<byte> Name;
}
