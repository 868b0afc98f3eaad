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

    // Two modules, so that there are two assemblies; the program's exit code is the command's.
    private const string ComponentProgram =
        """
        (component
          (core module $a (func $half (export "half") (param i32) (result i32) (i32.div_u (i32.const 84) (local.get 0))))
          (core module $b (import "a" "half" (func $half (param i32) (result i32)))
            (func (export "ask") (param i32) (result i32) (call $half (local.get 0)))
            (func (export "run") (result i32) (i32.ne (call $half (i32.const 2)) (i32.const 42))))
          (core instance $i (instantiate $a))
          (core instance $j (instantiate $b (with "a" (instance $i))))
          (func (export "ask") (param "x" u32) (result u32) (canon lift (core func $j "ask")))
          (func $run (result (result)) (canon lift (core func $j "run")))
          (instance $command (export "run" (func $run)))
          (export "wasi:cli/run@0.2.0" (instance $command)))
        """;

    [Fact]
    public void A_native_program_of_a_component_runs_as_it_does()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && (File.Exists("/usr/bin/gcc") || File.Exists("/usr/bin/clang")), "no C linker on this machine");
        var component = Path.Combine(_folder.FullName, "program.wat");
        File.WriteAllText(component, ComponentProgram);
        var file = Path.Combine(_folder.FullName, "program.cwasm");
        var made = WeftProcess.Run(null, ["compile", "--native", component], timeout: TimeSpan.FromMinutes(5));
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        Assert.StartsWith($"{file}: native program for ", made.Output);
        Assert.Equal(new WeftResult(0, "", ""), Run(["run", "--allow-precompiled", file]));
        Assert.Equal(new WeftResult(0, "21\n", ""), Run(["run", "--allow-precompiled", "--invoke", "ask(4)", file]));
        var trap = Run(["run", "--allow-precompiled", "--invoke", "ask(0)", file]);
        Assert.Equal((134, ""), (trap.ExitCode, trap.Output));
        Assert.Contains("integer divide by zero", trap.Error);
        Assert.Contains("half (func 0", trap.Error);
        var other = Run(["run", "--allow-precompiled", "--fuel=100000", "--invoke", "ask(4)", file]);
        Assert.Equal((0, "21\n"), (other.ExitCode, other.Output));
        Assert.Contains("the original component in it runs instead", other.Error);
    }

    [Fact]
    public void An_executable_of_a_component_runs_as_it_does()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && (File.Exists("/usr/bin/gcc") || File.Exists("/usr/bin/clang")), "no C linker on this machine");
        var component = Path.Combine(_folder.FullName, "program.wat");
        File.WriteAllText(component, ComponentProgram);
        var path = Path.Combine(_folder.FullName, "program");
        var threads = WeftProcess.Run("create-exe", "--threads", "2", "-o", path, component);
        Assert.Contains("--threads is for modules", threads.Error);
        Assert.Contains("exports no function 'nothing'", WeftProcess.Run("create-exe", "--invoke", "nothing", "-o", path, component).Error);
        var made = WeftProcess.Run(null, ["create-exe", "--invoke", "ask", "-o", path, component], timeout: TimeSpan.FromMinutes(5));
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        foreach (var (argument, exitCode, output) in new[] { ("4", 0, "21\n"), ("0", 134, ""), ("x", 1, "") })
        {
            using var process = Process.Start(new ProcessStartInfo(path, [argument]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Assert.Equal(output, process.StandardOutput.ReadToEnd());
            process.WaitForExit();
            Assert.Equal(exitCode, process.ExitCode);
        }
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
