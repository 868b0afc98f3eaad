// WASI file systems, other platforms: what .NET tells of a file, and .NET's exceptions in WASI's words.

namespace Weft.Wasi.Filesystem.Portable;

/// <summary>Reads and writes attributes through .NET's file API.</summary>
internal static class PortableStatus
{
    /// <summary>Reads the attributes of a path, which is not followed where it is a link.</summary>
    public static FileStatus Read(FileSystemInfo info)
    {
        FileKind kind = info.LinkTarget is not null ? FileKind.SymbolicLink
            : info is DirectoryInfo ? FileKind.Directory
            : FileKind.RegularFile;
        return new FileStatus
        {
            Device = 1,
            // .NET tells no inode. The path stands for it: equal for the same name, different for others nearly always.
            Inode = Hash(info.FullName),
            Kind = kind,
            LinkCount = 1,
            Size = info is FileInfo file && kind == FileKind.RegularFile ? (ulong)file.Length : (ulong)(info.LinkTarget?.Length ?? 0),
            AccessTime = ToNanoseconds(info.LastAccessTimeUtc),
            ModificationTime = ToNanoseconds(info.LastWriteTimeUtc),
            ChangeTime = ToNanoseconds(info.LastWriteTimeUtc),
        };
    }

    /// <summary>Writes times; times outside of what .NET can say are an error.</summary>
    public static WasiError SetTimes(FileSystemInfo info, TimeUpdate access, TimeUpdate modification)
    {
        if (access.Kind != TimeUpdateKind.Keep)
            info.LastAccessTimeUtc = ToDateTime(access);
        if (modification.Kind != TimeUpdateKind.Keep)
            info.LastWriteTimeUtc = ToDateTime(modification);
        return WasiError.Success;
    }

    /// <summary>Runs something that may fail, and says how in WASI's words.</summary>
    public static WasiError Attempt(Func<WasiError> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return WasiError.NoEntry;
        }
        catch (PathTooLongException)
        {
            return WasiError.NameTooLong;
        }
        catch (UnauthorizedAccessException)
        {
            return WasiError.AccessDenied;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return WasiError.Invalid;
        }
        catch (IOException)
        {
            return WasiError.InputOutput;
        }
    }

    private static ulong ToNanoseconds(DateTime time) => (ulong)Math.Max(0, (time - DateTime.UnixEpoch).Ticks) * 100;

    private static DateTime ToDateTime(TimeUpdate update) =>
        update.Kind == TimeUpdateKind.Now ? DateTime.UtcNow : DateTime.UnixEpoch.AddTicks((long)(update.Nanoseconds / 100));

    // FNV-1a: the runtime's own hash of a string differs from run to run.
    private static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char character in text)
            hash = (hash ^ character) * 1099511628211;
        return hash;
    }
}
