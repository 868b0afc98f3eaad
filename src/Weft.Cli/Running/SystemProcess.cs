// Binds what systems like Unix have for a process that becomes another program.
using System.Globalization;
using System.Runtime.InteropServices;

namespace Weft.Cli.Running;

/// <summary>The system calls of processes.</summary>
internal static partial class SystemProcess
{
    private const uint CloseOnExecute = 1;

    /// <summary>Whether a process can become another program.</summary>
    public static bool CanExecute => !OperatingSystem.IsWindows();

    /// <summary>Goes on as another program: same process, same streams, nothing else of what was. Returns only when that fails.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments, without its name.</param>
    public static void Execute(string program, IEnumerable<string> arguments) => _ = Execute(program, [program, .. arguments, null]);

    /// <summary>Goes on as a program that is in memory: a copy of it that has no name. Returns only when that fails, or there is no such thing.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments, without its name.</param>
    public static void ExecuteCopy(ReadOnlySpan<byte> program, IEnumerable<string> arguments)
    {
        if (!OperatingSystem.IsLinux() || CreateMemoryFile("weft", CloseOnExecute) is var descriptor && descriptor < 0)
        {
            return;
        }

        using var file = new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(file, program, 0);
        Execute(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}"), arguments);
    }

    /// <summary>Sets an environment variable where another program will find it; .NET's own settings stay in this one.</summary>
    public static void SetEnvironment(string name, string value) => _ = SetEnvironment(name, value, 1);

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrites);
}
