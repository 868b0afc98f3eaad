// WASI file systems, other platforms: an open directory through .NET's file API, which knows paths only. Each component is looked at before the
// next: a link is read and expanded here, ".." cannot go above the root, and what is opened is a path without links. Unlike on Linux this
// is not proof against a process of the host that swaps a directory for a link at the right moment; guests alone cannot do that, since their
// calls come one at a time.

using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Weft.Wasi.Filesystem.Portable;

/// <summary>An open directory.</summary>
internal sealed class PortableDirectory : DirectoryDescriptor
{
    private const int MaximumPath = 4096;
    private const int MaximumLinks = 40;
    private static readonly char[] s_invalidCharacters = Path.GetInvalidFileNameChars();

    // One for all guests: two of them, or two threads of one, may have the same directory.
    private static readonly Lock s_gate = new();
    private readonly string _path;
    private readonly bool _isReadOnly;
    private DescriptorFlags _flags;
    private string[]? _names;

    private PortableDirectory(string path, bool isReadOnly, DescriptorFlags flags)
    {
        _path = path;
        _isReadOnly = isReadOnly;
        _flags = flags;
    }

    /// <inheritdoc/>
    public override DescriptorFlags Flags => _flags;

    /// <inheritdoc/>
    public override bool IsReadOnly => _isReadOnly;

    /// <summary>Opens a directory of the host as the root of what a guest may see.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public static PortableDirectory OpenRoot(string hostPath, bool isReadOnly) => Directory.Exists(hostPath)
        ? new PortableDirectory(Path.TrimEndingDirectorySeparator(Path.GetFullPath(hostPath)), isReadOnly, DescriptorFlags.None)
        : throw new DirectoryNotFoundException($"cannot map directory '{hostPath}': it does not exist");

