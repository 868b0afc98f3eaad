// WASI, system calls: the structures and constants of Linux's interface (the kernel's uapi headers), the same on x64 and arm64 unless said.

using System.Runtime.InteropServices;

namespace Weft.Wasi.Interop;

/// <summary><c>struct open_how</c> of openat2(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenHow
{
    public ulong Flags;
    public ulong Mode;
    public ulong Resolve;
}

/// <summary><c>struct timespec</c> on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpecification
{
    public long Seconds;
    public long Nanoseconds;
}

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public int Descriptor;
    public short Events;
    public short Returned;
}

/// <summary><c>struct statx_timestamp</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StatusTime
{
    public long Seconds;
    public uint Nanoseconds;
    public int Reserved;
}

/// <summary><c>struct statx</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatusExtended
{
    [FieldOffset(16)] public uint LinkCount;
    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(64)] public StatusTime AccessTime;
    [FieldOffset(96)] public StatusTime ChangeTime;
    [FieldOffset(112)] public StatusTime ModificationTime;
    [FieldOffset(136)] public uint DeviceMajor;
    [FieldOffset(140)] public uint DeviceMinor;
}

/// <summary>Constants of Linux's interface.</summary>
internal static class LinuxConstants
{
    private static readonly bool s_isArm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenReadWrite = 2;
    public const int OpenAccessMask = 3;
    public const int OpenCreate = 0x40;
    public const int OpenExclusive = 0x80;
    public const int OpenNoTerminal = 0x100;
    public const int OpenTruncate = 0x200;
    public const int OpenAppend = 0x400;
    public const int OpenNonBlocking = 0x800;
    public const int OpenDataSync = 0x1000;
    public const int OpenSync = 0x101000;
    public const int OpenCloseOnExecute = 0x80000;
    public const int OpenPath = 0x200000;
    public static int OpenDirectory => s_isArm64 ? 0x4000 : 0x10000;
    public static int OpenNoFollow => s_isArm64 ? 0x8000 : 0x20000;

    public const ulong ResolveNoMagicLinks = 2;
    public const ulong ResolveBeneath = 8;

    public const int AtCurrentDirectory = -100;
    public const int AtSymlinkNoFollow = 0x100;
    public const int AtRemoveDirectory = 0x200;
    public const int AtEmptyPath = 0x1000;

    public const uint StatusBasic = 0x7ff;
    public const int ModeTypeMask = 0xf000;
    public const int ModeFifo = 0x1000;
    public const int ModeCharacterDevice = 0x2000;
    public const int ModeDirectory = 0x4000;
    public const int ModeBlockDevice = 0x6000;
    public const int ModeRegular = 0x8000;
    public const int ModeSymbolicLink = 0xa000;
    public const int ModeSocket = 0xc000;

    public const int ControlGetFlags = 3;
    public const int ControlSetFlags = 4;
    public const nuint DeviceBytesReadable = 0x541b;

    public const long TimeNow = (1L << 30) - 1;
    public const long TimeOmit = (1L << 30) - 2;

    public const short PollIn = 1;
    public const short PollOut = 4;
    public const short PollError = 8;
    public const short PollHangUp = 16;
    public const short PollInvalid = 32;

    public const int EventNonBlocking = 0x800;
    public const long OverlayFileSystem = 0x794c7630;

    public const int ClockProcessCpu = 2;
    public const int ClockThreadCpu = 3;

    public const int ErrorNotPermitted = 1;
    public const int ErrorNoEntry = 2;
    public const int ErrorInterrupted = 4;
    public const int ErrorAgain = 11;
    public const int ErrorAccess = 13;
    public const int ErrorExists = 17;
    public const int ErrorCrossDevice = 18;
    public const int ErrorNotDirectory = 20;
    public const int ErrorIsDirectory = 21;
    public const int ErrorInvalid = 22;
    public const int ErrorTextBusy = 26;
    public const int ErrorReadOnly = 30;
    public const int ErrorNameTooLong = 36;
    public const int ErrorNotImplemented = 38;
    public const int ErrorLoop = 40;

    /// <summary>What a Linux error number is in WASI; an unknown one is an input/output error.</summary>
    public static WasiError ToWasi(int error) => error switch
    {
        0 => WasiError.Success,
        1 => WasiError.NotPermitted,
        2 => WasiError.NoEntry,
        3 => WasiError.NoProcess,
        4 => WasiError.Interrupted,
        5 => WasiError.InputOutput,
        6 => WasiError.NoSuchDevice,
        7 => WasiError.TooBig,
        8 => WasiError.NotExecutable,
        9 => WasiError.BadDescriptor,
        10 => WasiError.NoChild,
        11 => WasiError.Again,
        12 => WasiError.OutOfMemory,
        13 => WasiError.AccessDenied,
        14 => WasiError.Fault,
        16 => WasiError.Busy,
        17 => WasiError.Exists,
        18 => WasiError.CrossDevice,
        19 => WasiError.NoDevice,
        20 => WasiError.NotDirectory,
        21 => WasiError.IsDirectory,
        22 => WasiError.Invalid,
        23 => WasiError.SystemDescriptorsExhausted,
        24 => WasiError.TooManyDescriptors,
        25 => WasiError.NotTerminal,
        26 => WasiError.TextBusy,
        27 => WasiError.FileTooBig,
        28 => WasiError.NoSpace,
        29 => WasiError.NotSeekable,
        30 => WasiError.ReadOnlyFilesystem,
        31 => WasiError.TooManyLinks,
        32 => WasiError.BrokenPipe,
        33 => WasiError.Domain,
        34 => WasiError.Range,
        35 => WasiError.Deadlock,
        36 => WasiError.NameTooLong,
        37 => WasiError.NoLocks,
        38 => WasiError.NotImplemented,
        39 => WasiError.NotEmpty,
        40 => WasiError.Loop,
        75 => WasiError.Overflow,
        84 => WasiError.IllegalByteSequence,
        88 => WasiError.NotSocket,
        95 => WasiError.NotSupported,
        103 => WasiError.ConnectionAborted,
        104 => WasiError.ConnectionReset,
        105 => WasiError.NoBufferSpace,
        107 => WasiError.NotConnected,
        110 => WasiError.TimedOut,
        116 => WasiError.Stale,
        122 => WasiError.QuotaExceeded,
        _ => WasiError.InputOutput,
    };

    /// <summary>The error of the last call of <see cref="LinuxNative"/> on this thread.</summary>
    public static WasiError LastError() => ToWasi(Marshal.GetLastPInvokeError());
}
