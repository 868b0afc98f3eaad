// WASI, system calls: the C library's functions on Linux. Every function answers -1 and sets errno on failure, as POSIX has it.
// Paths are NUL-terminated bytes,
// passed by reference to their first; a buffer is passed likewise, with its length. Both stay where they are during the call.
// Structures that differ between processors are avoided: statx(2) stands for stat(2).

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Wasi.Interop;

/// <summary>Bindings of the system calls that the Linux file system and streams use.</summary>
internal static partial class LinuxNative
{
    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    internal static partial int Open(in byte path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true)]
    internal static partial int OpenAt(SafeFileHandle directory, in byte path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, SafeFileHandle directory, in byte path, in OpenHow how, nint size);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, SafeFileHandle directory, ref byte buffer, nint size);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, SafeFileHandle file, in IoVector vectors, nint count, nint offset, nint offsetHigh, nint flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeFileHandle file, ref byte buffer, nint count);

    [LibraryImport(Library, EntryPoint = "readv", SetLastError = true)]
    internal static partial nint ReadVector(SafeFileHandle file, in IoVector vectors, int count);

    [LibraryImport(Library, EntryPoint = "preadv", SetLastError = true)]
    internal static partial nint ReadVectorAt(SafeFileHandle file, in IoVector vectors, int count, long offset);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(SafeFileHandle file, in byte buffer, nint count);

    [LibraryImport(Library, EntryPoint = "writev", SetLastError = true)]
    internal static partial nint WriteVector(SafeFileHandle file, in IoVector vectors, int count);

    [LibraryImport(Library, EntryPoint = "pwritev", SetLastError = true)]
    internal static partial nint WriteVectorAt(SafeFileHandle file, in IoVector vectors, int count, long offset);

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(SafeFileHandle file, long offset, int whence);

    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int Truncate(SafeFileHandle file, long length);

    [LibraryImport(Library, EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    /// <summary>Answers the error itself, not -1.</summary>
    [LibraryImport(Library, EntryPoint = "posix_fadvise")]
    internal static partial int Advise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Synchronize(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int SynchronizeData(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "futimens", SetLastError = true)]
    internal static partial int SetTimes(SafeFileHandle file, in TimeSpecification times);

    [LibraryImport(Library, EntryPoint = "utimensat", SetLastError = true)]
    internal static partial int SetTimesAt(SafeFileHandle directory, in byte path, in TimeSpecification times, int flags);

    [LibraryImport(Library, EntryPoint = "utimensat", SetLastError = true)]
    internal static partial int SetTimesAt(int directory, in byte path, in TimeSpecification times, int flags);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true)]
    internal static partial int Status(SafeFileHandle directory, in byte path, int flags, uint mask, out StatusExtended status);

    [LibraryImport(Library, EntryPoint = "fstatfs", SetLastError = true)]
    internal static partial int FileSystemStatus(SafeFileHandle file, ref long buffer);

    [LibraryImport(Library, EntryPoint = "mkdirat", SetLastError = true)]
    internal static partial int MakeDirectoryAt(SafeFileHandle directory, in byte path, uint mode);

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true)]
    internal static partial int UnlinkAt(SafeFileHandle directory, in byte path, int flags);

    [LibraryImport(Library, EntryPoint = "renameat", SetLastError = true)]
    internal static partial int RenameAt(SafeFileHandle oldDirectory, in byte oldPath, SafeFileHandle newDirectory, in byte newPath);

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true)]
    internal static partial int LinkAt(SafeFileHandle oldDirectory, in byte oldPath, SafeFileHandle newDirectory, in byte newPath, int flags);

    [LibraryImport(Library, EntryPoint = "symlinkat", SetLastError = true)]
    internal static partial int SymbolicLinkAt(in byte target, SafeFileHandle directory, in byte path);

    [LibraryImport(Library, EntryPoint = "readlinkat", SetLastError = true)]
    internal static partial nint ReadLinkAt(SafeFileHandle directory, in byte path, ref byte buffer, nint size);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(SafeFileHandle file, int command, nint argument);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int DeviceControl(SafeFileHandle file, nuint request, out int argument);

    [LibraryImport(Library, EntryPoint = "isatty", SetLastError = true)]
    internal static partial int IsTerminal(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "ppoll", SetLastError = true)]
    internal static partial int Poll(ref PollEntry entries, nuint count, in TimeSpecification timeout, nint signals);

    /// <summary>Waits without a limit of time: the timeout is 0, a null pointer.</summary>
    [LibraryImport(Library, EntryPoint = "ppoll", SetLastError = true)]
    internal static partial int Poll(ref PollEntry entries, nuint count, nint timeout, nint signals);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "getrandom", SetLastError = true)]
    internal static partial nint GetRandom(ref byte buffer, nint size, uint flags);

    [LibraryImport(Library, EntryPoint = "clock_gettime", SetLastError = true)]
    internal static partial int ClockTime(int clock, out TimeSpecification time);

    /// <summary>openat2(2), which the C library has no function for.</summary>
    internal static int OpenAt2(SafeFileHandle directory, in byte path, in OpenHow how) =>
        (int)SystemCall(437, directory, in path, in how, 24);

    /// <summary>getdents64(2): raw directory entries with their positions.</summary>
    internal static int ReadDirectory(SafeFileHandle directory, ref byte buffer, int size) =>
        (int)SystemCall(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 61 : 217, directory, ref buffer, size);

    /// <summary>pwritev2(2) at the end of the file (RWF_APPEND), however it was opened. Not every C library has a function for it.</summary>
    internal static nint AppendVector(SafeFileHandle file, in IoVector vectors, int count) =>
        SystemCall(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 287 : 328, file, in vectors, count, 0, 0, 0x10);
}
