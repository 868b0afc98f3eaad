// Executables made by weft create-exe. Each takes some seconds to make, so that one is asked for many things.
using System.Diagnostics;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class CreateExeTests : IDisposable
{
    // Prints its arguments, each with its end, then its environment; then what "divide" says; exits with their number.
    private const string Program =
        """
        (module
          (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "environ_get" (func $environ (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_prestat_get" (func $prestat (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 2)
          (func $print (param $at i32) (param $length i32)
            (i32.store (i32.const 16) (local.get $at))
            (i32.store (i32.const 20) (local.get $length))
            (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24))))
          (func (export "_start") (local $count i32)
            (drop (call $args_sizes (i32.const 0) (i32.const 4)))
            (drop (call $args (i32.const 1024) (i32.const 4096)))
            (call $print (i32.const 4096) (i32.load (i32.const 4)))
            (local.set $count (i32.load (i32.const 0)))
            (drop (call $environ_sizes (i32.const 0) (i32.const 4)))
            (drop (call $environ (i32.const 1024) (i32.const 65536)))
            (call $print (i32.const 65536) (i32.load (i32.const 4)))
            (if (i32.eq (local.get $count) (i32.const 5)) (then (drop (call $divide (local.get $count) (i32.const 0)))))
            (if (i32.eqz (call $prestat (i32.const 3) (i32.const 0))) (then (local.set $count (i32.add (local.get $count) (i32.const 100)))))
            (call $exit (local.get $count)))
          (func $divide (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1))))
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void An_executable_has_everything_that_was_baked_in()
    {
        SkipWithoutLinker();
        var module = Write("program.wat", Program);
        var path = Path.Combine(_folder.FullName, "app");
        var kept = Path.Combine(_folder.FullName, "kept");
        var made = WeftProcess.Run(
            "create-exe", "--dir", ".::/data:ro", "--env", "LEVEL=3 \"x\"\n", "--env", "WEFT_TEST_LATER", "--env", "WEFT_TEST_NEVER", "--arg", "first", "--argv0", "name",
            "--keep", kept, "-o", path, module);
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        Assert.Equal($"{path}: {new FileInfo(path).Length} bytes\n", made.Output);
        Assert.True(File.Exists(Path.Combine(kept, "program.csproj")));

        Assert.Equal((103, "name\0first\0last\0LEVEL=3 \"x\"\n\0WEFT_TEST_LATER=now\0", ""), Start(path, "last"));
        var (exitCode, output, error) = Start(path, "-h", "--", "3");
        Assert.Equal((134, true), (exitCode, output.StartsWith("name\0first\0-h\0--\0" + "3\0", StringComparison.Ordinal)));
        Assert.StartsWith("name: trap: integer divide by zero\n", error);
        Assert.Contains("at divide (func 9", error);
    }

    [Fact]
    public void A_precompiled_module_and_a_function_will_do()
    {
        SkipWithoutLinker();
        var module = Path.Combine(_folder.FullName, "calc.cwasm");
        Assert.Equal(0, WeftProcess.Run("compile", "--portable", Repository.PathOf("samples", "calc.wat"), "-o", module).ExitCode);
        var path = Path.Combine(_folder.FullName, "calc");
        Assert.Equal(0, WeftProcess.Run("create-exe", "--invoke", "factorial", module).ExitCode);
        Assert.Equal((0, "3628800\n", ""), Start(path, "10"));
        var (exitCode, _, error) = Start(path, "ten");
        Assert.Equal(1, exitCode);
        Assert.Contains("'ten' is not a f64", error);
    }

    [Theory]
    [InlineData("(module)", "neither _start nor _initialize")]
    [InlineData("(module (func (export \"_start\")))", "no exported function 'other'", "--invoke", "other")]
    [InlineData("(module (func (export \"_start\") (result i32)))", "type mismatch")]
    [InlineData("(module (import \"wasi\" \"thread-spawn\" (func (param i32) (result i32))) (func (export \"_start\")))", "--threads N")]
    public void What_cannot_run_is_not_made(string module, string message, params string[] options)
    {
        var path = Path.Combine(_folder.FullName, "app");
        var result = WeftProcess.Run(["create-exe", .. options, "-o", path, Write("module.wat", module)]);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        // A machine without anything on the PATH; the command finds the dotnet that runs it.
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } dotnet && Path.GetFileNameWithoutExtension(dotnet) == "dotnet" ? dotnet : FindDotnet(),
            ["exec", Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll"), "create-exe", Repository.PathOf("samples", "hello.wat"), "-o", Path.Combine(_folder.FullName, "hello")])
        {
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = _folder.FullName;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("needs a linker: install clang or gcc", error);
    }

    private static string FindDotnet() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "dotnet")).First(File.Exists);

    private static void SkipWithoutLinker() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && (File.Exists("/usr/bin/gcc") || File.Exists("/usr/bin/clang")), "no C linker on this machine: no executables are made");

    private static (int ExitCode, string Output, string Error) Start(string path, params string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["WEFT_TEST_LATER"] = "now";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
