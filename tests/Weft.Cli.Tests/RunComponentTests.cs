using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class RunComponentTests
{
    private static readonly string s_greet = Repository.PathOf("samples", "greet.wat");

    [Fact]
    public void A_function_of_a_component_is_called_with_values_as_text()
    {
        var result = WeftProcess.Run("run", "--invoke", "greet(\"wörld\\n\")", s_greet);
        Assert.Equal(new WeftResult(0, "\"Hello, wörld\\n\"\n", ""), result);
    }

    [Fact]
    public void A_component_may_be_binary_and_come_from_standard_input()
    {
        var folder = Directory.CreateTempSubdirectory("weft-component-");
        try
        {
            var binary = Path.Combine(folder.FullName, "greet.wasm");
            Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run("parse", s_greet, "-o", binary));
            Assert.Equal("\"Hello, x\"\n", WeftProcess.Run(File.ReadAllBytes(binary), ["run", "--invoke", "greet(\"x\")", "-"]).Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--threads", "2")]
    [InlineData("--preload", "env=x.wasm")]
    [InlineData("--tcp-listen", "127.0.0.1:0")]
    public void What_only_modules_can_have_is_refused(string option, string value)
    {
        var result = WeftProcess.Run("run", option, value, s_greet);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is a component: --preload, --threads and --tcp-listen are for modules", result.Error);
    }

    [Theory]
    [InlineData("greet(1)", "\" is expected, at character 7 of: greet(1)")]
    [InlineData("greet", "the function takes 1 arguments, not 0")]
    [InlineData("bye()", "exports no function 'bye'; it exports greet")]
    public void Calls_that_do_not_fit_say_why(string call, string message)
    {
        var result = WeftProcess.Run("run", "--invoke", call, s_greet);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public void Without_a_function_to_call_the_exports_are_named()
    {
        var result = WeftProcess.Run("run", s_greet);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("name the function to call", result.Error);
        Assert.Contains("it exports greet", result.Error);
    }

    [Theory]
    [InlineData("(component (import \"a:b/c@1.2.3\" (instance (export \"f\" (func)))))", 1, "unknown import: `a:b/c@1.2.3` is not defined, an instance is needed")]
    [InlineData("(component (import \"f\" (func)))", 1, "unknown import: `f` is not defined, a func is needed")]
    [InlineData("(component (core module $m (func (export \"f\") unreachable)) (core instance $i (instantiate $m)) (func (export \"f\") (canon lift (core func $i \"f\"))))", 134, "weft: trap: unreachable")]
    public void What_fails_in_a_component_is_said(string text, int exitCode, string message)
    {
        var result = WeftProcess.Run(System.Text.Encoding.UTF8.GetBytes(text), ["run", "--invoke", "f", "-"]);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, result.Error);
    }
}
