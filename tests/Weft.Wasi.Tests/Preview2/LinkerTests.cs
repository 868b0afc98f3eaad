// Preview 2 through the linker: components in the text format that import it, in several versions.

using Weft.Components;
using Weft.Wasi.Preview2;
using Xunit;

namespace Weft.Wasi.Tests.Preview2;

public sealed class LinkerTests
{
    // Writes a greeting through wasi:io, and exits.
    private const string Hello = """
        (component
          (import "wasi:io/error@VERSION" (instance $error (export "error" (type (sub resource)))))
          (alias export $error "error" (type $e))
          (import "wasi:io/streams@VERSION" (instance $streams
            (alias outer 1 $e (type $e'))
            (export "error" (type $error (eq $e')))
            (type $stream-error' (variant (case "last-operation-failed" (own $error)) (case "closed")))
            (export "stream-error" (type $stream-error (eq $stream-error')))
            (export "output-stream" (type $output (sub resource)))
            (export "[method]output-stream.blocking-write-and-flush"
              (func (param "self" (borrow $output)) (param "contents" (list u8)) (result (result (error $stream-error)))))))
          (alias export $streams "output-stream" (type $output))
          (import "wasi:cli/stdout@VERSION" (instance $stdout
            (alias outer 1 $output (type $o))
            (export "output-stream" (type $output (eq $o)))
            (export "get-stdout" (func (result (own $output))))))
          (import "wasi:cli/exit@VERSION" (instance $exit (export "exit" (func (param "status" (result))))))
          (core module $memory (memory (export "memory") 1) (data (i32.const 16) "hello\n"))
          (core instance $memory (instantiate $memory))
          (alias core export $memory "memory" (core memory $m))
          (alias export $stdout "get-stdout" (func $get))
          (alias export $streams "[method]output-stream.blocking-write-and-flush" (func $write))
          (alias export $exit "exit" (func $exit))
          (core func $get' (canon lower (func $get)))
          (core func $write' (canon lower (func $write) (memory $m)))
          (core func $exit' (canon lower (func $exit)))
          (core func $drop (canon resource.drop $output))
          (core module $main
            (import "w" "get" (func $get (result i32)))
            (import "w" "write" (func $write (param i32 i32 i32 i32)))
            (import "w" "drop" (func $drop (param i32)))
            (import "w" "exit" (func $exit (param i32)))
            (func (export "run") (result i32) (local i32)
              (local.set 0 (call $get))
              (call $write (local.get 0) (i32.const 16) (i32.const 6) (i32.const 0))
              (call $drop (local.get 0))
              (call $exit (i32.const 1))
              (i32.const 0)))
          (core instance $main (instantiate $main (with "w" (instance
            (export "get" (func $get')) (export "write" (func $write')) (export "drop" (func $drop)) (export "exit" (func $exit'))))))
          (func $run (result (result)) (canon lift (core func $main "run")))
          (instance $run (export "run" (func $run)))
          (export "wasi:cli/run@VERSION" (instance $run)))
        """;

    [Theory, InlineData("0.2.0"), InlineData("0.2.6"), InlineData("0.2.12")]
    public void A_component_of_any_version_of_0_2_writes_and_exits(string version)
    {
        using var engine = new Engine();
        using var component = Component.LoadText(engine, Hello.Replace("VERSION", version, StringComparison.Ordinal));
        using var output = new MemoryStream();
        ComponentLinker linker = new ComponentLinker(engine).AddWasiPreview2(wasi => wasi.WithStandardOutput(output));
        for (int round = 1; round <= 2; round++)
        {
            using var store = new Store(engine);
            ComponentFunction run = linker.Instantiate(store, component).GetInstance("wasi:cli/run@0.2.0").GetFunction("run");
            Assert.Equal(1, Assert.Throws<GuestExitException>(() => run.Call()).ExitCode);
            Assert.Equal(6 * round, output.Length);
        }
        Assert.Equal("hello\nhello\n"u8, output.ToArray());
    }

    [Fact]
    public void Another_version_than_0_2_is_not_known()
    {
        using var engine = new Engine();
        using var component = Component.LoadText(engine, Hello.Replace("VERSION", "0.3.0", StringComparison.Ordinal));
        using var store = new Store(engine);
        ComponentLinker linker = new ComponentLinker(engine).AddWasiPreview2(_ => { });
        Assert.Throws<LinkException>(() => linker.Instantiate(store, component));
    }

    [Fact]
    public void A_world_that_is_given_is_the_one_and_stays_the_embedders()
    {
        using var engine = new Engine();
        using var component = Component.LoadText(engine, Hello.Replace("VERSION", "0.2.8", StringComparison.Ordinal));
        using var output = new MemoryStream();
        using WasiContext context = new WasiOptionsBuilder().WithStandardOutput(output).Build();
        ComponentLinker linker = new ComponentLinker(engine).AddWasiPreview2(context);
        using var store = new Store(engine);
        ComponentFunction run = linker.Instantiate(store, component).GetInstance("wasi:cli/run@0.2.0").GetFunction("run");
        Assert.Throws<GuestExitException>(() => run.Call());
        Assert.Equal("hello\n"u8, output.ToArray());
        Assert.Throws<ArgumentException>(() => linker.AddWasiPreview2(context));
    }

    [Fact]
    public void Arguments_environment_and_terminals_are_what_was_granted()
    {
        using WasiContext context = new WasiOptionsBuilder()
            .AddArguments("prog", "", "häh?").SetEnvironment("A", "b=c").SetEnvironment("EMPTY", "").Build();
        using var process = new Preview2Process(context);
        Assert.Equal(["prog", "", "häh?"], process.Cli.GetArguments());
        Assert.Equal([("A", "b=c"), ("EMPTY", "")], process.Cli.GetEnvironment());
        Assert.Null(process.Cli.InitialCwd());
        Assert.Null(process.Cli.GetTerminalStdin());
        Assert.Null(process.Cli.GetTerminalStdout());
        Assert.Equal(0, Assert.Throws<GuestExitException>(() => process.Cli.Exit(ComponentResult.Ok())).ExitCode);
        Assert.Equal(200, Assert.Throws<GuestExitException>(() => process.Cli.ExitWithCode(200)).ExitCode);
    }

    [Fact]
    public void Random_numbers_come_from_the_source_that_was_given()
    {
        using WasiContext context = new WasiOptionsBuilder().WithRandom(static bytes => bytes.Fill(7)).Build();
        using var process = new Preview2Process(context);
        Assert.Equal([7, 7, 7], process.Random.GetRandomBytes(3));
        Assert.Equal([7], process.Random.GetInsecureRandomBytes(1));
        Assert.Equal(0x0707070707070707u, process.Random.GetRandomU64());
        Assert.Equal((0x0707070707070707u, 0x0707070707070707u), process.Random.InsecureSeed());
        Assert.Throws<TrapException>(() => process.Random.GetRandomBytes(ulong.MaxValue));
    }

    [Fact]
    public void Otherwise_random_numbers_are_the_systems_and_fill_everything()
    {
        using WasiContext context = new WasiOptionsBuilder().Build();
        using var process = new Preview2Process(context);
        byte[] many = process.Random.GetRandomBytes(1 << 20);
        for (int start = 0; start < many.Length; start += 64)
            Assert.False(many.AsSpan(start, 64).IndexOfAnyExcept((byte)0) < 0, $"nothing at {start}");
        Assert.NotEqual(process.Random.GetRandomU64(), process.Random.GetRandomU64());
    }
}
