// Runs the built command as its users do: a process with arguments, streams and an exit code.
using System.Diagnostics;

namespace Weft.Cli.Tests;

/// <summary>What a run of the command came to.</summary>
internal sealed record WeftResult(int ExitCode, string Output, string Error);

/// <summary>Starts <c>weft</c> from the test's own folder, where the build puts it.</summary>
internal static class WeftProcess
{
    public static WeftResult Run(params string[] arguments) => Run(null, arguments);

    public static WeftResult Run(byte[]? input, string[] arguments, string? folder = null, Dictionary<string, string?>? environment = null, TimeSpan? timeout = null)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Weft.Tests.Shared.Repository.Root,
        };

        // The cache of the user has nothing to do with tests.
        start.Environment["WEFT_CACHE"] = "off";
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input ?? []);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The command ended without reading its input: its exit code tells the test why.
        }

        if (!process.WaitForExit(timeout ?? LimitOf(arguments)))
        {
            process.Kill();
            throw new TimeoutException($"weft {string.Join(' ', arguments)} did not end");
        }

        return new WeftResult(process.ExitCode, output.Result, error.Result);
    }

    // What builds runs .NET's own tools, which take a minute when other tests run beside.
    private static TimeSpan LimitOf(string[] arguments) => TimeSpan.FromMinutes(arguments is ["create-exe" or "compile", ..] ? 5 : 1);
}
