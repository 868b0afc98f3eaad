// Modules for WASI preview 1 that become components without an adapter, alone and in compositions.
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class ComponentPreview1Tests : IDisposable
{
    private const string Wit = """
        package a:b;
        interface i { f: func(); }
        world provider { export i; }
        world app { import i; export run: func(); }
        """;

    // Says who it is, and closes its standard output.
    private const string Provider = """
        (module
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "\10\00\00\00\09\00\00\00")
          (data (i32.const 16) "provider\n")
          (func (export "a:b/i#f")
            (if (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
            (if (call $close (i32.const 1)) (then unreachable))
            (if (i32.ne (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (i32.const 8)) (then unreachable))))
        """;

    private const string App = """
        (module
          (import "a:b/i" "f" (func $f))
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "\10\00\00\00\04\00\00\00")
          (data (i32.const 16) "app\n")
          (func (export "run")
            (call $f)
            (if (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))))
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_program_becomes_a_command()
    {
        var component = PathOf("hello.wasm");
        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run("component", "new", Repository.PathOf("samples", "hello.wat"), "-o", component));
        Assert.Equal(new WeftResult(0, "Hello from WebAssembly\n", ""), WeftProcess.Run("run", component));
        var compiled = PathOf("hello.cwasm");
        Assert.Equal(0, WeftProcess.Run("compile", "--portable", component).ExitCode);
        Assert.Equal(new WeftResult(0, "Hello from WebAssembly\n", ""), WeftProcess.Run("run", "--allow-precompiled", compiled));
        Assert.Contains("wasi-snapshot-preview1: core module", WeftProcess.Run("inspect", component).Output);
        var wit = WeftProcess.Run("component", "wit", component);
        Assert.Equal(0, wit.ExitCode);
        Assert.Contains("export wasi:cli/run@0.2.0", wit.Output);
    }

    [Fact]
    public void Its_end_is_the_exit_code_and_its_arguments_and_files_are_its_own()
    {
        // The number of arguments, and a hundred for a directory.
        File.WriteAllText(PathOf("exit.wat"), """
            (module
              (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_prestat_get" (func $prestat (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (drop (call $sizes (i32.const 0) (i32.const 4)))
                (call $exit (i32.add (i32.load (i32.const 0)) (i32.mul (i32.const 100) (i32.eqz (call $prestat (i32.const 3) (i32.const 8))))))))
            """);
        Assert.Equal(0, WeftProcess.Run("component", "new", PathOf("exit.wat"), "-o", PathOf("exit.wasm")).ExitCode);
        Assert.Equal(new WeftResult(3, "", ""), WeftProcess.Run("run", PathOf("exit.wasm"), "a", "b"));
        Assert.Equal(new WeftResult(101, "", ""), WeftProcess.Run("run", "--dir", _folder.FullName, PathOf("exit.wasm")));
    }

    [Fact]
    public void Compositions_have_one_world_and_each_part_its_own_descriptors()
    {
        File.WriteAllText(PathOf("world.wit"), Wit);
        Make("provider", Provider);
        Make("app", App);
        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run("component", "plug", PathOf("app.wasm"), "--plug", PathOf("provider.wasm"), "-o", PathOf("plugged.wasm")));
        Assert.Equal(new WeftResult(0, "provider\napp\n", ""), WeftProcess.Run("run", "--invoke", "run()", PathOf("plugged.wasm")));
        File.WriteAllText(PathOf("whole.wac"), """
            package example:whole;
            let provider = new example:provider { };
            let app = new example:app { i: provider.i };
            export app.run;
            """);
        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run(
            "component", "compose", PathOf("whole.wac"), "--dep", $"example:provider={PathOf("provider.wasm")}", "--dep", $"example:app={PathOf("app.wasm")}", "-o", PathOf("whole.wasm")));
        Assert.Equal(new WeftResult(0, "provider\napp\n", ""), WeftProcess.Run("run", "--invoke", "run()", PathOf("whole.wasm")));
    }

    private void Make(string world, string module)
    {
        File.WriteAllText(PathOf(world + ".wat"), module);
        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run(
            "component", "embed", PathOf("world.wit"), PathOf(world + ".wat"), "--world", world, "-o", PathOf(world + ".core.wasm")));
        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run("component", "new", PathOf(world + ".core.wasm"), "-o", PathOf(world + ".wasm")));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
