// A file as memory, read when it is touched.
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Weft.Runtime;

/// <summary>The bytes of a file, mapped until the process ends: for files whose code stays as long anyway.</summary>
internal static unsafe class MappedFile
{
    /// <summary>Maps a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="file">The same file, open, where parts of it can be mapped elsewhere; null where not.</param>
    /// <exception cref="IOException">It cannot be read, or is larger than memory may be here.</exception>
    public static ReadOnlyMemory<byte> Open(string path, out SafeFileHandle? file)
    {
        // .NET's own way takes an assembly more, a stream and a view, which is felt where a start is counted in milliseconds. What goes wrong it says better.
        long length = 0;
        file = null;
        var start = OperatingSystem.IsLinux() ? SystemMemory.MapFile(path, out length, out file) : null;
        if (start == null)
        {
            start = MapByView(path, out length);
        }

        return start == null ? default : new NativeBytes(start, (int)length).Memory;
    }

    private static byte* MapByView(string path, out long length)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        length = stream.Length;
        if (length > int.MaxValue)
        {
            throw new IOException($"'{path}' is too large");
        }

        if (length == 0)
        {
            return null;
        }

        var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);

        // SAFETY: the pointer is never given back, so that the view stays for whoever still has a slice of it.
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return start + view.PointerOffset;
    }
}
