// WASI file systems, Linux: statx(2) into the neutral attributes, and times the other way.

using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Interop;
using static Weft.Wasi.Interop.LinuxConstants;

namespace Weft.Wasi.Filesystem.Linux;

/// <summary>Reads and writes the attributes of what a host descriptor refers to.</summary>
internal static class LinuxStatus
{
    /// <summary>Reads the attributes.</summary>
    public static WasiError Read(SafeFileHandle handle, out FileStatus status) => ReadAt(handle, ""u8, AtEmptyPath, out status);

    /// <summary>Reads the attributes of a name in a directory, which is not followed where it is a link.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">One component, or nothing with <see cref="AtEmptyPath"/>.</param>
    /// <param name="flags">As for statx(2).</param>
    /// <param name="status">The attributes.</param>
    public static WasiError ReadAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags, out FileStatus status)
    {
        status = default;
        Span<byte> path = stackalloc byte[name.Length + 1];
        LinuxSandbox.Terminate(name, path);
        if (LinuxNative.Status(directory, in path[0], flags | AtSymlinkNoFollow, StatusBasic, out StatusExtended raw) < 0)
            return LastError();
        status.Device = ((ulong)raw.DeviceMajor << 32) | raw.DeviceMinor;
        status.Inode = raw.Inode;
        status.Kind = ToKind(raw.Mode & ModeTypeMask);
        status.LinkCount = raw.LinkCount;
        status.Size = raw.Size;
        return ToNanoseconds(raw.AccessTime, out status.AccessTime)
            && ToNanoseconds(raw.ModificationTime, out status.ModificationTime)
            && ToNanoseconds(raw.ChangeTime, out status.ChangeTime)
            ? WasiError.Success
            : WasiError.Overflow;
    }

    /// <summary>Sets the times of an open file.</summary>
    public static WasiError SetTimes(SafeFileHandle handle, TimeUpdate access, TimeUpdate modification)
    {
        ReadOnlySpan<TimeSpecification> times = [ToSpecification(access), ToSpecification(modification)];
        return LinuxNative.SetTimes(handle, in times[0]) < 0 ? LastError() : WasiError.Success;
    }

    /// <summary>Sets the times of what an O_PATH descriptor refers to, which may be a symbolic link.</summary>
    public static WasiError SetTimesOfPath(SafeFileHandle handle, TimeUpdate access, TimeUpdate modification)
    {
        ReadOnlySpan<TimeSpecification> times = [ToSpecification(access), ToSpecification(modification)];
        if (LinuxNative.SetTimesAt(handle, in "\0"u8[0], in times[0], AtEmptyPath) == 0)
            return WasiError.Success;
        WasiError error = LastError();
        if (error is not (WasiError.Invalid or WasiError.NoEntry))
            return error;
        // Before Linux 5.8 the empty path is refused; /proc names what is open, though not a symbolic link itself.
        if (Read(handle, out FileStatus status) != WasiError.Success || status.Kind == FileKind.SymbolicLink)
            return WasiError.NotSupported;
        byte[] link = [.. System.Text.Encoding.ASCII.GetBytes($"/proc/self/fd/{handle.DangerousGetHandle()}"), 0];
        return LinuxNative.SetTimesAt(AtCurrentDirectory, in link[0], in times[0], 0) < 0 ? LastError() : WasiError.Success;
    }

    /// <summary>What a directory entry's type (<c>DT_</c>) is.</summary>
    public static FileKind ToKind(byte entryType) => ToKind(entryType << 12);

    private static FileKind ToKind(int mode) => mode switch
    {
        ModeFifo => FileKind.Pipe,
        ModeCharacterDevice => FileKind.CharacterDevice,
        ModeDirectory => FileKind.Directory,
        ModeBlockDevice => FileKind.BlockDevice,
        ModeRegular => FileKind.RegularFile,
        ModeSymbolicLink => FileKind.SymbolicLink,
        ModeSocket => FileKind.StreamSocket,
        _ => FileKind.Unknown,
    };

    private static bool ToNanoseconds(in StatusTime time, out ulong nanoseconds)
    {
        nanoseconds = 0;
        if (time.Seconds < 0)
            return true;
        UInt128 wide = ((UInt128)(ulong)time.Seconds * 1_000_000_000) + time.Nanoseconds;
        nanoseconds = (ulong)wide;
        return wide <= ulong.MaxValue;
    }

    private static TimeSpecification ToSpecification(TimeUpdate update) => update.Kind switch
    {
        TimeUpdateKind.Now => new() { Nanoseconds = TimeNow },
        TimeUpdateKind.Set => new() { Seconds = (long)(update.Nanoseconds / 1_000_000_000), Nanoseconds = (long)(update.Nanoseconds % 1_000_000_000) },
        _ => new() { Nanoseconds = TimeOmit },
    };
}
