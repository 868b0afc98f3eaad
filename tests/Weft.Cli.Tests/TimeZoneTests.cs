using Xunit;

namespace Weft.Cli.Tests;

/// <summary>The time zone that a component sees.</summary>
public sealed class TimeZoneTests : IDisposable
{
    private const string Passing = """
        (component
          (import "wasi:clocks/wall-clock@0.2.8" (instance $clock
            (type $d (record (field "seconds" u64) (field "nanoseconds" u32)))
            (export "datetime" (type $datetime (eq $d)))))
          (alias export $clock "datetime" (type $datetime))
          (import "wasi:clocks/timezone@0.2.8" (instance $zone
            (export "utc-offset" (func (param "when" $datetime) (result s32)))))
          (export "utc-offset" (func $zone "utc-offset")))
        """;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"weft-zone-{Guid.NewGuid():N}.wat");

    public TimeZoneTests() => File.WriteAllText(_file, Passing);

    [Theory]
    [InlineData("0\n")]
    [InlineData("19800\n", "--time-zone", "Asia/Kolkata")]
    [InlineData("0\n", "--time-zone", "UTC")]
    public void A_component_sees_the_zone_that_it_is_given(string output, params string[] options) =>
        Assert.Equal(new WeftResult(0, output, ""), WeftProcess.Run(["run", .. options, "--invoke", "utc-offset({seconds: 86400, nanoseconds: 0})", _file]));

    [Fact]
    public void Local_is_that_of_the_host()
    {
        var offset = (int)TimeZoneInfo.Local.GetUtcOffset(DateTimeOffset.UnixEpoch.AddDays(1)).TotalSeconds;
        Assert.Equal($"{offset}\n", WeftProcess.Run("run", "--time-zone", "local", "--invoke", "utc-offset({seconds: 86400, nanoseconds: 0})", _file).Output);
    }

    [Theory]
    [InlineData("Nowhere/Else")]
    [InlineData("../../etc/passwd")]
    public void A_zone_that_is_none_is_refused(string zone)
    {
        var result = WeftProcess.Run("run", "--time-zone", zone, "--invoke", "utc-offset({seconds: 0, nanoseconds: 0})", _file);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"'{zone}' is no time zone", result.Error);
    }

    public void Dispose() => File.Delete(_file);
}
