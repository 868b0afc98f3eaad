// Shared memories: growth seen by all threads, waiting and notifying.
using System.Diagnostics;
using Weft.Wasm;
using Xunit;

namespace Weft.Tests.Memories;

public sealed class SharedMemoryTests
{
    private const long Never = -1;
    private static readonly MemoryType s_type = new(new Limits(1, 100), IsShared: true);

    [Fact]
    public void Threads_that_grow_it_together_get_pages_of_their_own()
    {
        using var engine = new Engine();
        var memory = Weft.Memory.CreateShared(engine, s_type);
        var seen = new bool[200];
        Parallel.For(0, 8, _ =>
        {
            while (memory.Grow(1) is var page and >= 0)
            {
                Assert.False(Interlocked.Exchange(ref seen[page], true));
                memory.Write((ulong)page * 65536, 1);
                Assert.True(memory.Pages > (ulong)page);
            }
        });
        Assert.Equal(99, seen.Count(page => page));
        Assert.Equal(100UL, memory.Pages);
    }

    [Fact]
    public void Outlives_the_stores_it_joins()
    {
        using var engine = new Engine();
        var store = new Store(engine);
        var memory = new Weft.Memory(store, s_type);
        memory.Write(0, 42);
        store.Dispose();
        Assert.Equal(42, memory.Read<int>(0));
    }

    [Fact]
    public void Waiting_needs_an_equal_number_and_ends_in_time()
    {
        using var engine = new Engine();
        var memory = Weft.Memory.CreateShared(engine, s_type);
        Assert.Equal(1, memory.AtomicWait32(0, 1, Never, TestContext.Current.CancellationToken));
        Assert.Equal(1, memory.AtomicWait64(8, -1, Never, TestContext.Current.CancellationToken));
        Assert.Equal(2, memory.AtomicWait32(0, 0, 0, TestContext.Current.CancellationToken));
        var begin = Stopwatch.GetTimestamp();
        Assert.Equal(2, memory.AtomicWait64(8, 0, 20_000_000, TestContext.Current.CancellationToken));
        Assert.True(Stopwatch.GetElapsedTime(begin).TotalMilliseconds >= 20);
    }

    [Fact]
    public void A_notification_wakes_as_many_as_it_says_of_those_at_its_address()
    {
        using var engine = new Engine();
        var memory = Weft.Memory.CreateShared(engine, s_type);
        var woken = 0;
        var threads = Enumerable.Range(0, 6).Select(i => new Thread(() =>
        {
            Assert.Equal(0, memory.AtomicWait32(i < 5 ? 16UL : 24UL, 0, Never));
            Interlocked.Increment(ref woken);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        var total = 0u;
        var patience = Stopwatch.StartNew();
        while (total < 2 && patience.Elapsed < TimeSpan.FromSeconds(30))
        {
            total += memory.AtomicNotify(16, 2 - total);
        }

        Assert.Equal(2u, total);
        while (Volatile.Read(ref woken) < 2 && patience.Elapsed < TimeSpan.FromSeconds(30))
        {
            Thread.Sleep(1);
        }

        Assert.Equal(2, woken);
        while (total < 6 && patience.Elapsed < TimeSpan.FromSeconds(30))
        {
            total += memory.AtomicNotify(16, uint.MaxValue) + memory.AtomicNotify(24, uint.MaxValue);
        }

        Assert.Equal(6u, total);
        threads.ForEach(thread => Assert.True(thread.Join(TimeSpan.FromSeconds(30))));
        Assert.Equal(0u, memory.AtomicNotify(16, uint.MaxValue));
    }

    [Fact]
    public void A_cancelled_wait_leaves_nobody_behind()
    {
        using var engine = new Engine();
        var memory = Weft.Memory.CreateShared(engine, s_type);
        using var source = new CancellationTokenSource(20);
        Assert.Throws<OperationCanceledException>(() => memory.AtomicWait32(0, 0, Never, source.Token));
        Assert.Equal(0u, memory.AtomicNotify(0, 1));
    }

    [Fact]
    public void Addresses_must_be_aligned_and_inside_and_waiting_needs_a_shared_memory()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var shared = Weft.Memory.CreateShared(engine, s_type);
        var unshared = new Weft.Memory(store, new MemoryType(new Limits(1, 1)));
        AssertTrap(TrapKind.UnalignedAtomic, () => shared.AtomicWait32(2, 0, 0));
        AssertTrap(TrapKind.UnalignedAtomic, () => shared.AtomicWait64(4, 0, 0));
        AssertTrap(TrapKind.UnalignedAtomic, () => unshared.AtomicNotify(1, 0));
        AssertTrap(TrapKind.MemoryOutOfBounds, () => shared.AtomicWait32(65536, 0, 0));
        AssertTrap(TrapKind.MemoryOutOfBounds, () => unshared.AtomicNotify(65536, 0));
        AssertTrap(TrapKind.ExpectedSharedMemory, () => unshared.AtomicWait32(0, 0, 0));
        Assert.Equal(0u, unshared.AtomicNotify(0, 1));
    }

    private static void AssertTrap(TrapKind kind, Action action) => Assert.Equal(kind, Assert.Throws<TrapException>(action).Kind);
}
