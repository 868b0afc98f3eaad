// The compiler of machine code: found, not found, failing.
using Weft.Precompilation;
using Xunit;

namespace Weft.Tests.Precompilation;

public sealed class ReadyToRunTests
{
    private const string Fields = """(func (export "answer") (result i32) (i32.const 42))""";

    [Fact]
    public async Task Without_a_compiler_the_code_is_portable_and_the_result_says_why()
    {
        using var engine = new Engine();
        using var output = new MemoryStream();
        var options = new PrecompileOptions { CompilerPath = "/nowhere/crossgen2" };
        var result = await engine.PrecompileAsync(
            System.Text.Encoding.UTF8.GetBytes($"(module {Fields})"), output, options, TestContext.Current.CancellationToken);
        Assert.Equal((PrecompiledCodeKind.Portable, "any"), (result.Kind, result.Target));
        Assert.Contains("/nowhere/crossgen2", result.WhyPortable);
        Assert.Equal(output.Length, result.TotalBytes);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => engine.PrecompileAsync(
            System.Text.Encoding.UTF8.GetBytes($"(module {Fields})"), output, options with { Kind = PrecompiledCodeKind.ReadyToRun },
            TestContext.Current.CancellationToken));
        Assert.Contains("/nowhere/crossgen2", error.Message);
    }

    [Fact]
    public void A_compiler_that_fails_is_an_error_with_what_it_said()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the program is a shell script");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("weft-tests-");
        try
        {
            var program = Path.Combine(folder.FullName, "crossgen2");
            File.WriteAllText(program, "#!/bin/sh\necho out of luck >&2\nexit 3\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var error = Assert.Throws<InvalidOperationException>(() => Precompiled.Make(Fields, new PrecompileOptions { CompilerPath = folder.FullName }));
            Assert.Contains("3: out of luck", error.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_unknown_target_is_an_error_that_lists_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => Precompiled.Make(Fields, new PrecompileOptions { Target = "amiga-68000" }));
        Assert.Contains("linux-arm64", error.Message);
        Assert.Equal("linux-musl-arm64", CodeTarget.Parse("linux-musl-arm64").ToString());
    }

    [Fact]
    public async Task Machine_code_for_another_system_is_made_here_and_refused_here()
    {
        var options = await Precompiled.OptionsForAsync(PrecompiledCodeKind.ReadyToRun);
        var other = CodeTarget.Current.Processor == "arm64" ? "linux-x64" : "linux-arm64";
        var bytes = Precompiled.Make(Fields, options with { Target = other });
        using var engine = new Engine();
        var error = Assert.Throws<PrecompiledModuleException>(() => Module.DeserializeTrusted(engine, bytes));
        Assert.Equal(PrecompiledModuleError.Target, error.Error);
        Assert.Contains(other, error.Message);
    }
}
