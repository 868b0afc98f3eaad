// A file as memory, read when it is touched.
using System.IO.MemoryMappedFiles;

namespace Weft.Runtime;

/// <summary>The bytes of a file, mapped until the process ends: for files whose code stays as long anyway.</summary>
internal static unsafe class MappedFile
{
    /// <summary>Maps a file.</summary>
    /// <exception cref="IOException">It cannot be read, or is larger than memory may be here.</exception>
    public static ReadOnlyMemory<byte> Open(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        if (stream.Length > int.MaxValue)
        {
            throw new IOException($"'{path}' is too large");
        }

        if (stream.Length == 0)
        {
            return default;
        }

        var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = file.CreateViewAccessor(0, stream.Length, MemoryMappedFileAccess.Read);

        // SAFETY: the pointer is never given back, so that the view stays for whoever still has a slice of it.
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return new NativeBytes(start + view.PointerOffset, (int)stream.Length).Memory;
    }
}
