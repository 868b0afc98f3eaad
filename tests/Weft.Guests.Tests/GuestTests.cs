// Real programs from five toolchains, run by the built command line: output byte for byte, exit code, and the trap's words.
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Weft.Guests.Tests;

public sealed class GuestTests
{
    // Far more than a run takes on a busy machine: only a hang gets there.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Names => [.. GuestRun.All.Select(run => run.Name)];

    [Fact]
    public void Every_built_program_is_run_and_says_what_to_expect()
    {
        var built = Directory.EnumerateFiles(GuestRun.PathOf("."), "*.wasm", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(GuestRun.PathOf("."), file).Replace('\\', '/'));
        Assert.Empty(built.Except(GuestRun.All.Select(run => run.Wasm)));
        Assert.All(GuestRun.All, run => Assert.True(run.Stdout is null != run.StdoutSha256 is null, run.Name));
        Assert.Equal(GuestRun.All.Count, GuestRun.All.DistinctBy(run => run.Name).Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Does_what_it_does_elsewhere(string name)
    {
        var run = GuestRun.All.Single(run => run.Name == name);
        using var scratch = new Scratch();
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll"), .. Arguments(run, scratch)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WEFT_CACHE"] = "off";
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        var copying = process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Feed(process, run);
        if (!process.WaitForExit(s_patience))
        {
            process.Kill();
            Assert.Fail($"{name} did not end");
        }

        await copying;
        var message = await error;
        Assert.True(run.Exit == process.ExitCode, $"exit code {process.ExitCode}, not {run.Exit}; standard error: {message}");
        if (run.Trap is not null)
        {
            Assert.Contains(run.Trap, message, StringComparison.Ordinal);
        }

        if (run.Stdout is not null)
        {
            var expected = await File.ReadAllBytesAsync(GuestRun.PathOf(run.Stdout), TestContext.Current.CancellationToken);
            Assert.Equal(Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(output.ToArray()));
            Assert.Equal(expected, output.ToArray());
        }
        else
        {
            Assert.Equal(run.StdoutSha256, Convert.ToHexStringLower(SHA256.HashData(output.ToArray())));
        }
    }

    private static List<string> Arguments(GuestRun run, Scratch scratch)
    {
        List<string> arguments = ["run"];
        foreach (var directory in run.Dirs)
        {
            var host = directory.Source is { } source ? GuestRun.PathOf(source) : scratch.NewDirectory();
            arguments.AddRange(["--dir", $"{host}::{directory.Guest}{(directory.ReadOnly ? ":ro" : "")}"]);
        }

        foreach (var (name, value) in run.Env)
        {
            arguments.AddRange(["--env", $"{name}={value}"]);
        }

        if (run.Threads is { } threads)
        {
            arguments.AddRange(["--threads", threads.ToString(CultureInfo.InvariantCulture)]);
        }

        if (run.Fuel is { } fuel)
        {
            arguments.AddRange(["--fuel", fuel.ToString(CultureInfo.InvariantCulture)]);
        }

        if (run.Timeout is { } seconds)
        {
            arguments.AddRange(["--timeout", seconds.ToString(CultureInfo.InvariantCulture) + "s"]);
        }

        return [.. arguments, GuestRun.PathOf(run.Wasm), .. run.Args];
    }

    private static void Feed(Process process, GuestRun run)
    {
        var input = run.Stdin is { } file ? File.ReadAllBytes(GuestRun.PathOf(file)) : [];
        try
        {
            for (var i = 0; i < run.StdinRepeat; i++)
            {
                process.StandardInput.BaseStream.Write(input);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The guest ended without reading all of it: the exit code and the output say whether that was right.
        }
    }

    /// <summary>Directories for one run, gone afterwards.</summary>
    private sealed class Scratch : IDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("weft-guest-").FullName;
        private int _count;

        public string NewDirectory() => Directory.CreateDirectory(Path.Combine(_root, (_count++).ToString(CultureInfo.InvariantCulture))).FullName;

        public void Dispose() => Directory.Delete(_root, recursive: true);
    }
}
