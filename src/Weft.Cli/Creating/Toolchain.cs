// What making an executable needs besides the command: the .NET SDK, whose packages NuGet fetches, and a linker.
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Weft.Cli.Creating;

/// <summary>Finds and runs the programs that make an executable.</summary>
internal static class Toolchain
{
    private const int LongestMessage = 4000;

    /// <summary>Says what is missing here.</summary>
    /// <param name="what">What needs it: the command's name.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">Something is.</exception>
    public static async Task CheckAsync(string what, CancellationToken cancellation)
    {
        var version = Environment.Version.Major;
        var sdk = $"{what} needs the .NET SDK {version} (https://dotnet.microsoft.com/download)";
        string list;
        try
        {
            (_, list) = await RunAsync("dotnet", ["--list-sdks"], null, cancellation).ConfigureAwait(false);
        }
        catch (Win32Exception error)
        {
            throw new CommandException($"{sdk}, and there is no dotnet on the PATH", error);
        }

        if (!list.Split('\n').Any(line => int.TryParse(line.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) && major >= version))
        {
            throw new CommandException($"{sdk}, and dotnet lists none: {(list.Length == 0 ? "no SDK is installed" : list)}");
        }

        if (!OperatingSystem.IsWindows() && !IsOnPath("clang") && !IsOnPath("gcc"))
        {
            throw new CommandException(OperatingSystem.IsMacOS()
                ? $"{what} needs a linker: install the command line tools of Xcode (xcode-select --install)"
                : $"{what} needs a linker: install clang or gcc and the development files of zlib (Debian, Ubuntu: apt install clang zlib1g-dev; "
                    + "Fedora: dnf install clang zlib-devel; Alpine: apk add clang build-base zlib-dev)");
        }
    }

    /// <summary>Compiles a project with NativeAOT.</summary>
    /// <param name="project">The project.</param>
    /// <param name="output">The folder for what comes out.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">It failed.</exception>
    public static async Task PublishAsync(string project, string output, CancellationToken cancellation)
    {
        var (exitCode, text) = await RunAsync(
            "dotnet",
            ["publish", project, "-c", "Release", "-o", output, "--nologo", "-v", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false"],
            Path.GetDirectoryName(project),
            cancellation).ConfigureAwait(false);
        if (exitCode == 0)
        {
            return;
        }

        var hint = text.Contains("NU1101", StringComparison.Ordinal) || text.Contains("NU1102", StringComparison.Ordinal) || text.Contains("NU1301", StringComparison.Ordinal)
            ? "\nNuGet could not fetch the package of NativeAOT (runtime.*.Microsoft.DotNet.ILCompiler): it is needed once, from the sources that NuGet is configured with"
            : text.Contains("link", StringComparison.OrdinalIgnoreCase) && OperatingSystem.IsWindows()
                ? "\nThe linker comes with Visual Studio's workload \"Desktop development with C++\""
                : "";
        throw new CommandException($"dotnet publish failed with exit code {exitCode}:\n{text}{hint}");
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => folder.Length != 0 && File.Exists(Path.Combine(folder, program)));

    private static async Task<(int ExitCode, string Text)> RunAsync(
        string program, IEnumerable<string> arguments, string? folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        using var process = Process.Start(start) ?? throw new CommandException($"'{program}' did not start");
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            var text = (await output.ConfigureAwait(false) + await error.ConfigureAwait(false)).Trim();
            return (process.ExitCode, text.Length > LongestMessage ? text[..LongestMessage] + "..." : text);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
