// wasi:clocks/timezone, which is not stable yet.

using Weft.Components;
using Xunit;

namespace Weft.Wasi.Tests.Preview2;

public sealed class TimezoneTests
{
    private const string Text = """
        (component
          (import "wasi:clocks/wall-clock@0.2.8" (instance $clock
            (type $d (record (field "seconds" u64) (field "nanoseconds" u32)))
            (export "datetime" (type (eq $d)))))
          (alias export $clock "datetime" (type $datetime))
          (import "wasi:clocks/timezone@0.2.8" (instance $zone
            (export "datetime" (type $d (eq $datetime)))
            (type $t (record (field "utc-offset" s32) (field "name" string) (field "in-daylight-saving-time" bool)))
            (export "timezone-display" (type $display (eq $t)))
            (export "display" (func (param "when" $d) (result $display)))
            (export "utc-offset" (func (param "when" $d) (result s32)))))
          (export "display" (func $zone "display"))
          (export "utc-offset" (func $zone "utc-offset")))
        """;

    // Six and a half hours west of Greenwich, an hour less from April to October.
    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.CreateCustomTimeZone(
        "test", new TimeSpan(-6, -30, 0), "test", "standard", "summer",
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
                TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 4, 1),
                TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 10, 1)),
        ]);

    [Fact]
    public void Components_see_the_zone_that_they_were_given()
    {
        using TestComponent guest = With(wasi => wasi.WithTimeZone(s_zone));
        Expect(guest, new DateTimeOffset(2024, 1, 15, 12, 0, 0, TimeSpan.Zero), -23400, "-06:30", false);
        Expect(guest, new DateTimeOffset(2024, 7, 15, 12, 0, 0, TimeSpan.Zero), -19800, "-05:30", true);
        Assert.Equal(-23400, guest.Call("utc-offset", Time(0)).AsS32());

        // No such year.
        ComponentValue far = guest.Call("display", Time(ulong.MaxValue));
        Assert.Equal((0, "UTC", false), (far[0].AsS32(), far[1].AsString(), far[2].AsBool()));
    }

    [Fact]
    public void It_is_UTC_unless_it_is_said()
    {
        using TestComponent guest = With(_ => { });
        Expect(guest, new DateTimeOffset(2024, 7, 15, 12, 0, 0, TimeSpan.Zero), 0, "UTC", false);
        Assert.Equal(0, guest.Call("utc-offset", Time(ulong.MaxValue)).AsS32());
    }

    private static void Expect(TestComponent guest, DateTimeOffset time, int offset, string name, bool isSummer)
    {
        ComponentValue found = guest.Call("display", Time((ulong)time.ToUnixTimeSeconds()));
        Assert.Equal((offset, name, isSummer), (found[0].AsS32(), found[1].AsString(), found[2].AsBool()));
        Assert.Equal(offset, guest.Call("utc-offset", Time((ulong)time.ToUnixTimeSeconds())).AsS32());
    }

    private static TestComponent With(Action<WasiOptionsBuilder> configure) => new(Text, linker => linker.AddWasiPreview2(configure));

    private static ComponentValue Time(ulong seconds) => ComponentValue.Record(seconds, 0u);
}
