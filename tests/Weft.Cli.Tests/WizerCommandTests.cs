using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class WizerCommandTests : IDisposable
{
    private static readonly string s_dictionary = Repository.PathOf("tests", "guests", "c", "dictionary.wasm");
    private static readonly string s_fixtures = Repository.PathOf("tests", "guests", "fixtures") + "::/data:ro";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-tests-");

    private string Output => Path.Combine(_folder.FullName, "ready.wasm");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_program_begins_with_what_it_read_before_on_every_tier()
    {
        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run("wizer", "--dir", s_fixtures, "--rename-func", "_start=resume", s_dictionary, "-o", Output));
        foreach (var tier in new[] { "Interpreter", "Jit", "Tiered" })
        {
            Assert.Equal(new WeftResult(0, "32 words\nthe: 2\nweft: 1\nwool: 0\n", ""), WeftProcess.Run("run", "--tier", tier, Output, "the", "weft", "wool"));
        }

        var again = Output + "2";
        Assert.Equal(0, WeftProcess.Run("wizer", "--dir", s_fixtures, "-r", "_start=resume", s_dictionary, "-o", again).ExitCode);
        Assert.Equal(File.ReadAllBytes(Output), File.ReadAllBytes(again));
        Assert.DoesNotContain("wizer-initialize", WeftProcess.Run("inspect", Output).Output);
    }

    [Fact]
    public void Standard_output_takes_the_module_and_nothing_else()
    {
        var module = """
            (module
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (global $n (mut i32) (i32.const 0))
              (data (i32.const 0) "\10\00\00\00\03\00\00\00")
              (data (i32.const 16) "hi\n")
              (func (export "setup")
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                (global.set $n (i32.const 41)))
              (func (export "get") (result i32) (global.get $n)))
            """u8.ToArray();
        var refused = WeftProcess.Run(module, ["wizer", "-", "-f", "setup", "-o", Output]);
        Assert.Equal(134, refused.ExitCode);
        Assert.Contains("\"fd_write\"", refused.Error);
        Assert.Contains("--allow-wasi", refused.Error);
        Assert.False(File.Exists(Output));

        Assert.Equal(new WeftResult(0, "hi\n", ""), WeftProcess.Run(module, ["wizer", "--allow-wasi", "-", "-f", "setup", "-o", Output]));
        Assert.Equal(new WeftResult(0, "41\n", ""), WeftProcess.Run("run", "--invoke", "get", Output));
        var streamed = WeftProcess.Run(module, ["wizer", "--allow-wasi", "-", "-f", "setup", "-o", "-"]);
        Assert.Equal((0, "hi\n"), (streamed.ExitCode, streamed.Error));
        Assert.StartsWith("\0asm", streamed.Output);
    }

    [Theory]
    [InlineData("(module (func (export \"go\")))", "its functions are \"go\"")]
    [InlineData("(module (memory 1 1 shared) (func (export \"wizer-initialize\")))", "memory 0 is shared")]
    [InlineData("(module (func (export \"wizer-initialize\") (loop (br 0))))", "interrupted", "--timeout", "100ms")]
    [InlineData("(module (func (export \"wizer-initialize\") (loop (br 0))))", "fuel", "--fuel", "1000")]
    [InlineData("(module (memory 1) (func (export \"wizer-initialize\") (if (i32.eq (memory.grow (i32.const 100)) (i32.const -1)) (then unreachable))))", "unreachable", "--max-memory", "1MiB")]
    [InlineData("(module (func (export \"wizer-initialize\")))", "NEW=OLD", "--rename-func", "a")]
    [InlineData("(module (func (export \"wizer-initialize\")))", "there is no exported function \"b\"", "--rename-func", "a=b")]
    public void What_cannot_be_is_said(string module, string message, params string[] options)
    {
        var result = WeftProcess.Run(System.Text.Encoding.UTF8.GetBytes(module), ["wizer", "-", "-o", Output, .. options]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(message, result.Error);
        Assert.Empty(_folder.EnumerateFiles());
    }

    [Fact]
    public void Files_that_are_left_open_and_programs_that_end_are_refused()
    {
        var open = WeftProcess.Run("wizer", "--dir", s_fixtures, "--init-func", "initialize-open", s_dictionary, "-o", Output);
        Assert.Equal((1, ""), (open.ExitCode, open.Output));
        Assert.Contains("descriptor 4: RegularFile", open.Error);
        var ended = WeftProcess.Run("wizer", "--allow-wasi", "--init-func", "resume", s_dictionary, "-o", Output);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("exit code 0", ended.Error);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public void Another_module_can_be_there_first()
    {
        var library = Path.Combine(_folder.FullName, "library.wat");
        File.WriteAllText(library, "(module (func (export \"seven\") (result i32) (i32.const 7)))");
        var module = Path.Combine(_folder.FullName, "module.wat");
        File.WriteAllText(module, """
            (module (import "library" "seven" (func $seven (result i32))) (global $n (mut i32) (i32.const 0))
              (func (export "wizer.initialize") (global.set $n (call $seven)))
              (func (export "get") (result i32) (i32.add (global.get $n) (call $seven))))
            """);
        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run("wizer", "--preload", "library=" + library, module, "-o", Output));
        Assert.Equal(new WeftResult(0, "14\n", ""), WeftProcess.Run("run", "--preload", "library=" + library, "--invoke", "get", Output));
    }
}
