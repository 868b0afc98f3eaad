// WASI command line: the host's own standard streams, opened as what they are: a file has a position, a pipe and a terminal have none.

using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Filesystem.Linux;
using Weft.Wasi.Interop;

namespace Weft.Wasi.Cli;

/// <summary>Opens the standard streams of this process for a guest.</summary>
internal static class StandardStreams
{
    /// <summary>Opens one of the streams; the process's own stays open when the guest closes it.</summary>
    /// <param name="number">0 for input, 1 for output, 2 for errors.</param>
    public static Descriptor Inherit(int number)
    {
        if (OperatingSystem.IsLinux())
            return Open(new SafeFileHandle(number, ownsHandle: false));
        return number switch
        {
            0 => new HostStream(Console.OpenStandardInput(), isTerminal: !Console.IsInputRedirected),
            1 => new HostStream(Console.OpenStandardOutput(), isTerminal: !Console.IsOutputRedirected),
            _ => new HostStream(Console.OpenStandardError(), isTerminal: !Console.IsErrorRedirected),
        };
    }

    /// <summary>Opens a file of the host as a guest's standard input.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Descriptor OpenFile(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return OperatingSystem.IsLinux() ? Open(handle) : new HostStream(new FileStream(handle, FileAccess.Read), isTerminal: false);
    }

    private static Descriptor Open(SafeFileHandle handle)
    {
        int flags = LinuxNative.Control(handle, LinuxConstants.ControlGetFlags, 0);
        // A process may be started with a standard stream closed. The guest finds one that is empty.
        if (flags < 0 || LinuxStatus.Read(handle, out FileStatus status) is not (WasiError.Success or WasiError.Overflow))
            return new HostStream(Stream.Null, isTerminal: false);
        DescriptorFlags behaviour = (flags & LinuxConstants.OpenAppend) != 0 ? DescriptorFlags.Append : DescriptorFlags.None;
        return status.Kind == FileKind.RegularFile
            ? new LinuxFile(handle, behaviour, isReadOnly: false)
            : new LinuxStream(handle, status.Kind, behaviour);
    }
}
