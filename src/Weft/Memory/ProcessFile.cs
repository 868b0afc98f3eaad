// What Linux tells about this process in files of /proc/self.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Runtime;

/// <summary>A file about this process; kept open, since it tells about the process that opened it.</summary>
/// <param name="name">Its name in the folder.</param>
internal sealed unsafe partial class ProcessFile(string name)
{
    private readonly SafeFileHandle? _file = Open(name);

    /// <summary>Whether there is such a file here.</summary>
    public bool IsOpen => _file is not null;

    /// <summary>Fills a span with what stands at an offset.</summary>
    /// <returns>False when the system does not give all of it.</returns>
    public bool TryRead(nint offset, Span<byte> bytes)
    {
        if (_file is null)
        {
            return false;
        }

        // SAFETY: the system writes at most as many bytes as the span has.
        fixed (byte* first = bytes)
        {
            return Read(_file, first, (nuint)bytes.Length, offset) == bytes.Length;
        }
    }

    private static SafeFileHandle? Open(string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var descriptor = SystemMemory.OpenToRead($"/proc/self/{name}");
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "pread")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(SafeFileHandle file, byte* bytes, nuint count, nint offset);
}