    /// <inheritdoc/>
    public override WasiError GetStatus(out FileStatus status)
    {
        var info = new DirectoryInfo(_path);
        status = default;
        if (!info.Exists)
            return WasiError.NoEntry;
        status = PortableStatus.Read(info);
        status.Kind = FileKind.Directory;
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
    public override WasiError SetTimes(TimeUpdate access, TimeUpdate modification) => _isReadOnly
        ? WasiError.NotPermitted
        : Attempt(() => PortableStatus.SetTimes(new DirectoryInfo(_path), access, modification));

    /// <inheritdoc/>
    public override WasiError Synchronize(bool dataOnly) => WasiError.Success;

    /// <inheritdoc/>
    public override WasiError Open(ReadOnlySpan<byte> path, OpenRequest request, out Descriptor? descriptor)
    {
        Descriptor? opened = null;
        string text = Encoding.UTF8.GetString(path);
        WasiError result = Attempt(() => Open(text, request, out opened));
        descriptor = opened;
        return result;
    }

    /// <inheritdoc/>
    public override WasiError GetStatusAt(ReadOnlySpan<byte> path, bool followLinks, out FileStatus status)
    {
        FileStatus read = default;
        string text = Encoding.UTF8.GetString(path);
        WasiError result = Attempt(() =>
        {
            WasiError error = ResolveExisting(text, followLinks, out Place place);
            if (error == WasiError.Success)
                read = PortableStatus.Read(place.Info!);
            return error;
        });
        status = read;
        return result;
    }

    /// <inheritdoc/>
    public override WasiError SetTimesAt(ReadOnlySpan<byte> path, bool followLinks, TimeUpdate access, TimeUpdate modification)
    {
        if (_isReadOnly)
            return WasiError.NotPermitted;
        string text = Encoding.UTF8.GetString(path);
        return Attempt(() =>
        {
            WasiError error = ResolveExisting(text, followLinks, out Place place);
            return error == WasiError.Success ? PortableStatus.SetTimes(place.Info!, access, modification) : error;
        });
    }

    /// <inheritdoc/>
    public override WasiError CreateDirectory(ReadOnlySpan<byte> path) => Change(path, WasiError.Exists, WasiError.Exists, place =>
    {
        if (place.Info is not null)
            return WasiError.Exists;
        Directory.CreateDirectory(place.Path);
        return WasiError.Success;
    });

    /// <inheritdoc/>
    public override WasiError RemoveDirectory(ReadOnlySpan<byte> path) => Change(path, WasiError.Invalid, WasiError.NotEmpty, place =>
    {
        if (place.Info is null)
            return WasiError.NoEntry;
        if (!place.IsDirectory)
            return WasiError.NotDirectory;
        if (Directory.EnumerateFileSystemEntries(place.Path).Any())
            return WasiError.NotEmpty;
        Directory.Delete(place.Path);
        return WasiError.Success;
    });

    /// <inheritdoc/>
    public override WasiError Unlink(ReadOnlySpan<byte> path) => Change(path, WasiError.IsDirectory, WasiError.IsDirectory, place =>
    {
        if (place.Info is null)
            return WasiError.NoEntry;
        if (place.IsDirectory)
            return WasiError.IsDirectory;
        if (place.HasTrailingSlash)
            return WasiError.NotDirectory;
        place.Info.Delete();
        return WasiError.Success;
    });

    /// <summary>Refused: .NET has no hard links.</summary>
    public override WasiError Link(ReadOnlySpan<byte> oldPath, DirectoryDescriptor newDirectory, ReadOnlySpan<byte> newPath) =>
        _isReadOnly ? WasiError.NotPermitted : WasiError.NotSupported;

    /// <inheritdoc/>
    public override WasiError Rename(ReadOnlySpan<byte> oldPath, DirectoryDescriptor newDirectory, ReadOnlySpan<byte> newPath)
    {
        if (newDirectory is not PortableDirectory other)
            return WasiError.CrossDevice;
        byte[] newCopy = newPath.ToArray();
        return Change(oldPath, WasiError.Busy, WasiError.Busy, from => other.Change(newCopy, WasiError.Busy, WasiError.Busy, to =>
        {
            if (from.Info is null)
                return WasiError.NoEntry;
            if (!from.IsDirectory)
            {
                if (from.HasTrailingSlash || to.HasTrailingSlash)
                    return WasiError.NotDirectory;
                if (to.IsDirectory)
                    return WasiError.IsDirectory;
                if (from.Path == to.Path)
                    return WasiError.Success;
                if (from.Info.LinkTarget is not { } target)
                {
                    File.Move(from.Path, to.Path, overwrite: true);
                    return WasiError.Success;
                }
                // .NET moves what a link leads to, or nothing: the link is made anew.
                to.Info?.Delete();
                File.CreateSymbolicLink(to.Path, target);
                from.Info.Delete();
                return WasiError.Success;
            }
            if (from.Path == to.Path)
                return WasiError.Success;
            if (to.Path.StartsWith(from.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                return WasiError.Invalid;
            if (to.Info is not null)
            {
                if (!to.IsDirectory)
                    return WasiError.NotDirectory;
                if (Directory.EnumerateFileSystemEntries(to.Path).Any())
                    return WasiError.NotEmpty;
                Directory.Delete(to.Path);
            }
            Directory.Move(from.Path, to.Path);
            return WasiError.Success;
        }));
    }

    /// <inheritdoc/>
    public override WasiError CreateSymbolicLink(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path)
    {
        if (target.IsEmpty)
            return WasiError.NoEntry;
        if (target[0] == (byte)'/')
            return WasiError.NotPermitted;
        string text = Encoding.UTF8.GetString(target);
        return Change(path, WasiError.Exists, WasiError.Exists, place =>
        {
            if (Path.IsPathRooted(text))
                return WasiError.NotPermitted;
            if (place.Info is not null)
                return place.HasTrailingSlash && !place.IsDirectory ? WasiError.NotDirectory : WasiError.Exists;
            if (place.HasTrailingSlash)
                return WasiError.NoEntry;
            File.CreateSymbolicLink(place.Path, text);
            return WasiError.Success;
        });
    }

    /// <inheritdoc/>
    public override WasiError ReadLink(ReadOnlySpan<byte> path, Span<byte> destination, out int count)
    {
        count = 0;
        byte[] target = [];
        string text = Encoding.UTF8.GetString(path);
        WasiError result = Attempt(() =>
        {
            WasiError error = ResolveExisting(text, followLinks: false, out Place place);
            if (error != WasiError.Success)
                return error;
            if (place.Info!.LinkTarget is not { } link)
                return WasiError.Invalid;
            if (Path.IsPathRooted(link))
                return WasiError.NotPermitted;
            target = Encoding.UTF8.GetBytes(link);
            return WasiError.Success;
        });
        count = Math.Min(target.Length, destination.Length);
        target.AsSpan(0, count).CopyTo(destination);
        return result;
    }

    /// <inheritdoc/>
    public override WasiError ReadEntry(ulong position, out DirectoryEntry entry, out bool found)
    {
        entry = default;
        found = false;
        WasiError error = GetStatus(out FileStatus own);
        if (error != WasiError.Success)
            return error;
        if (position < 2)
        {
            entry = new DirectoryEntry { Next = position + 1, Inode = own.Inode, Kind = FileKind.Directory, Name = position == 0 ? "."u8 : ".."u8 };
            found = true;
            return WasiError.Success;
        }
        // A position is an index into the names as they were when reading began.
        if (position == 2 || _names is null)
        {
            error = Attempt(() =>
            {
                _names = [.. Directory.EnumerateFileSystemEntries(_path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
                return WasiError.Success;
            });
            if (error != WasiError.Success)
                return error;
        }
        for (ulong index = position - 2; index < (ulong)_names!.Length; index++)
        {
            // What was removed meanwhile is left out.
            if (Look(Path.Combine(_path, _names[index])) is not { } info)
                continue;
            FileStatus status = PortableStatus.Read(info);
            entry = new DirectoryEntry { Next = index + 3, Inode = status.Inode, Kind = status.Kind, Name = Encoding.UTF8.GetBytes(_names[index]) };
            found = true;
            return WasiError.Success;
        }
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Only a path is held.
    }

    // Runs an operation that looks at a path and then uses it, while no other does.
    private static WasiError Attempt(Func<WasiError> operation)
    {
        lock (s_gate)
            return PortableStatus.Attempt(operation);
    }

    private static FileSystemInfo? Look(string path)
    {
        var file = new FileInfo(path);
        // Attributes are -1 where nothing has that name; a dangling link has some although it "does not exist".
        if ((int)file.Attributes == -1)
            return null;
        return (file.Attributes & FileAttributes.Directory) != 0 ? new DirectoryInfo(path) : file;
    }

    private WasiError Open(string path, OpenRequest request, out Descriptor? opened)
    {
        opened = null;
        bool creates = (request.Flags & OpenFlags.Create) != 0;
        bool exclusive = creates && (request.Flags & OpenFlags.Exclusive) != 0;
        bool truncates = (request.Flags & OpenFlags.Truncate) != 0;
        bool writes = request.Write || truncates;
        if ((writes || creates) && _isReadOnly)
            return WasiError.NotPermitted;
        WasiError error = Resolve(path, request.FollowLinks && !exclusive, followTrailing: true, out Place place);
        if (error != WasiError.Success)
            return error;
        if (place.Info is not null && exclusive)
            return WasiError.Exists;
        if (creates && (place.HasTrailingSlash || place.IsDirectory))
            return WasiError.IsDirectory;
        if (place.Info is null && !creates)
            return WasiError.NoEntry;
        bool mustBeDirectory = (request.Flags & OpenFlags.Directory) != 0 || place.HasTrailingSlash;
        if (place.IsDirectory)
        {
            if (writes)
                return WasiError.IsDirectory;
            opened = new PortableDirectory(place.Path, _isReadOnly, request.DescriptorFlags);
            return WasiError.Success;
        }
        if (mustBeDirectory)
            return WasiError.NotDirectory;
        if (place.Info?.LinkTarget is not null)
            return WasiError.Loop;
        bool canWrite = writes || (request.WriteIfPossible && !_isReadOnly);
        FileMode mode = place.Info is null ? FileMode.CreateNew : truncates ? FileMode.Truncate : FileMode.Open;
        FileAccess access = place.Info is null || canWrite ? FileAccess.ReadWrite : FileAccess.Read;
        SafeFileHandle handle = File.OpenHandle(place.Path, mode, access, FileShare.ReadWrite | FileShare.Delete);
        opened = new PortableFile(handle, place.Path, request, _isReadOnly);
        return WasiError.Success;
    }

    private WasiError Change(ReadOnlySpan<byte> path, WasiError dot, WasiError dotDot, Func<Place, WasiError> change)
    {
        if (_isReadOnly)
            return WasiError.NotPermitted;
        string text = Encoding.UTF8.GetString(path);
        return Attempt(() =>
        {
            WasiError error = Resolve(text, followLinks: false, followTrailing: false, out Place place);
            return error != WasiError.Success ? error
                : place.Name == "." ? dot
                : place.Name == ".." ? dotDot
                : change(place);
        });
    }

    private WasiError ResolveExisting(string path, bool followLinks, out Place place)
    {
        WasiError error = Resolve(path, followLinks, followTrailing: true, out place);
        if (error != WasiError.Success)
            return error;
        if (place.Info is null)
            return WasiError.NoEntry;
        return place.HasTrailingSlash && !place.IsDirectory ? WasiError.NotDirectory : WasiError.Success;
    }

    private WasiError Resolve(string path, bool followLinks, bool followTrailing, out Place place)
    {
        place = default;
        if (path.Length >= MaximumPath)
            return WasiError.NameTooLong;
        if (path.Length == 0)
            return WasiError.NoEntry;
        if (path[0] == '/')
            return WasiError.NotPermitted;

        var passed = new List<string>();
        string remaining = path;
        int links = 0;
        while (true)
        {
            remaining = remaining.TrimStart('/');
            int slash = remaining.IndexOf('/', StringComparison.Ordinal);
            string name = slash < 0 ? remaining : remaining[..slash];
            string after = slash < 0 ? "" : remaining[slash..];
            bool hasSlash = after.Length > 0;
            bool isLast = after.AsSpan().TrimStart('/').IsEmpty;
            if (name is "" or ".")
            {
                name = ".";
            }
            else if (name == "..")
            {
                if (passed.Count == 0)
                    return WasiError.NotPermitted;
                passed.RemoveAt(passed.Count - 1);
            }
            else
            {
                if (name.IndexOfAny(s_invalidCharacters) >= 0)
                    return WasiError.Invalid;
                passed.Add(name);
            }
            string full = Path.Combine([_path, .. passed]);
            FileSystemInfo? info = Look(full);
            if (info?.LinkTarget is { } target && passed.Count > 0 && (!isLast || followLinks || (hasSlash && followTrailing)))
            {
                if (++links > MaximumLinks)
                    return WasiError.Loop;
                if (Path.IsPathRooted(target))
                    return WasiError.NotPermitted;
                if (target.Length + after.Length >= MaximumPath)
                    return WasiError.NameTooLong;
                passed.RemoveAt(passed.Count - 1);
                remaining = target.Replace(Path.DirectorySeparatorChar, '/') + after;
                continue;
            }
            if (isLast)
            {
                place = new Place(full, name, info, hasSlash);
                return WasiError.Success;
            }
            if (info is null)
                return WasiError.NoEntry;
            if (info is not DirectoryInfo)
                return WasiError.NotDirectory;
            remaining = after;
        }
    }

    /// <summary>Where a path leads.</summary>
    /// <param name="Path">The host's path, without links but perhaps the last.</param>
    /// <param name="Name">The last name; "." or ".." where the path ends so.</param>
    /// <param name="Info">What it refers to, or null.</param>
    /// <param name="HasTrailingSlash">Whether slashes follow it.</param>
    private readonly record struct Place(string Path, string Name, FileSystemInfo? Info, bool HasTrailingSlash)
    {
        public bool IsDirectory => Info is DirectoryInfo && Info.LinkTarget is null;
    }
}
