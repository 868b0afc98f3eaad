// Waiting in preview 2: times, pipes, tasks and pollables of others, together.

using System.Diagnostics;
using Weft.Wasi.Preview2;
using Weft.Wasi.Preview2.IO;
using Xunit;

namespace Weft.Wasi.Tests.Preview2;

public sealed class PollTests
{
    private const ulong Millisecond = 1_000_000;

    [Fact]
    public void Whoever_is_ready_first_ends_the_wait()
    {
        using var guest = new PipeGuest();
        WasiPreview2.Poll.IPollable input = guest.Input.Subscribe();
        WasiPreview2.Poll.IPollable soon = guest.Process.Clocks.SubscribeDuration(20 * Millisecond);
        WasiPreview2.Poll.IPollable never = guest.Process.Clocks.SubscribeDuration(ulong.MaxValue);
        Assert.Equal([2u], guest.Process.Poll.Poll([never, input, soon]));
        guest.ToGuest.Write([1]);
        Assert.Equal([0u, 2u, 3u], guest.Process.Poll.Poll([input, never, soon, guest.Output.Subscribe()]));
        Assert.False(never.Ready());
        soon.Block();
    }

    [Fact]
    public void A_time_is_waited_for_and_not_longer_than_that()
    {
        using var guest = new PipeGuest();
        WasiPreview2.IMonotonicClock clock = guest.Process.Clocks;
        ulong due = clock.Now() + (30 * Millisecond);
        clock.SubscribeInstant(due).Block();
        Assert.InRange(clock.Now(), due, due + (5000 * Millisecond));
        Assert.True(clock.SubscribeInstant(0).Ready());
        Assert.True(clock.SubscribeDuration(0).Ready());
    }

    [Fact]
    public void Waiting_takes_no_processor_time()
    {
        using var guest = new PipeGuest();
        Task later = Task.Delay(300, TestContext.Current.CancellationToken);
        guest.Process.WakeWhenDone(later);
        var pollable = new Pollable(guest.Process, () => PollSource.Of(later));
        TimeSpan before = ThreadTime(guest);
        Assert.Equal([1u], guest.Process.Poll.Poll([guest.Input.Subscribe(), pollable]));
        Assert.True(later.IsCompleted);
        Assert.InRange(ThreadTime(guest) - before, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Pollables_of_others_are_asked()
    {
        using var guest = new PipeGuest();
        var foreign = new Foreign();
        using var timer = new Timer(_ => foreign.IsReady = true, null, 50, Timeout.Infinite);
        Assert.Equal([1u], guest.Process.Poll.Poll([guest.Input.Subscribe(), foreign]));
        Assert.Equal([0u], guest.Process.Poll.Poll([foreign, guest.Input.Subscribe()]));
    }

    [Fact]
    public void None_and_too_many_trap()
    {
        using var guest = new PipeGuest();
        Assert.Throws<TrapException>(() => guest.Process.Poll.Poll([]));
        Assert.Throws<TrapException>(() => guest.Process.Poll.Poll(new WasiPreview2.Poll.IPollable[8193]));
    }

    [Fact]
    public void A_clock_of_the_embedder_is_waited_for()
    {
        var time = new SteppedTime();
        using WasiContext context = new WasiOptionsBuilder().WithTimeProvider(time).Build();
        using var process = new Preview2Process(context);
        Assert.Equal(0u, ((WasiPreview2.IMonotonicClock)process.Clocks).Now());
        Assert.Equal(new WasiPreview2.WallClock.Datetime(1, 500), ((WasiPreview2.IWallClock)process.Clocks).Now());
        WasiPreview2.Poll.IPollable pollable = process.Clocks.SubscribeDuration(3600 * 1000 * Millisecond);
        Assert.False(pollable.Ready());
        long start = Stopwatch.GetTimestamp();
        pollable.Block();
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    private static TimeSpan ThreadTime(PipeGuest guest) => TimeSpan.FromTicks((long)(guest.Process.Context.Clocks.GetThreadTime() / 100));

    private sealed class Foreign : WasiPreview2.Poll.IPollable
    {
        public volatile bool IsReady;

        public bool Ready() => IsReady;

        public void Block() => throw new NotSupportedException();
    }

    // A clock that stands still until someone waits: then it is as late as they want.
    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(TimeSpan.TicksPerSecond + 5);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            return System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
        }
    }
}
