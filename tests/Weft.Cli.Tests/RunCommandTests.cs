using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class RunCommandTests
{
    private static readonly string s_calc = Repository.PathOf("samples", "calc.wat");
    private static readonly string s_hello = Repository.PathOf("samples", "hello.wat");

    [Fact]
    public void Hello_prints_and_exits_with_0()
    {
        var result = WeftProcess.Run("run", s_hello);
        Assert.Equal(new WeftResult(0, "Hello from WebAssembly\n", ""), result);
    }

    [Fact]
    public void The_word_run_may_be_left_out() => Assert.Equal("Hello from WebAssembly\n", WeftProcess.Run(s_hello).Output);

    [Fact]
    public void A_module_may_come_from_standard_input() =>
        Assert.Equal("Hello from WebAssembly\n", WeftProcess.Run(File.ReadAllBytes(s_hello), ["run", "-"]).Output);

    [Theory]
    [InlineData("add", "3\n", "1", "2")]
    [InlineData("add", "-2147483648\n", "2147483647", "1")]
    [InlineData("add", "15\n", "0xf", "0")]
    [InlineData("divmod", "-3\n-1\n", "-7", "2")]
    [InlineData("factorial", "3628800\n", "10")]
    public void Invoke_prints_results(string name, string expected, params string[] arguments)
    {
        var result = WeftProcess.Run(["run", "--invoke", name, s_calc, .. arguments]);
        Assert.Equal("", result.Error);
        Assert.Equal(expected, result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("*", "> factorial(1)\n  > factorial(0)\n  < factorial = 1\n< factorial = 1\n")]
    [InlineData("fact*", "> factorial(1)\n  > factorial(0)\n  < factorial = 1\n< factorial = 1\n")]
    [InlineData("add", "")]
    public void A_trace_shows_calls_that_match(string pattern, string expected)
    {
        var result = WeftProcess.Run("run", "--trace-calls", pattern, "--invoke", "factorial", s_calc, "1");
        Assert.Equal(new WeftResult(0, "1\n", expected), result);
    }

    [Fact]
    public void A_trace_is_indented_and_shows_traps()
    {
        var result = RunText(
            """
            (module
              (func $inner (unreachable))
              (func $tail (return_call $inner))
              (func (export "_start") (call $tail)))
            """,
            "--trace-calls", "*");
        Assert.StartsWith(
            "> _start()\n  > tail()\n  ~ tail: a tail call takes its place\n  > inner()\n  ! inner: unreachable\n! _start: unreachable\nweft: trap: unreachable",
            result.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_trap_says_what_and_where_and_exits_with_134()
    {
        var result = WeftProcess.Run("run", "--invoke", "divide", s_calc, "1", "0");
        Assert.Equal(134, result.ExitCode);
        Assert.StartsWith("weft: trap: integer divide by zero", result.Error);
        Assert.Contains("func 1", result.Error);
    }

    [Theory]
    [InlineData("there is no such file", "run", "missing.wasm")]
    [InlineData("there is no exported function 'nothing'", "run", "--invoke", "nothing", "samples/calc.wat")]
    [InlineData("it takes 2 arguments, and 1 were given", "run", "--invoke", "add", "samples/calc.wat", "1")]
    [InlineData("'x' is not a i32", "run", "--invoke", "add", "samples/calc.wat", "x", "1")]
    [InlineData("neither _start nor _initialize", "run", "samples/calc.wat")]
    public void What_cannot_run_exits_with_1_and_one_message(string message, params string[] arguments)
    {
        var result = WeftProcess.Run(arguments);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_guest_that_loops_is_stopped_by_the_timeout()
    {
        var result = RunText("(module (func (export \"_start\") (loop (br 0))))", "--timeout", "300ms");
        Assert.Equal(134, result.ExitCode);
        Assert.Contains("interrupted: the time limit of 0.3 s is over", result.Error);
    }

    [Fact]
    public void A_guest_that_loops_is_stopped_by_fuel()
    {
        var result = RunText("(module (func (export \"_start\") (loop (br 0))))", "--fuel", "100000");
        Assert.Equal(134, result.ExitCode);
        Assert.Contains("all fuel consumed", result.Error);
    }

    [Fact]
    public void A_guest_that_recurses_for_ever_exhausts_its_stack()
    {
        var result = RunText("(module (func $f (export \"_start\") (call $f)))");
        Assert.Equal(134, result.ExitCode);
        Assert.Contains("call stack exhausted", result.Error);
    }

    [Theory]
    [InlineData("64KiB", 134)]
    [InlineData("200MiB", 0)]
    public void Compiled_code_has_the_stack_that_the_option_says(string size, int exitCode)
    {
        const string Deep = """
            (module (func $down (param i32) (result i32)
                (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1))))) (else (i32.const 0))))
              (func (export "_start") (drop (call $down (i32.const 600000)))))
            """;
        Assert.Equal(exitCode, RunText(Deep, "--tier", "Jit", "--max-stack", size).ExitCode);
    }

    [Fact]
    public void A_guest_cannot_grow_beyond_the_limit()
    {
        var result = RunText(
            "(module (memory 1) (func (export \"grow\") (result i32) (memory.grow (i32.const 100))))", "--max-memory", "1MiB", "--invoke", "grow");
        Assert.Equal("-1\n", result.Output);
    }

    [Fact]
    public void A_guest_that_wants_threads_is_told_which_option_gives_them()
    {
        const string Threaded = """
            (module
              (import "env" "memory" (memory 1 1 shared))
              (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
              (func (export "wasi_thread_start") (param i32 i32))
              (func (export "spawn") (result i32) (call $spawn (i32.const 0))))
            """;
        var refused = RunText(Threaded, "--invoke", "spawn");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("allow some with --threads N", refused.Error);
        Assert.Equal(new WeftResult(0, "1\n", ""), RunText(Threaded, "--threads", "1", "--invoke", "spawn"));
        Assert.Contains("--threads and --preload exclude each other", RunText(Threaded, "--threads", "1", "--preload", $"x={s_calc}").Error);
        Assert.Contains("'many' is not a number of threads", RunText(Threaded, "--threads", "many").Error);
    }

    private static WeftResult RunText(string module, params string[] options) =>
        WeftProcess.Run(System.Text.Encoding.UTF8.GetBytes(module), ["run", .. options, "-"]);
}
