// Files without a name, in memory, that memories can map: memfd_create of Linux.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Runtime;

/// <summary>
/// The files behind <see cref="MemoryImage"/>. They are sealed when they are written: from then on nobody can change them, however they are
/// mapped. All of this is an economy: where the system refuses, content is copied.
/// </summary>
internal static unsafe partial class ImageFile
{
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const int AddSeals = 1033;
    private const int SealSeal = 1;
    private const int SealShrink = 2;
    private const int SealGrow = 4;
    private const int SealWrite = 8;

    /// <summary>Whether this system has such files.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Makes a file of a length; it is zero, and takes memory where it is written.</summary>
    /// <returns>Null when the system refuses.</returns>
    public static SafeFileHandle? TryCreate(ulong length)
    {
        if (length > long.MaxValue)
        {
            return null;
        }

        var descriptor = Create("weft-image", CloseOnExec | AllowSealing);
        if (descriptor < 0)
        {
            return null;
        }

        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        if (SetLength(file, (nint)length) == 0)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Writes into a file.</summary>
    public static bool TryWrite(SafeFileHandle file, ReadOnlySpan<byte> bytes, ulong offset)
    {
        while (!bytes.IsEmpty)
        {
            // SAFETY: the system reads as many bytes as the span has.
            nint written;
            fixed (byte* first = bytes)
            {
                written = Write(file, first, (nuint)bytes.Length, (nint)offset);
            }

            if (written <= 0)
            {
                return false;
            }

            bytes = bytes[(int)written..];
            offset += (ulong)written;
        }

        return true;
    }

    /// <summary>Makes a file unchangeable.</summary>
    public static bool TrySeal(SafeFileHandle file) => Control(file, AddSeals, SealSeal | SealShrink | SealGrow | SealWrite) == 0;

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLength(SafeFileHandle file, nint length);

    [LibraryImport("libc", EntryPoint = "pwrite")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(SafeFileHandle file, byte* bytes, nuint count, nint offset);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle file, int command, int argument);
}
