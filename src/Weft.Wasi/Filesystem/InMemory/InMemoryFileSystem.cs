// WASI file systems: one that exists in memory only. An embedder fills it, mounts it in as many guests as it likes, and reads it afterwards;
// a guest cannot tell it from a directory of the host. What it may hold is bounded, since guests are hostile.

using System.Text;
using Weft.Wasi.Filesystem.InMemory;

namespace Weft.Wasi.Filesystem;

/// <summary>A file system in memory, which <see cref="WasiOptionsBuilder.MountFileSystem"/> gives to a guest. Its methods may be called from any thread.</summary>
public sealed class InMemoryFileSystem
{
    private const int MaximumNodes = 4_000_000;
    private static ulong s_lastDevice = 0x5745_4654_0000_0000;
    private readonly TimeProvider _time;
    private ulong _lastInode;
    private long _used;
    private int _nodes;

    /// <summary>Makes an empty file system.</summary>
    /// <param name="capacity">The bytes that it may hold, names and bookkeeping included; a guest that writes more gets "no space".</param>
    /// <param name="timeProvider">What tells the files' times; the system's clock where null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is negative.</exception>
    public InMemoryFileSystem(long capacity = 256L << 20, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Capacity = capacity;
        _time = timeProvider ?? TimeProvider.System;
        Device = Interlocked.Increment(ref s_lastDevice);
        Root = new MemoryDirectoryNode(this, ++_lastInode, parent: null);
    }

    /// <summary>The bytes that it may hold.</summary>
    public long Capacity { get; }

    /// <summary>The bytes that it holds, bookkeeping included.</summary>
    public long UsedBytes
    {
        get
        {
            lock (Gate)
                return _used;
        }
    }

    internal Lock Gate { get; } = new();
    internal ulong Device { get; }
    internal MemoryDirectoryNode Root { get; }

    /// <summary>Makes a directory and those above it; one that is there already is left as it is.</summary>
    /// <param name="path">The path from the root, with or without a slash before it.</param>
    /// <returns>This file system.</returns>
    /// <exception cref="IOException">Something else has that name, or there is no room.</exception>
    public InMemoryFileSystem CreateDirectory(string path)
    {
        lock (Gate)
        {
            MemoryDirectoryNode directory = Root;
            foreach (string name in Components(path))
            {
                MemoryNode? node = directory.Find(name);
                if (node is null)
                {
                    Check(CreateNode(directory, name, inode => new MemoryDirectoryNode(this, inode, directory), out node), path);
                    directory.LinkCount++;
                }
                directory = node as MemoryDirectoryNode ?? throw new IOException($"'{path}': '{name}' is not a directory");
            }
            return this;
        }
    }

    /// <summary>Writes a whole file, which is made, with the directories above it, where it is not there.</summary>
    /// <param name="path">The path from the root.</param>
    /// <param name="content">The bytes.</param>
    /// <returns>This file system.</returns>
    /// <exception cref="IOException">A directory or link has that name, or there is no room.</exception>
    public InMemoryFileSystem WriteFile(string path, ReadOnlySpan<byte> content)
    {
        lock (Gate)
        {
            MemoryDirectoryNode directory = MakeParent(path, out string name);
            MemoryNode? node = directory.Find(name);
            if (node is null)
                Check(CreateNode(directory, name, inode => new MemoryFileNode(this, inode), out node), path);
            MemoryFileNode file = node as MemoryFileNode ?? throw new IOException($"'{path}' is not a file");
            file.SetLength(0);
            if (file.Write(0, content) < content.Length)
                Check(WasiError.NoSpace, path);
            file.Touch();
            return this;
        }
    }

    /// <summary>Writes a whole file of text in UTF-8.</summary>
    /// <inheritdoc cref="WriteFile(string, ReadOnlySpan{byte})"/>
    public InMemoryFileSystem WriteFile(string path, string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return WriteFile(path, Encoding.UTF8.GetBytes(content));
    }

    /// <summary>Makes a symbolic link, with the directories above it.</summary>
    /// <param name="path">The path from the root.</param>
    /// <param name="target">Where it leads: a path relative to the link's directory.</param>
    /// <returns>This file system.</returns>
    /// <exception cref="IOException">The name is taken, or there is no room.</exception>
    public InMemoryFileSystem CreateSymbolicLink(string path, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        lock (Gate)
        {
            MemoryDirectoryNode directory = MakeParent(path, out string name);
            if (directory.Find(name) is not null)
                Check(WasiError.Exists, path);
            Check(CreateLink(directory, name, Encoding.UTF8.GetBytes(target)), path);
            return this;
        }
    }

    /// <summary>Reads a whole file. Symbolic links are not followed.</summary>
    /// <param name="path">The path from the root.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public byte[] ReadFile(string path)
    {
        lock (Gate)
        {
            if (Find(path) is not MemoryFileNode file)
                throw new FileNotFoundException($"no file '{path}'", path);
            byte[] content = new byte[checked((int)file.Size)];
            file.Read(0, content);
            return content;
        }
    }

    /// <summary>Whether a name exists. Symbolic links are not followed.</summary>
    /// <param name="path">The path from the root.</param>
    public bool Exists(string path)
    {
        lock (Gate)
            return Find(path) is not null;
    }

