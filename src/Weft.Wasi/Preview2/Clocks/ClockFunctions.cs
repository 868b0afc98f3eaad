// WASI preview 2: wasi:clocks.

using System.Globalization;
using Weft.Wasi.Clocks;
using Weft.Wasi.Preview2.IO;
using Datetime = Weft.Wasi.WasiPreview2.WallClock.Datetime;

namespace Weft.Wasi.Preview2.Clocks;

/// <summary>The functions of <c>wasi:clocks</c>.</summary>
internal sealed class ClockFunctions(Preview2Process process) : WasiPreview2.IMonotonicClock, WasiPreview2.IWallClock, WasiPreview2.ITimezone
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    private WasiClocks Clocks => process.Context.Clocks;

    /// <summary>A time since 1970 as the interfaces have it.</summary>
    public static Datetime ToDatetime(ulong nanoseconds) => new(nanoseconds / NanosecondsPerSecond, (uint)(nanoseconds % NanosecondsPerSecond));

    /// <summary>A time of the interfaces as nanoseconds since 1970.</summary>
    /// <returns>False when they do not fit.</returns>
    public static bool TryGetNanoseconds(Datetime time, out ulong nanoseconds)
    {
        UInt128 wide = ((UInt128)time.Seconds * NanosecondsPerSecond) + time.Nanoseconds;
        nanoseconds = (ulong)wide;
        return wide <= ulong.MaxValue;
    }

    /// <inheritdoc/>
    ulong WasiPreview2.IMonotonicClock.Now() => Clocks.GetMonotonicTime();

    /// <inheritdoc/>
    ulong WasiPreview2.IMonotonicClock.Resolution() => Clocks.MonotonicResolution;

    /// <inheritdoc/>
    public WasiPreview2.Poll.IPollable SubscribeInstant(ulong when) => new Pollable(process, () => PollSource.At(when));

    /// <inheritdoc/>
    public WasiPreview2.Poll.IPollable SubscribeDuration(ulong when)
    {
        // No wait is as long as the clock: what would overflow is for ever.
        ulong now = Clocks.GetMonotonicTime();
        return SubscribeInstant(when < ulong.MaxValue - now ? now + when : ulong.MaxValue);
    }

    /// <inheritdoc/>
    Datetime WasiPreview2.IWallClock.Now() => ToDatetime(Clocks.GetRealTime());

    /// <inheritdoc/>
    Datetime WasiPreview2.IWallClock.Resolution() => ToDatetime(WasiClocks.RealTimeResolution);

    /// <inheritdoc/>
    public WasiPreview2.Timezone.TimezoneDisplay Display(Datetime when)
    {
        TimeZoneInfo zone = process.Context.TimeZone;
        if (!TryGetTime(when, out DateTimeOffset time) || zone.Equals(TimeZoneInfo.Utc))
            return new(0, "UTC", false);

        // Names of zones are different on each system, and in each language; offsets are not.
        TimeSpan offset = zone.GetUtcOffset(time);
        string name = string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}");
        return new((int)offset.TotalSeconds, name, zone.IsDaylightSavingTime(time));
    }

    /// <inheritdoc/>
    public int UtcOffset(Datetime when) => Display(when).UtcOffset;

    // Years have at most four digits here.
    private static bool TryGetTime(Datetime when, out DateTimeOffset time)
    {
        bool fits = when.Seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        time = fits ? DateTimeOffset.FromUnixTimeSeconds((long)when.Seconds) : default;
        return fits;
    }
}
