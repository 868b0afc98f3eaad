using System.Text;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

/// <summary>wasi:config, wasi:keyvalue and wasi:logging in the command.</summary>
public sealed class ComponentServicesTests
{
    private const string Passing = """
        (component
          (import "wasi:config/store@0.2.0-rc.1" (instance $store
            (type $e (variant (case "upstream" string) (case "io" string)))
            (export "error" (type $error (eq $e)))
            (export "get" (func (param "key" string) (result (result (option string) (error $error)))))))
          (import "wasi:logging/logging" (instance $logging
            (type $l (enum "trace" "debug" "info" "warn" "error" "critical"))
            (export "level" (type $level (eq $l)))
            (export "log" (func (param "level" $level) (param "context" string) (param "message" string)))))
          (export "get" (func $store "get"))
          (export "log" (func $logging "log")))
        """;

    private static readonly string s_visits = Repository.PathOf("samples", "visits.wat");

    [Fact]
    public void A_bucket_in_a_folder_outlives_the_run()
    {
        var folder = Directory.CreateTempSubdirectory("weft-bucket-");
        try
        {
            var bucket = $"default={Path.Combine(folder.FullName, "data")}";
            Assert.Equal(new WeftResult(0, "1\n", ""), WeftProcess.Run("run", "--keyvalue", bucket, "--invoke", "visit()", s_visits));
            Assert.Equal(new WeftResult(0, "2\n", ""), WeftProcess.Run("run", "--keyvalue", "other", "--keyvalue", bucket, "--invoke", "visit()", s_visits));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_component_has_no_bucket_unless_it_is_given_one()
    {
        Assert.Equal(134, WeftProcess.Run("run", "--invoke", "visit()", s_visits).ExitCode);
        Assert.Equal("1\n", WeftProcess.Run("run", "--keyvalue", "default", "--invoke", "visit()", s_visits).Output);
    }

    [Theory]
    [InlineData("--keyvalue", "a=", "'a=' is not a bucket")]
    [InlineData("--keyvalue", "default=/dev/null/x", "(--keyvalue)")]
    [InlineData("--config-var", "a", "'a' is not a value; write K=V")]
    [InlineData("--log-level", "loud", "loud")]
    public void Values_that_are_none_are_refused(string option, string value, string message)
    {
        var result = WeftProcess.Run("run", option, value, "--invoke", "visit()", s_visits);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public void Configuration_is_what_the_options_say()
    {
        Assert.Equal("ok(some(\"c=d\"))\n", Run("get(\"a\")", "--config-var", "a=b", "--config-var", "a=c=d").Output);
        Assert.Equal("ok(none)\n", Run("get(\"a\")").Output);
    }

    [Fact]
    public void Messages_go_to_standard_error_from_a_level_on()
    {
        Assert.Equal(new WeftResult(0, "", "Warn: [net] slow\\n\n"), Run("log(warn, \"net\", \"slow\\n\")"));
        Assert.Equal("", Run("log(debug, \"net\", \"packet\")").Error);
        Assert.Equal("Debug: packet\n", Run("log(debug, \"\", \"packet\")", "--log-level", "debug").Error);
        Assert.Equal("", Run("log(error, \"\", \"lost\")", "--log-level", "Critical").Error);
    }

    private static WeftResult Run(string call, params string[] options) =>
        WeftProcess.Run(Encoding.UTF8.GetBytes(Passing), ["run", .. options, "--invoke", call, "-"]);
}