    /// <summary>The names in a directory, in the order they were made.</summary>
    /// <param name="path">The path from the root; empty for the root.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public IReadOnlyList<string> GetNames(string path)
    {
        lock (Gate)
            return Find(path) is MemoryDirectoryNode directory ? [.. directory.Names] : throw new DirectoryNotFoundException($"no directory '{path}'");
    }

    /// <summary>Nanoseconds since 1970.</summary>
    internal ulong Now() => (ulong)Math.Max(0, (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks) * 100;

    /// <summary>Takes room for bytes, under <see cref="Gate"/>.</summary>
    internal bool TryReserve(long bytes)
    {
        if (_used > Capacity - bytes)
            return false;
        _used += bytes;
        return true;
    }

    /// <summary>Gives room back, under <see cref="Gate"/>.</summary>
    internal void Release(long bytes) => _used -= bytes;

    /// <summary>Makes a node and its name, under <see cref="Gate"/>.</summary>
    internal WasiError CreateNode(MemoryDirectoryNode directory, string name, Func<ulong, MemoryNode> make, out MemoryNode? node)
    {
        node = null;
        if (directory.IsRemoved)
            return WasiError.NoEntry;
        if (_nodes >= MaximumNodes || !TryReserve(MemoryNode.Cost + NameCost(name)))
            return WasiError.NoSpace;
        _nodes++;
        node = make(++_lastInode);
        directory.Add(name, node);
        return WasiError.Success;
    }

    /// <summary>Makes a symbolic link, under <see cref="Gate"/>.</summary>
    internal WasiError CreateLink(MemoryDirectoryNode directory, string name, byte[] target)
    {
        if (!TryReserve(target.Length))
            return WasiError.NoSpace;
        WasiError error = CreateNode(directory, name, inode => new MemoryLinkNode(this, inode, target), out _);
        if (error != WasiError.Success)
            Release(target.Length);
        return error;
    }

    /// <summary>Makes another name for a file, under <see cref="Gate"/>.</summary>
    internal WasiError AddName(MemoryDirectoryNode directory, string name, MemoryNode node)
    {
        if (directory.IsRemoved)
            return WasiError.NoEntry;
        if (!TryReserve(NameCost(name)))
            return WasiError.NoSpace;
        directory.Add(name, node);
        node.LinkCount++;
        node.ChangeTime = Now();
        return WasiError.Success;
    }

    /// <summary>Removes a name, and its node where that was the last, under <see cref="Gate"/>.</summary>
    internal void RemoveName(MemoryDirectoryNode directory, string name)
    {
        MemoryNode node = directory.Find(name)!;
        directory.Remove(name);
        Release(NameCost(name));
        if (node is MemoryDirectoryNode removed)
        {
            removed.IsRemoved = true;
            removed.LinkCount = 0;
            directory.LinkCount--;
        }
        else
        {
            node.LinkCount--;
        }
        node.ChangeTime = Now();
        ReleaseIfGone(node);
    }

    /// <summary>Moves a name to one that is not there, under <see cref="Gate"/>. A longer name takes room even where there is none left.</summary>
    internal void MoveName(MemoryDirectoryNode from, string oldName, MemoryDirectoryNode to, string newName)
    {
        MemoryNode node = from.Find(oldName)!;
        from.Remove(oldName);
        to.Add(newName, node);
        _used += NameCost(newName) - NameCost(oldName);
        node.ChangeTime = Now();
        if (node is MemoryDirectoryNode directory)
        {
            directory.Parent = to;
            from.LinkCount--;
            to.LinkCount++;
        }
    }

    /// <summary>Gives back a node's room where it has neither name nor descriptor, under <see cref="Gate"/>.</summary>
    internal void ReleaseIfGone(MemoryNode node)
    {
        if (node.LinkCount != 0 || node is MemoryFileNode { OpenCount: > 0 })
            return;
        if (node is MemoryFileNode file)
            file.SetLength(0);
        else if (node is MemoryLinkNode link)
            Release((long)link.Size);
        _nodes--;
        Release(MemoryNode.Cost);
    }

    private static long NameCost(string name) => 64 + (2 * name.Length);

    private static string[] Components(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return names.Any(name => name is "." or ".." || name.Contains('\0', StringComparison.Ordinal))
            ? throw new ArgumentException($"'{path}' must be a plain path from the root", nameof(path))
            : names;
    }

    private static void Check(WasiError error, string path)
    {
        if (error != WasiError.Success)
            throw new IOException($"'{path}': {error}");
    }

    private MemoryDirectoryNode MakeParent(string path, out string name)
    {
        string[] names = Components(path);
        if (names.Length == 0)
            throw new ArgumentException("the path names the root", nameof(path));
        name = names[^1];
        string parent = string.Join('/', names[..^1]);
        CreateDirectory(parent);
        return (MemoryDirectoryNode)Find(parent)!;
    }

    private MemoryNode? Find(string path)
    {
        MemoryNode? node = Root;
        foreach (string name in Components(path))
            node = (node as MemoryDirectoryNode)?.Find(name);
        return node;
    }
}
