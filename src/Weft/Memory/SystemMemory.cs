// Address space from the operating system: reserve without access, make accessible, map a file's pages, take back, give back.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Runtime;

/// <summary>The system calls behind <see cref="MemoryReservation"/> and <see cref="MemoryImage"/>.</summary>
internal static unsafe partial class SystemMemory
{
    private const int ProtNone = 0;
    private const int ProtRead = 1;
    private const int ProtReadWrite = 3;
    private const int ProtReadExecute = 5;
    private const int MapPrivate = 2;
    private const int MapFixed = 0x10;
    private const int MapAnonymousLinux = 0x20;
    private const int MapNoReserveLinux = 0x4000;
    private const int MapAnonymousMac = 0x1000;
    private const int MapNoReserveMac = 0x40;
    private const int AdviceDontNeedLinux = 4;
    private const int OpenCloseOnExecute = 0x80000;
    private const int SeekEnd = 2;

    private const uint MemCommit = 0x1000;
    private const uint MemReserve = 0x2000;
    private const uint MemDecommit = 0x4000;
    private const uint MemRelease = 0x8000;
    private const uint PageNoAccess = 1;
    private const uint PageReadWrite = 4;

    private static int PrivateAnonymous =>
        MapPrivate | (OperatingSystem.IsMacOS() ? MapAnonymousMac | MapNoReserveMac : MapAnonymousLinux | MapNoReserveLinux);

    /// <summary>Reserves address space that nothing may access yet.</summary>
    /// <returns>Null when the system refuses.</returns>
    public static byte* Reserve(nuint bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            return (byte*)VirtualAlloc(null, bytes, MemReserve, PageNoAccess);
        }

        var address = Map(null, bytes, ProtNone, PrivateAnonymous, -1, 0);
        return address == (void*)-1 ? null : (byte*)address;
    }

    /// <summary>Address space that may be used at once; it is zero, and takes memory as it is touched.</summary>
    /// <returns>Null when the system refuses.</returns>
    public static byte* AllocatePages(nuint bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            return (byte*)VirtualAlloc(null, bytes, MemReserve | MemCommit, PageReadWrite);
        }

        var address = Map(null, bytes, ProtReadWrite, PrivateAnonymous, -1, 0);
        return address == (void*)-1 ? null : (byte*)address;
    }

    /// <summary>Lets a reserved range be read and written; it is zero when it is touched first.</summary>
    public static bool Commit(byte* address, nuint bytes) =>
        bytes == 0
        || (OperatingSystem.IsWindows()
            ? VirtualAlloc(address, bytes, MemCommit, PageReadWrite) != null
            : Protect(address, bytes, ProtReadWrite) == 0);

    /// <summary>Takes committed pages back: nothing may access them, and they will be zero when they are committed again.</summary>
    public static bool Decommit(byte* address, nuint bytes)
    {
        if (bytes == 0)
        {
            return true;
        }

        return OperatingSystem.IsWindows()
            ? VirtualFree(address, bytes, MemDecommit) != 0
            : Map(address, bytes, ProtNone, PrivateAnonymous | MapFixed, -1, 0) == address;
    }

    /// <summary>
    /// Gives committed pages their first content again: that of the file that is mapped there (on Linux, the one system where files are), zero
    /// otherwise.
    /// </summary>
    public static bool Discard(byte* address, nuint bytes)
    {
        if (bytes == 0)
        {
            return true;
        }

        if (OperatingSystem.IsLinux())
        {
            return Advise(address, bytes, AdviceDontNeedLinux) == 0;
        }

        return OperatingSystem.IsWindows()
            ? VirtualFree(address, bytes, MemDecommit) != 0 && Commit(address, bytes)
            : Map(address, bytes, ProtReadWrite, PrivateAnonymous | MapFixed, -1, 0) == address;
    }

    /// <summary>Lets pages of a file stand in the place of committed ones; writing to them changes a private copy.</summary>
    public static bool MapCopyOnWrite(byte* address, nuint bytes, SafeFileHandle file, nuint offset)
    {
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            return Map(address, bytes, ProtReadWrite, MapPrivate | MapFixed | MapNoReserveLinux, (int)file.DangerousGetHandle(), (nint)offset) == address;
        }
        finally
        {
            if (isHeld)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>Opens a file to be read, for this process alone. For Linux alone.</summary>
    /// <returns>Its descriptor, or below 0.</returns>
    public static int OpenToRead(string path) => Open(path, OpenCloseOnExecute);

    /// <summary>Maps a whole file, to be read only. For Linux alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="file">The file, open.</param>
    /// <returns>Null when it is not there, empty, longer than memory of .NET may be, or the system refuses.</returns>
    public static byte* MapFile(string path, out long length, out SafeFileHandle? file)
    {
        length = 0;
        file = null;
        var descriptor = OpenToRead(path);
        if (descriptor < 0)
        {
            return null;
        }

        length = Seek(descriptor, 0, SeekEnd);
        var address = length is > 0 and <= int.MaxValue ? Map(null, (nuint)length, ProtRead, MapPrivate, descriptor, 0) : (void*)-1;
        if (address == (void*)-1)
        {
            _ = Close(descriptor);
            return null;
        }

        file = new SafeFileHandle(descriptor, ownsHandle: true);
        return (byte*)address;
    }

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

    // Nobody asks for the number of an error here, and to keep it takes methods that the runtime compiles at each start.
    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Seek(int file, nint offset, int from);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial void* VirtualAlloc(void* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int VirtualFree(void* address, nuint size, uint type);
}
