// WASI preview 2: wasi:clocks.

using Weft.Wasi.Clocks;
using Weft.Wasi.Preview2.IO;
using Datetime = Weft.Wasi.WasiPreview2.WallClock.Datetime;

namespace Weft.Wasi.Preview2.Clocks;

/// <summary>The functions of <c>wasi:clocks</c>.</summary>
internal sealed class ClockFunctions(Preview2Process process) : WasiPreview2.IMonotonicClock, WasiPreview2.IWallClock
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
}
