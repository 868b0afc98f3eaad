// Address space from the operating system: reserve without access, make accessible, give back.
using System.Runtime.InteropServices;

namespace Weft.Runtime;

/// <summary>The system calls behind <see cref="MemoryReservation"/>.</summary>
internal static unsafe partial class SystemMemory
{
    private const int ProtNone = 0;
    private const int ProtReadWrite = 3;
    private const int ProtReadExecute = 5;
    private const int MapPrivate = 2;
    private const int MapAnonymousLinux = 0x20;
    private const int MapNoReserveLinux = 0x4000;
    private const int MapAnonymousMac = 0x1000;
    private const int MapNoReserveMac = 0x40;

    private const uint MemCommit = 0x1000;
    private const uint MemReserve = 0x2000;
    private const uint MemRelease = 0x8000;
    private const uint PageNoAccess = 1;
    private const uint PageReadWrite = 4;

    /// <summary>Reserves address space that nothing may access yet.</summary>
    /// <returns>Null when the system refuses.</returns>
    public static byte* Reserve(nuint bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            return (byte*)VirtualAlloc(null, bytes, MemReserve, PageNoAccess);
        }

        var flags = MapPrivate | (OperatingSystem.IsMacOS() ? MapAnonymousMac | MapNoReserveMac : MapAnonymousLinux | MapNoReserveLinux);
        var address = Map(null, bytes, ProtNone, flags, -1, 0);
        return address == (void*)-1 ? null : (byte*)address;
    }

    /// <summary>Lets a reserved range be read and written; it is zero when it is touched first.</summary>
    public static bool Commit(byte* address, nuint bytes) =>
        bytes == 0
        || (OperatingSystem.IsWindows()
            ? VirtualAlloc(address, bytes, MemCommit, PageReadWrite) != null
            : Protect(address, bytes, ProtReadWrite) == 0);

    /// <summary>Lets a committed range be run instead of written. Only used where signal handlers are.</summary>
    public static bool MakeExecutable(byte* address, nuint bytes) => Protect(address, bytes, ProtReadExecute) == 0;

    /// <summary>Gives a reservation back.</summary>
    public static void Release(byte* address, nuint bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            _ = VirtualFree(address, 0, MemRelease);
        }
        else
        {
            _ = Unmap(address, bytes);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial void* VirtualAlloc(void* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int VirtualFree(void* address, nuint size, uint type);
}
