// This command, started once more.
using System.Diagnostics;

namespace Weft.Cli.Running;

/// <summary>Starts the command as another process.</summary>
internal static class ThisProgram
{
    /// <summary>Starts it, and lets it go. Its streams are not those of this process: who waits for their end must not wait for it.</summary>
    /// <param name="arguments">Its arguments.</param>
    public static void Start(IReadOnlyList<string> arguments)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this program is unknown");

        // As `dotnet Weft.Cli.dll` the program is the first argument.
        var isHost = Path.GetFileNameWithoutExtension(program) is "dotnet";
        var start = new ProcessStartInfo(program, isHost ? [Environment.GetCommandLineArgs()[0], .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        using var process = Process.Start(start);
    }
}
