// Native programs made by weft compile --native, and run by weft run. One takes some seconds to make, so that one is asked for many things.
using System.Diagnostics;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class NativeCompileTests : IDisposable
{
    // Prints its arguments, each with its end, then what it reads; exits with the number of arguments, or divides by zero when there are three.
    private const string Program =
        """
        (module
          (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 1)
          (func $print (param $at i32) (param $length i32)
            (i32.store (i32.const 16) (local.get $at))
            (i32.store (i32.const 20) (local.get $length))
            (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24))))
          (func (export "_start") (local $count i32)
            (drop (call $sizes (i32.const 0) (i32.const 4)))
            (drop (call $args (i32.const 1024) (i32.const 4096)))
            (call $print (i32.const 4096) (i32.load (i32.const 4)))
            (i32.store (i32.const 16) (i32.const 8192))
            (i32.store (i32.const 20) (i32.const 100))
            (drop (call $read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
            (call $print (i32.const 8192) (i32.load (i32.const 24)))
            (local.set $count (i32.load (i32.const 0)))
            (if (i32.eq (local.get $count) (i32.const 3)) (then (drop (call $divide (local.get $count) (i32.const 0)))))
            (call $exit (local.get $count)))
          (func $divide (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
          (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_native_program_runs_as_its_module_does()
    {
        if (OperatingSystem.IsWindows() || !OperatingSystem.IsLinux() || (!File.Exists("/usr/bin/gcc") && !File.Exists("/usr/bin/clang")))
        {
            Assert.Skip("no C linker on this machine: no native programs are made");
            return;
        }

        var module = Path.Combine(_folder.FullName, "program.wat");
        File.WriteAllText(module, Program);
        var file = Path.Combine(_folder.FullName, "program.cwasm");
        var made = WeftProcess.Run(null, ["compile", "--native", module], timeout: TimeSpan.FromMinutes(5));
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        Assert.StartsWith($"{file}: native program for ", made.Output);

        // Arguments, input, output, the exit code: all that there is is the program's.
        var result = Run(["run", "--allow-precompiled", file, "--", "-x"], "in");
        Assert.Equal((134, "program.cwasm\0--\0-x\0in"), (result.ExitCode, result.Output));
        Assert.StartsWith("weft: trap: integer divide by zero\n", result.Error);
        Assert.Contains("at divide (func ", result.Error);
        Assert.Equal(new WeftResult(2, "name\0a\0", ""), Run(["run", "--argv0", "name", "--allow-precompiled", file, "a"]));
        Assert.Equal(new WeftResult(0, "3\n", ""), Run(["run", "--invoke", "add", "--allow-precompiled", file, "1", "2"]));
        Assert.Equal((1, ""), (Run(["run", file]).ExitCode, Run(["run", file]).Output));

        // The file is the program.
        var start = new ProcessStartInfo(file, ["run", "--allow-precompiled", "--invoke", "add", file, "3", "4"]) { RedirectStandardOutput = true };
        using (var process = Process.Start(start)!)
        {
            Assert.Equal("7\n", process.StandardOutput.ReadToEnd());
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }

        // Without the right to execute the file, it is a copy that runs.
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(new WeftResult(2, "program.cwasm\0a\0", ""), Run(["run", "--allow-precompiled", file, "a"]));

        // What does not fit gives way to the module in the file.
        foreach (var option in new[] { "--nan-canonicalization", "--bounds-checks=Explicit", "--tier=Interpreter", "--fuel=100000", $"--preload=x={module}" })
        {
            var other = Run(["run", "--allow-precompiled", option, "--invoke", "add", file, "1", "2"]);
            Assert.Equal((0, "3\n"), (other.ExitCode, other.Output));
            Assert.Contains("note", other.Error);
            Assert.Contains("runs instead", other.Error);
        }

        // So does what is damaged, and nothing of it runs.
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 3] ^= 1;
        File.WriteAllBytes(file, bytes);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var damaged = Run(["run", "--allow-precompiled", file, "a"]);
        Assert.Equal((2, "program.cwasm\0a\0"), (damaged.ExitCode, damaged.Output));
        Assert.Contains("damaged", damaged.Error);
    }

    [Fact]
    public void What_is_missing_or_impossible_is_named()
    {
        var hello = Repository.PathOf("samples", "hello.wat");
        var output = Path.Combine(_folder.FullName, "a.cwasm");
        var both = WeftProcess.Run("compile", "--native", "--portable", hello, "-o", output);
        Assert.Equal(1, both.ExitCode);
        Assert.Contains("exclude each other", both.Error);
        var foreign = WeftProcess.Run("compile", "--native", "--target", OperatingSystem.IsMacOS() ? "linux-x64" : "osx-arm64", hello, "-o", output);
        Assert.Equal(1, foreign.ExitCode);
        Assert.Contains("alone", foreign.Error);
        if (!OperatingSystem.IsWindows())
        {
            // A machine without anything on the PATH.
            var dotnet = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "dotnet")).First(File.Exists);
            var start = new ProcessStartInfo(dotnet, ["exec", Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll"), "compile", "--native", hello, "-o", output]) { RedirectStandardError = true };
            start.Environment["PATH"] = _folder.FullName;
            using var process = Process.Start(start)!;
            Assert.Contains("compile --native needs", process.StandardError.ReadToEnd());
            process.WaitForExit();
            Assert.Equal(1, process.ExitCode);
        }

        Assert.Empty(Directory.GetFiles(_folder.FullName));
    }

    private static WeftResult Run(string[] arguments, string input = "") => WeftProcess.Run(System.Text.Encoding.UTF8.GetBytes(input), arguments);
}
