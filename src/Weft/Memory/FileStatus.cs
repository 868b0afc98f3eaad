// What Linux knows of a file and .NET does not say: whose it is, and what tells it from one that takes its place.
using System.Runtime.InteropServices;

namespace Weft.Runtime;

/// <summary>The status of a file or folder (statx).</summary>
/// <param name="Owner">The user that it belongs to.</param>
/// <param name="Mode">Its type and permissions.</param>
/// <param name="Identity">Different for another file of the same name, and for this one after it was changed.</param>
internal sealed partial record FileStatus(uint Owner, uint Mode, FileIdentity Identity)
{
    private const int CurrentDirectory = -100;
    private const uint BasicFields = 0x7FF;

    /// <summary>The bits of <see cref="Mode"/> that let others than the owner write.</summary>
    public const uint WritableByOthers = 0x12;

    /// <summary>Whether it is a folder.</summary>
    public bool IsDirectory => (Mode & 0xF000) == 0x4000;

    /// <summary>The user that this process acts as.</summary>
    public static uint CurrentUser => GetEffectiveUser();

    /// <summary>Asks the system; links are followed.</summary>
    /// <returns>Null when there is no such file, or this is not Linux.</returns>
    public static FileStatus? TryRead(string path) =>
        OperatingSystem.IsLinux() && Read(CurrentDirectory, path, 0, BasicFields, out var status) == 0
            ? new FileStatus(
                status.User, status.Mode,
                new FileIdentity(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.File, status.Size, status.Changed.Seconds, status.Changed.Nanoseconds))
            : null;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Read(int directory, string path, int flags, uint mask, out Status status);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public uint Nanoseconds;
        private readonly int _reserved;
    }

    // The same on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong File;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public Time Changed;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
