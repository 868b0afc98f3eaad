// Command-line engines, such as wasm3: the whole process is timed, whatever is asked.
using System.Diagnostics;
using System.Globalization;
using Weft.Bench.Measuring;

namespace Weft.Bench.Engines;

/// <summary>An engine that is a command.</summary>
/// <param name="name">The column's heading.</param>
/// <param name="path">The executable.</param>
/// <param name="options">What precedes the module for a WASI command.</param>
/// <param name="invoke">What precedes the module to call its export <c>run</c> and print the number; null where it cannot.</param>
/// <param name="isWeft">Whether it is this repository's.</param>
internal sealed class ProcessPeer(string name, string path, string[] options, string[]? invoke = null, bool isWeft = false) : IPeer
{
    public string Name => name;

    public bool IsWeft => isWeft;

    public string Version => path;

    /// <summary>What a command prints.</summary>
    public static string Read(string path, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true })
            ?? throw new CannotRunException($"{path} did not start");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    public Run Run(Workload workload, bool fromBytes = false)
    {
        if (workload.NeedsThisProcess)
        {
            throw new CannotRunException("it is measured in this process only");
        }

        var before = workload.IsCommand ? options : invoke ?? throw new CannotRunException("it is measured with WASI commands only");
        var start = new ProcessStartInfo(path, [.. before, workload.Module, .. workload.Arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new CannotRunException($"{path} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using (var input = process.StandardInput.BaseStream)
        {
            input.Write(workload.Input is null ? [] : File.ReadAllBytes(workload.Input));
        }

        process.WaitForExit();
        watch.Stop();
        if (process.ExitCode != 0)
        {
            throw new CannotRunException($"exit code {process.ExitCode}: {errors.Result.Trim().Split('\n')[0]}");
        }

        return new Run(watch.Elapsed, workload.IsCommand ? output.Result : Workload.FormatResult(long.Parse(output.Result.Trim(), CultureInfo.InvariantCulture)));
    }

    public void Dispose()
    {
        // Every run is a process of its own that has ended.
    }
}
