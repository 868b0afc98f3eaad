// Runs a candidate of the reducer in a process of its own: what ends the process must not end the reduction.
using System.Diagnostics;

namespace Weft.Fuzz.Differential;

/// <summary>Checks modules in child processes.</summary>
/// <param name="options">What the child gets besides the file: the seed, the engines.</param>
internal sealed class IsolatedCheck(IReadOnlyList<string> options)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>How a module fails in a process of its own; null when it does not.</summary>
    public Mismatch? Run(byte[] module)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, module);
            var start = new ProcessStartInfo(Environment.ProcessPath!, ["--check", file, .. options]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Limit))
            {
                process.Kill();
                return new Mismatch("hangs", $"no end after {Limit.TotalSeconds} s");
            }

            return process.ExitCode switch
            {
                0 => null,
                1 => new Mismatch(output.Result.Split('\n')[0], output.Result),
                var code => new Mismatch($"exit code {code}", errors.Result),
            };
        }
        finally
        {
            File.Delete(file);
        }
    }
}
