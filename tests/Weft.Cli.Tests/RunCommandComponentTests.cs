using System.Text;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

/// <summary>Commands of WASI 0.2: a core module in text, made a component by the command's own tools, and run as its users would.</summary>
public sealed class RunCommandComponentTests : IDisposable
{
    // Writes its arguments, its input, and the file `f` of its first directory. Fails when it has two arguments besides its name.
    private const string Guest = """
        (module
          (import "wasi:cli/environment@0.2.8" "get-arguments" (func $arguments (param i32)))
          (import "wasi:cli/environment@0.2.8" "get-environment" (func $environment (param i32)))
          (import "wasi:cli/stdin@0.2.8" "get-stdin" (func $stdin (result i32)))
          (import "wasi:cli/stdout@0.2.8" "get-stdout" (func $stdout (result i32)))
          (import "wasi:cli/exit@0.2.8" "exit-with-code" (func $exit (param i32)))
          (import "wasi:io/streams@0.2.8" "[method]input-stream.blocking-read" (func $read (param i32 i64 i32)))
          (import "wasi:io/streams@0.2.8" "[method]output-stream.blocking-write-and-flush" (func $write (param i32 i32 i32 i32)))
          (import "wasi:filesystem/preopens@0.2.8" "get-directories" (func $directories (param i32)))
          (import "wasi:filesystem/types@0.2.8" "[method]descriptor.open-at" (func $open (param i32 i32 i32 i32 i32 i32 i32)))
          (import "wasi:filesystem/types@0.2.8" "[method]descriptor.read-via-stream" (func $reader (param i32 i64 i32)))
          (memory (export "memory") 4)
          (data (i32.const 128) "\nf=")
          (global $top (mut i32) (i32.const 1024))
          (global $out (mut i32) (i32.const 0))

          (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
            (local i32)
            (local.set 4 (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
            (global.set $top (i32.add (local.get 4) (local.get 3)))
            (local.get 4))

          (func $put (param i32 i32)
            (call $write (global.get $out) (local.get 0) (local.get 1) (i32.const 32))
            (if (i32.load8_u (i32.const 32)) (then unreachable)))

          (func $copy (param i32)
            (loop $next
              (call $read (local.get 0) (i64.const 4096) (i32.const 16))
              (if (i32.eqz (i32.load8_u (i32.const 16)))
                (then
                  (call $put (i32.load (i32.const 20)) (i32.load (i32.const 24)))
                  (global.set $top (i32.const 8192))
                  (br $next)))))

          (func (export "wasi:cli/run@0.2.8#run") (result i32)
            (local $i i32) (local $count i32) (local $list i32) (local $dir i32)
            (global.set $out (call $stdout))
            (call $arguments (i32.const 0))
            (local.set $list (i32.load (i32.const 0)))
            (local.set $count (i32.load (i32.const 4)))
            (loop $next
              (call $put (i32.load (local.get $list)) (i32.load offset=4 (local.get $list)))
              (call $put (i32.const 128) (i32.const 1))
              (local.set $list (i32.add (local.get $list) (i32.const 8)))
              (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
            (call $environment (i32.const 0))
            (if (i32.load (i32.const 4))
              (then
                (local.set $list (i32.load (i32.const 0)))
                (call $put (i32.load (local.get $list)) (i32.load offset=4 (local.get $list)))
                (call $put (i32.const 130) (i32.const 1))
                (call $put (i32.load offset=8 (local.get $list)) (i32.load offset=12 (local.get $list)))
                (call $exit (i32.const 42))))
            (call $copy (call $stdin))
            (call $directories (i32.const 0))
            (if (i32.load (i32.const 4))
              (then
                (call $open (i32.load (i32.load (i32.const 0))) (i32.const 0) (i32.const 129) (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 48))
                (if (i32.load8_u (i32.const 48)) (then unreachable))
                (call $reader (i32.load (i32.const 52)) (i64.const 1) (i32.const 48))
                (if (i32.load8_u (i32.const 48)) (then unreachable))
                (call $copy (i32.load (i32.const 52)))))
            (i32.eq (local.get $count) (i32.const 3))))
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-tests-");
    private readonly string _component;

    public RunCommandComponentTests()
    {
        string core = Path.Combine(_folder.FullName, "core.wat"), embedded = Path.Combine(_folder.FullName, "embedded.wasm");
        _component = Path.Combine(_folder.FullName, "app.wasm");
        File.WriteAllText(core, Guest);
        // The world does not show what is not stable, which this guest uses.
        var wit = Path.Combine(_folder.FullName, "wit");
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("src", "Weft.Wasi", "Preview2", "wit"), "*.wit", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(wit, Path.GetRelativePath(Repository.PathOf("src", "Weft.Wasi", "Preview2", "wit"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, File.ReadAllText(file).Replace("@unstable(feature = cli-exit-with-code)", "@since(version = 0.2.0)", StringComparison.Ordinal));
        }

        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run("component", "embed", wit, core, "--world", "wasi:cli/command@0.2.8", "-o", embedded));
        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run("component", "new", embedded, "-o", _component));
    }

    // What runs for long on a busy machine is compiled into the cache by a process of its own, which may be writing yet.
    public void Dispose()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                _folder.Delete(recursive: true);
                return;
            }
            catch (IOException) when (tries < 50)
            {
                Thread.Sleep(200);
            }
        }
    }

    [Fact]
    public void A_command_has_arguments_input_and_files_and_its_end_is_the_exit_code()
    {
        var data = Path.Combine(_folder.FullName, "data");
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(data, "f"), "?the file");
        Assert.Equal(new WeftResult(0, "app.wasm\n", ""), WeftProcess.Run("run", _component));
        Assert.Equal(
            new WeftResult(0, "me\none ö\ninput\nthe file", ""),
            WeftProcess.Run(Encoding.UTF8.GetBytes("input\n"), ["run", "--argv0", "me", "--dir", $"{data}::/any:ro", _component, "one ö"]));
        Assert.Equal(new WeftResult(1, "app.wasm\na\nb\n", ""), WeftProcess.Run("run", _component, "a", "b"));
        Assert.Equal(new WeftResult(42, "app.wasm\nNAME=value", ""), WeftProcess.Run("run", "--env", "NAME=value", _component));
    }

    [Fact]
    public void Much_input_goes_through_unharmed()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        var input = Encoding.Latin1.GetString(bytes).Replace("\0", "x", StringComparison.Ordinal);
        var result = WeftProcess.Run(Encoding.UTF8.GetBytes(input), ["run", _component]);
        Assert.Equal("app.wasm\n" + input, result.Output);
    }

    [Fact]
    public void The_standard_streams_may_be_files()
    {
        string input = Path.Combine(_folder.FullName, "in"), output = Path.Combine(_folder.FullName, "out");
        File.WriteAllText(input, "from a file");
        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run("run", "--stdin-file", input, "--stdout-file", output, _component));
        Assert.Equal("app.wasm\nfrom a file", File.ReadAllText(output));
    }

    [Theory]
    [InlineData("portable code", "--portable")]
    [InlineData("", "--offline")]
    public void A_compiled_component_runs_as_the_component_does(string kind, params string[] options)
    {
        var file = Compile(kind, options);
        Assert.Equal(
            new WeftResult(0, "me\none ö\ninput\n", ""),
            WeftProcess.Run(Encoding.UTF8.GetBytes("input\n"), ["run", "--argv0", "me", "--allow-precompiled", file, "one ö"]));
        Assert.Equal(new WeftResult(1, "app.cwasm\na\nb\n", ""), WeftProcess.Run("run", "--allow-precompiled", file, "a", "b"));
        Assert.Equal(new WeftResult(42, "app.cwasm\nNAME=value", ""), WeftProcess.Run("run", "--env", "NAME=value", "--allow-precompiled", file));
        var stranger = WeftProcess.Run("run", file);
        Assert.Equal((1, ""), (stranger.ExitCode, stranger.Output));
        Assert.Contains("--allow-precompiled", stranger.Error);
    }

    [Fact]
    public void Code_that_cannot_be_used_gives_way_to_the_component_in_the_file()
    {
        var file = Compile("portable code", "--portable");
        foreach (var option in new[] { "--nan-canonicalization", "--bounds-checks=Explicit", "--tier=Interpreter", "--fuel=10000000" })
        {
            var result = WeftProcess.Run("run", "--allow-precompiled", option, file);
            Assert.Equal((0, "app.cwasm\n"), (result.ExitCode, result.Output));
            Assert.Contains("note", result.Error);
        }

        var bytes = File.ReadAllBytes(file);
        bytes[100] ^= 1;
        File.WriteAllBytes(file, bytes);
        var damaged = WeftProcess.Run("run", "--allow-precompiled", file);
        Assert.Equal((0, "app.cwasm\n"), (damaged.ExitCode, damaged.Output));
        Assert.Contains("the original component in it runs instead", damaged.Error);
        File.WriteAllBytes(file, bytes[..^100]);
        var cut = WeftProcess.Run("run", "--allow-precompiled", file);
        Assert.Equal((1, ""), (cut.ExitCode, cut.Output));
    }

    [Fact]
    public void A_function_of_a_compiled_component_can_be_called()
    {
        var calc = Path.Combine(_folder.FullName, "calc.wat");
        File.WriteAllText(calc, """
            (component
              (core module $m (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
              (core instance $i (instantiate $m))
              (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add"))))
            """);
        var file = Path.Combine(_folder.FullName, "calc.cwasm");
        Assert.Equal(0, WeftProcess.Run("compile", "--portable", "--fuel", calc).ExitCode);
        Assert.Equal(new WeftResult(0, "7\n", ""), WeftProcess.Run("run", "--allow-precompiled", "--fuel", "1000", "--invoke", "add(3, 4)", file));
        var info = WeftProcess.Run("inspect", file).Output;
        Assert.Contains("precompiled, portable code", info);
        Assert.Contains("counts fuel", info);
        Assert.Contains("add: func", info);
        Assert.Contains("\"fuel\": true", WeftProcess.Run("inspect", "--json", file).Output);
    }

    [Fact]
    public void Inspect_describes_components()
    {
        var info = WeftProcess.Run("inspect", _component).Output;
        Assert.Contains("WebAssembly component", info);
        Assert.Contains("wasi:cli/run@0.2.8: instance, 1 functions", info);
        var json = System.Text.Json.Nodes.JsonNode.Parse(WeftProcess.Run("inspect", "--json", _component).Output)!;
        Assert.Equal("component", (string?)json["kind"]);
        Assert.Equal("run", (string?)json["exports"]![0]!["functions"]![0]);
        Assert.Equal(new FileInfo(_component).Length, (long)json["size"]!);
        Assert.All(json["modules"]!.AsArray(), module => Assert.True((int)module!["size"]! > 0));
    }

    private string Compile(string kind, params string[] options)
    {
        var file = Path.Combine(_folder.FullName, "app.cwasm");
        var result = WeftProcess.Run(["compile", _component, .. options]);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith(file, result.Output);
        Assert.Contains(kind, result.Output);
        return file;
    }

    [Fact]
    public void A_command_that_waits_is_stopped_when_its_time_is_over()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "standard input that nobody writes to is a pipe of the shell's");
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll"), "run", "--timeout", "300ms", _component])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["WEFT_CACHE"] = "off";
        using var process = System.Diagnostics.Process.Start(start)!;
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.Equal(134, process.ExitCode);
        Assert.Contains("the time limit of 0.3 s is over", process.StandardError.ReadToEnd());
    }

    [Theory]
    [InlineData]
    [InlineData("--fuel")]
    [InlineData("--nan-canonicalization", "--bounds-checks=Explicit")]
    public void Code_of_its_modules_is_kept_in_the_cache(params string[] options)
    {
        Assert.SkipUnless(new PrecompileOptions().HasCompiler(), "there is no crossgen2");
        var cache = Path.Combine(_folder.FullName, "cache");
        Assert.StartsWith(_component, WeftProcess.Run(["cache", "add", "--cache", cache, .. options, _component]).Output);
        Assert.Equal($"{_component}: nothing to do\n", WeftProcess.Run(["cache", "add", "--cache", cache, .. options, _component]).Output);
        string[] run = ["run", "--cache", cache, .. options.Select(option => option == "--fuel" ? "--fuel=10000000" : option), _component];
        Assert.Equal(new WeftResult(0, "app.wasm\n", ""), WeftProcess.Run(run));
        Assert.Single(Directory.GetFiles(cache, "*.cwasm"));

        // That the code is looked at shows in what becomes of damage.
        foreach (var path in Directory.GetFiles(cache, "*.cwasm"))
        {
            var bytes = File.ReadAllBytes(path);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(path, bytes);
        }

        Assert.Equal(new WeftResult(0, "app.wasm\n", ""), WeftProcess.Run(run));
        Assert.Empty(Directory.GetFiles(cache, "*.cwasm"));
    }
}
