// WASI file systems, in memory: a symbolic link.

namespace Weft.Wasi.Filesystem.InMemory;

/// <summary>A symbolic link.</summary>
internal sealed class MemoryLinkNode(InMemoryFileSystem fileSystem, ulong inode, byte[] target) : MemoryNode(fileSystem, inode)
{
    /// <inheritdoc/>
    public override FileKind Kind => FileKind.SymbolicLink;

    /// <inheritdoc/>
    public override ulong Size => (ulong)target.Length;

    /// <summary>Where it leads, in UTF-8.</summary>
    public ReadOnlySpan<byte> Target => target;
}
