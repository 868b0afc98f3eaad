// One golden case: a text with ";; RUN:" lines, and the transcript of what they print in a file beside it.
using System.Diagnostics;
using System.Text;
using Weft.Tests.Shared;

namespace Weft.Golden.Tests;

/// <summary>
/// A case. Each line <c>;; RUN: command arguments</c> is a command of <c>weft</c>, run in the folder of the case; <c>%s</c> is the case
/// itself, and <c>|</c> hands the output of one command to the next. The transcript repeats each line and shows standard output, then
/// standard error behind "! ", then an exit code other than 0.
/// </summary>
internal sealed class GoldenCase(string path)
{
    private const string RunMark = ";; RUN:";

    /// <summary>The folder of all cases.</summary>
    public static string Folder { get; } = Repository.PathOf("tests", "Weft.Golden.Tests", "Cases");

    /// <summary>Where the transcript is.</summary>
    public string ExpectedPath { get; } = Path.ChangeExtension(path, ".expected");

    /// <summary>Runs the case.</summary>
    public string Run()
    {
        var transcript = new StringBuilder();
        foreach (var line in File.ReadLines(path).Where(line => line.StartsWith(RunMark, StringComparison.Ordinal)))
        {
            var command = line[RunMark.Length..].Trim();
            transcript.Append("$ weft ").Append(command).Append('\n');
            var input = Array.Empty<byte>();
            var exitCode = 0;
            var errors = "";
            foreach (var part in command.Split('|'))
            {
                var arguments = part.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word == "%s" ? Path.GetFileName(path) : word);
                (exitCode, input, var error) = Execute([.. arguments], input);
                errors += error;
            }

            transcript.Append(Encoding.UTF8.GetString(input));
            foreach (var error in errors.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                transcript.Append("! ").Append(error.TrimEnd('\r')).Append('\n');
            }

            if (exitCode != 0)
            {
                transcript.Append("exit code ").Append(exitCode).Append('\n');
            }

            transcript.Append('\n');
        }

        return transcript.ToString().ReplaceLineEndings("\n");
    }

    private (int ExitCode, byte[] Output, string Error) Execute(string[] arguments, byte[] input)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(path),
        };
        start.Environment["WEFT_CACHE"] = "off";
        using var process = Process.Start(start)!;
        var output = new MemoryStream();
        var copy = process.StandardOutput.BaseStream.CopyToAsync(output);
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The command ended without reading its input: its exit code tells why.
        }

        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill();
            throw new TimeoutException($"weft {string.Join(' ', arguments)} did not end");
        }

        copy.Wait();
        return (process.ExitCode, output.ToArray(), error.Result);
    }
}
