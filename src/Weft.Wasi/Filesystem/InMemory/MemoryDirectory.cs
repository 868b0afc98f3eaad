// WASI file systems, in memory: an open directory. Paths are walked under the file system's lock, with the directories passed on a stack: ".."
// goes back on it and cannot go beyond the directory that was opened, whatever is renamed meanwhile. Errors are Linux's.

using System.Text;

namespace Weft.Wasi.Filesystem.InMemory;

/// <summary>An open directory.</summary>
internal sealed class MemoryDirectory(MemoryDirectoryNode node, bool isReadOnly, DescriptorFlags flags) : DirectoryDescriptor
{
    private const int MaximumPath = 4096;
    private const int MaximumName = 255;
    private const int MaximumLinks = 40;
    private DescriptorFlags _flags = flags;

    /// <inheritdoc/>
    public override DescriptorFlags Flags => _flags;

    /// <inheritdoc/>
    public override bool IsReadOnly => isReadOnly;

    private Lock Gate => node.FileSystem.Gate;

    internal InMemoryFileSystem FileSystem => node.FileSystem;

    /// <inheritdoc/>
    public override WasiError GetStatus(out FileStatus status)
    {
        lock (Gate)
            node.GetStatus(out status);
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError SetFlags(DescriptorFlags flags)
    {
        if (((flags ^ _flags) & DescriptorFlags.Synchronous) != 0)
            return WasiError.Invalid;
        _flags = flags;
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError SetTimes(TimeUpdate access, TimeUpdate modification)
    {
        if (isReadOnly)
            return WasiError.NotPermitted;
        lock (Gate)
            node.SetTimes(access, modification);
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Synchronize(bool dataOnly) => WasiError.Success;

    /// <inheritdoc/>
    public override WasiError Open(ReadOnlySpan<byte> path, OpenRequest request, out Descriptor? descriptor)
    {
        descriptor = null;
        bool creates = (request.Flags & OpenFlags.Create) != 0;
        bool truncates = (request.Flags & OpenFlags.Truncate) != 0;
        bool writes = request.Write || truncates;
        if ((writes || creates) && isReadOnly)
            return WasiError.NotPermitted;
        lock (Gate)
        {
            bool exclusive = creates && (request.Flags & OpenFlags.Exclusive) != 0;
            WasiError error = Resolve(path, request.FollowLinks && !exclusive, out Place place);
            if (error != WasiError.Success)
                return error;
            if (creates && place.Node is not null && exclusive)
                return WasiError.Exists;
            if (creates && (place.HasTrailingSlash || (place.Node is MemoryDirectoryNode)))
                return WasiError.IsDirectory;
            if (place.Node is null)
            {
                if (!creates)
                    return WasiError.NoEntry;
                error = FileSystem.CreateNode(place.Parent, place.Name, inode => new MemoryFileNode(FileSystem, inode), out MemoryNode? made);
                if (error != WasiError.Success)
                    return error;
                descriptor = new MemoryFile((MemoryFileNode)made!, request, isReadOnly);
                return WasiError.Success;
            }
            bool mustBeDirectory = (request.Flags & OpenFlags.Directory) != 0 || place.HasTrailingSlash;
            switch (place.Node)
            {
                case MemoryDirectoryNode directory when writes:
                    return WasiError.IsDirectory;
                case MemoryDirectoryNode directory:
                    descriptor = new MemoryDirectory(directory, isReadOnly, request.DescriptorFlags);
                    return WasiError.Success;
                case not null when mustBeDirectory:
                    return WasiError.NotDirectory;
                case MemoryFileNode file:
                    if (truncates)
                    {
                        file.SetLength(0);
                        file.Touch();
                    }
                    descriptor = new MemoryFile(file, request, isReadOnly);
                    return WasiError.Success;
                default:
                    return WasiError.Loop;
            }
        }
    }

    /// <inheritdoc/>
    public override WasiError GetStatusAt(ReadOnlySpan<byte> path, bool followLinks, out FileStatus status)
    {
        status = default;
        lock (Gate)
        {
            WasiError error = ResolveExisting(path, followLinks, out Place place);
            if (error == WasiError.Success)
                place.Node!.GetStatus(out status);
            return error;
        }
    }

    /// <inheritdoc/>
    public override WasiError SetTimesAt(ReadOnlySpan<byte> path, bool followLinks, TimeUpdate access, TimeUpdate modification)
    {
        if (isReadOnly)
            return WasiError.NotPermitted;
        lock (Gate)
        {
            WasiError error = ResolveExisting(path, followLinks, out Place place);
            if (error == WasiError.Success)
                place.Node!.SetTimes(access, modification);
            return error;
        }
    }

    /// <inheritdoc/>
    public override WasiError CreateDirectory(ReadOnlySpan<byte> path)
    {
        lock (Gate)
        {
            WasiError error = ResolveName(path, WasiError.Exists, WasiError.Exists, out Place place);
            if (error != WasiError.Success)
                return error;
            if (place.Node is not null)
                return WasiError.Exists;
            error = FileSystem.CreateNode(place.Parent, place.Name, inode => new MemoryDirectoryNode(FileSystem, inode, place.Parent), out _);
            if (error == WasiError.Success)
                place.Parent.LinkCount++;
            return error;
        }
    }

    /// <inheritdoc/>
    public override WasiError RemoveDirectory(ReadOnlySpan<byte> path)
    {
        lock (Gate)
        {
            WasiError error = ResolveName(path, WasiError.Invalid, WasiError.NotEmpty, out Place place);
            if (error != WasiError.Success)
                return error;
            if (place.Node is null)
                return WasiError.NoEntry;
            if (place.Node is not MemoryDirectoryNode directory)
                return WasiError.NotDirectory;
            if (directory.Count > 0)
                return WasiError.NotEmpty;
            FileSystem.RemoveName(place.Parent, place.Name);
            return WasiError.Success;
        }
    }

    /// <inheritdoc/>
    public override WasiError Unlink(ReadOnlySpan<byte> path)
    {
        lock (Gate)
        {
            WasiError error = ResolveName(path, WasiError.IsDirectory, WasiError.IsDirectory, out Place place);
            if (error != WasiError.Success)
                return error;
            if (place.Node is null)
                return WasiError.NoEntry;
            if (place.Node is MemoryDirectoryNode)
                return WasiError.IsDirectory;
            if (place.HasTrailingSlash)
                return WasiError.NotDirectory;
            FileSystem.RemoveName(place.Parent, place.Name);
            return WasiError.Success;
        }
    }

    /// <inheritdoc/>
    public override WasiError Link(ReadOnlySpan<byte> oldPath, DirectoryDescriptor newDirectory, ReadOnlySpan<byte> newPath)
    {
        if (newDirectory is not MemoryDirectory target || target.FileSystem != FileSystem)
            return WasiError.CrossDevice;
        lock (Gate)
        {
            WasiError error = ResolveName(oldPath, WasiError.NotPermitted, WasiError.NotPermitted, out Place from);
            if (error != WasiError.Success)
                return error;
            if (from.HasTrailingSlash)
            {
                error = ResolveExisting(oldPath, followLinks: true, out from);
                if (error != WasiError.Success)
                    return error;
            }
            error = target.ResolveName(newPath, WasiError.Exists, WasiError.Exists, out Place to);
            if (error != WasiError.Success)
                return error;
            if (from.Node is null)
                return WasiError.NoEntry;
            if (to.Node is not null)
                return WasiError.Exists;
            if (to.HasTrailingSlash)
                return WasiError.NoEntry;
            if (from.Node is MemoryDirectoryNode)
                return WasiError.NotPermitted;
            return FileSystem.AddName(to.Parent, to.Name, from.Node);
        }
    }

    /// <inheritdoc/>
    public override WasiError Rename(ReadOnlySpan<byte> oldPath, DirectoryDescriptor newDirectory, ReadOnlySpan<byte> newPath)
    {
        if (newDirectory is not MemoryDirectory target || target.FileSystem != FileSystem)
            return WasiError.CrossDevice;
        lock (Gate)
        {
            WasiError error = ResolveName(oldPath, WasiError.Busy, WasiError.Busy, out Place from);
            if (error != WasiError.Success)
                return error;
            error = target.ResolveName(newPath, WasiError.Busy, WasiError.Busy, out Place to);
            if (error != WasiError.Success)
                return error;
            if (from.Node is null || to.Parent.IsRemoved)
                return WasiError.NoEntry;
            var moved = from.Node as MemoryDirectoryNode;
            if (moved is null && (from.HasTrailingSlash || to.HasTrailingSlash))
                return WasiError.NotDirectory;
            if (from.Node == to.Node)
                return WasiError.Success;
            if (moved is not null && IsWithin(to.Parent, moved))
                return WasiError.Invalid;
            if (to.Node is MemoryDirectoryNode replaced)
            {
                if (moved is null)
                    return WasiError.IsDirectory;
                if (replaced.Count > 0)
                    return WasiError.NotEmpty;
            }
            else if (to.Node is not null && moved is not null)
            {
                return WasiError.NotDirectory;
            }

            if (to.Node is not null)
                FileSystem.RemoveName(to.Parent, to.Name);
            FileSystem.MoveName(from.Parent, from.Name, to.Parent, to.Name);
            return WasiError.Success;
        }
    }

    /// <inheritdoc/>
    public override WasiError CreateSymbolicLink(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path)
    {
        if (target.IsEmpty)
            return WasiError.NoEntry;
        if (target.Length >= MaximumPath)
            return WasiError.NameTooLong;
        if (target[0] == (byte)'/')
            return WasiError.NotPermitted;
        byte[] text = target.ToArray();
        lock (Gate)
        {
            WasiError error = ResolveName(path, WasiError.Exists, WasiError.Exists, out Place place);
            if (error != WasiError.Success)
                return error;
            if (place.Node is not null)
                return place.HasTrailingSlash && place.Node is not MemoryDirectoryNode ? WasiError.NotDirectory : WasiError.Exists;
            if (place.HasTrailingSlash)
                return WasiError.NoEntry;
            return FileSystem.CreateLink(place.Parent, place.Name, text);
        }
    }

    /// <inheritdoc/>
    public override WasiError ReadLink(ReadOnlySpan<byte> path, Span<byte> destination, out int count)
    {
        count = 0;
        lock (Gate)
        {
            WasiError error = ResolveExisting(path, followLinks: false, out Place place);
            if (error != WasiError.Success)
                return error;
            if (place.Node is not MemoryLinkNode link)
                return WasiError.Invalid;
            if (link.Target[0] == (byte)'/')
                return WasiError.NotPermitted;
            count = Math.Min(link.Target.Length, destination.Length);
            link.Target[..count].CopyTo(destination);
            return WasiError.Success;
        }
    }

    /// <inheritdoc/>
    public override WasiError ReadEntry(ulong position, out DirectoryEntry entry, out bool found)
    {
        entry = default;
        found = true;
        lock (Gate)
        {
            if (position < MemoryDirectoryNode.FirstNumber)
            {
                entry = new DirectoryEntry
                {
                    Next = position + 1,
                    Inode = node.Inode,
                    Kind = FileKind.Directory,
                    Name = position == 0 ? "."u8 : ".."u8,
                };
                return WasiError.Success;
            }
            found = node.TryGetFrom(position, out string name, out MemoryNode child, out ulong next);
            if (found)
                entry = new DirectoryEntry { Next = next, Inode = child.Inode, Kind = child.Kind, Name = Encoding.UTF8.GetBytes(name) };
            return WasiError.Success;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // A directory's node needs no count of its descriptors: it holds no pages.
    }

    private static bool IsWithin(MemoryDirectoryNode directory, MemoryDirectoryNode ancestor)
    {
        for (MemoryDirectoryNode current = directory; ; current = current.Parent)
        {
            if (current == ancestor)
                return true;
            if (current.Parent == current)
                return false;
        }
    }

    private WasiError ResolveExisting(ReadOnlySpan<byte> path, bool followLinks, out Place place)
    {
        WasiError error = Resolve(path, followLinks, out place);
        if (error != WasiError.Success)
            return error;
        if (place.Node is null)
            return WasiError.NoEntry;
        return place.HasTrailingSlash && place.Node is not MemoryDirectoryNode ? WasiError.NotDirectory : WasiError.Success;
    }

    // For an operation that changes a name: a link at the end is not followed, a slash behind it or not.
    private WasiError ResolveName(ReadOnlySpan<byte> path, WasiError dot, WasiError dotDot, out Place place)
    {
        place = default;
        if (isReadOnly)
            return WasiError.NotPermitted;
        WasiError error = Resolve(path, followLinks: false, out place, followTrailing: false);
        if (error != WasiError.Success)
            return error;
        return place.Name == "." ? dot : place.Name == ".." ? dotDot : WasiError.Success;
    }

    private WasiError Resolve(ReadOnlySpan<byte> path, bool followLinks, out Place place, bool followTrailing = true)
    {
        place = default;
        if (path.Length >= MaximumPath)
            return WasiError.NameTooLong;
        if (path.IsEmpty)
            return WasiError.NoEntry;
        if (path[0] == (byte)'/')
            return WasiError.NotPermitted;

        var passed = new Stack<MemoryDirectoryNode>();
        passed.Push(node);
        ReadOnlyMemory<char> remaining = Encoding.UTF8.GetString(path).AsMemory();
        int links = 0;
        while (true)
        {
            remaining = remaining.TrimStart('/');
            int slash = remaining.Span.IndexOf('/');
            string name = remaining[..(slash < 0 ? remaining.Length : slash)].ToString();
            ReadOnlyMemory<char> after = slash < 0 ? default : remaining[slash..];
            bool hasSlash = !after.IsEmpty;
            bool isLast = after.Span.TrimStart('/').IsEmpty;
            MemoryDirectoryNode current = passed.Peek();
            if (Encoding.UTF8.GetByteCount(name) > MaximumName)
                return WasiError.NameTooLong;

            MemoryNode? next;
            if (name is "" or ".")
            {
                (next, name) = (current, ".");
            }
            else if (name == "..")
            {
                passed.Pop();
                if (passed.Count == 0)
                    return WasiError.NotPermitted;
                next = passed.Peek();
            }
            else
            {
                next = current.Find(name);
                if (next is MemoryLinkNode link && (!isLast || followLinks || (hasSlash && followTrailing)))
                {
                    if (++links > MaximumLinks)
                        return WasiError.Loop;
                    if (link.Target[0] == (byte)'/')
                        return WasiError.NotPermitted;
                    if (link.Target.Length + after.Length >= MaximumPath)
                        return WasiError.NameTooLong;
                    remaining = (Encoding.UTF8.GetString(link.Target) + after.ToString()).AsMemory();
                    continue;
                }
            }

            if (isLast)
            {
                place = new Place(current, name, next, hasSlash);
                return WasiError.Success;
            }
            if (next is null)
                return WasiError.NoEntry;
            if (next is not MemoryDirectoryNode directory)
                return WasiError.NotDirectory;
            if (name is not ("." or ".."))
                passed.Push(directory);
            remaining = after;
        }
    }

    /// <summary>Where a path leads.</summary>
    /// <param name="Parent">The directory that holds, or would hold, the last name.</param>
    /// <param name="Name">The last name; "." or ".." where the path ends so.</param>
    /// <param name="Node">What it refers to, or null.</param>
    /// <param name="HasTrailingSlash">Whether slashes follow it.</param>
    private readonly record struct Place(MemoryDirectoryNode Parent, string Name, MemoryNode? Node, bool HasTrailingSlash);
}
