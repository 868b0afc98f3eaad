using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class CompileCommandTests : IDisposable
{
    private static readonly string s_calc = Repository.PathOf("samples", "calc.wat");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("portable code", "--portable")]
    [InlineData("", "--offline")]
    public void A_compiled_module_runs_as_the_module_does(string kind, params string[] options)
    {
        // Binary: in the text of a module, places are named otherwise.
        var module = Path.Combine(_folder.FullName, "calc.wasm");
        Assert.Equal(0, WeftProcess.Run("parse", s_calc, "-o", module).ExitCode);
        var file = Compile(module, kind, options);
        Assert.Equal(new WeftResult(0, "3628800\n", ""), WeftProcess.Run("run", "--allow-precompiled", "--invoke", "factorial", file, "10"));
        var trap = WeftProcess.Run("run", "--allow-precompiled", "--invoke", "divide", file, "1", "0");
        Assert.Equal(WeftProcess.Run("run", "--tier", "Jit", "--invoke", "divide", module, "1", "0").Error, trap.Error);
        Assert.Equal(134, trap.ExitCode);
    }

    [Fact]
    public void Programs_run_with_everything_they_are_given()
    {
        var file = Compile(Repository.PathOf("samples", "hello.wat"), "", "--offline");
        Assert.Equal(new WeftResult(0, "Hello from WebAssembly\n", ""), WeftProcess.Run("run", "--allow-precompiled", file));
    }

    [Fact]
    public void The_code_of_a_stranger_does_not_run()
    {
        var result = WeftProcess.Run("run", "--invoke", "add", Compile(s_calc, "portable code", "--portable"), "1", "2");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("--allow-precompiled", result.Error);
    }

    [Fact]
    public void Damaged_code_gives_way_to_the_module_in_the_file()
    {
        var file = Compile(s_calc, "portable code", "--portable");
        var bytes = File.ReadAllBytes(file);
        bytes[100] ^= 1;
        File.WriteAllBytes(file, bytes);
        var damaged = WeftProcess.Run("run", "--allow-precompiled", "--invoke", "add", file, "1", "2");
        Assert.Equal((0, "3\n"), (damaged.ExitCode, damaged.Output));
        Assert.Contains("damaged", damaged.Error);
        Assert.Contains("runs instead", damaged.Error);

        File.WriteAllBytes(file, bytes[..^100]);
        var cut = WeftProcess.Run("run", "--allow-precompiled", "--invoke", "add", file, "1", "2");
        Assert.Equal((1, ""), (cut.ExitCode, cut.Output));
        Assert.Contains("cut off", cut.Error);
    }

    [Fact]
    public void Options_that_the_code_was_not_made_for_give_way_to_the_module_in_the_file()
    {
        var file = Compile(s_calc, "portable code", "--portable");
        foreach (var option in new[] { "--nan-canonicalization", "--bounds-checks=Explicit", "--tier=Interpreter", "--fuel=100000" })
        {
            var result = WeftProcess.Run("run", "--allow-precompiled", option, "--invoke", "add", file, "1", "2");
            Assert.Equal((0, "3\n"), (result.ExitCode, result.Output));
            Assert.Contains("note", result.Error);
        }

        var deterministic = Compile(s_calc, "portable code", "--portable", "--nan-canonicalization", "--bounds-checks", "Explicit", "--fuel");
        Assert.Equal(
            new WeftResult(0, "3\n", ""),
            WeftProcess.Run("run", "--allow-precompiled", "--nan-canonicalization", "--bounds-checks=Explicit", "--fuel=1000", "--invoke", "add", deterministic, "1", "2"));
    }

    [Fact]
    public void A_compiler_that_is_not_there_is_said_and_an_unknown_target_is_an_error()
    {
        var file = Path.Combine(_folder.FullName, "a.cwasm");
        var result = WeftProcess.Run("compile", s_calc, "-o", file, "--crossgen2", "/nowhere/crossgen2");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("portable code", result.Output);
        Assert.Contains("/nowhere/crossgen2", result.Error);

        var unknown = WeftProcess.Run("compile", s_calc, "-o", file + "2", "--target", "amiga-68000");
        Assert.Equal((1, ""), (unknown.ExitCode, unknown.Output));
        Assert.Contains("linux-arm64", unknown.Error);
        Assert.False(File.Exists(file + "2"));
        Assert.Equal(["a.cwasm"], Directory.EnumerateFiles(_folder.FullName).Select(Path.GetFileName));
    }

    [Fact]
    public void A_module_that_is_invalid_is_an_error_and_what_was_there_stays()
    {
        var file = Path.Combine(_folder.FullName, "a.cwasm");
        File.WriteAllText(file, "precious");
        var result = WeftProcess.Run("(module (func (result i32)))"u8.ToArray(), ["compile", "-", "-o", file]);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("type mismatch", result.Error);
        Assert.Equal("precious", File.ReadAllText(file));
    }

    private string Compile(string module, string kind, params string[] options)
    {
        var file = Path.Combine(_folder.FullName, $"{Guid.NewGuid():n}.cwasm");
        var result = WeftProcess.Run(["compile", module, "-o", file, .. options]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(kind, result.Output);
        return file;
    }
}
