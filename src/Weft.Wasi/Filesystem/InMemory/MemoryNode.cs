// WASI file systems, in memory: what a name can refer to. Nodes outlive their names while descriptors are open on them, as in POSIX.
// The file system's lock guards every node.

namespace Weft.Wasi.Filesystem.InMemory;

/// <summary>A file, directory or symbolic link in memory.</summary>
internal abstract class MemoryNode(InMemoryFileSystem fileSystem, ulong inode)
{
    /// <summary>What a node is taken to cost, beside its content, so that empty ones are not free.</summary>
    public const long Cost = 256;

    public InMemoryFileSystem FileSystem => fileSystem;
    public ulong Inode => inode;
    public abstract FileKind Kind { get; }
    public abstract ulong Size { get; }
    public ulong LinkCount { get; set; } = 1;
    public ulong AccessTime { get; set; } = fileSystem.Now();
    public ulong ModificationTime { get; set; } = fileSystem.Now();
    public ulong ChangeTime { get; set; } = fileSystem.Now();

    /// <summary>Reads the attributes.</summary>
    public void GetStatus(out FileStatus status) => status = new FileStatus
    {
        Device = fileSystem.Device,
        Inode = Inode,
        Kind = Kind,
        LinkCount = LinkCount,
        Size = Size,
        AccessTime = AccessTime,
        ModificationTime = ModificationTime,
        ChangeTime = ChangeTime,
    };

    /// <summary>Changes the times.</summary>
    public void SetTimes(TimeUpdate access, TimeUpdate modification)
    {
        ulong now = FileSystem.Now();
        AccessTime = Apply(access, AccessTime, now);
        ModificationTime = Apply(modification, ModificationTime, now);
        ChangeTime = now;
    }

    /// <summary>Notes that the content changed.</summary>
    public void Touch() => ModificationTime = ChangeTime = FileSystem.Now();

    private static ulong Apply(TimeUpdate update, ulong old, ulong now) => update.Kind switch
    {
        TimeUpdateKind.Now => now,
        TimeUpdateKind.Set => update.Nanoseconds,
        _ => old,
    };
}
