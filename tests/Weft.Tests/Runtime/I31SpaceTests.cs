// The range of addresses that i31 references are: what it relies on in the runtime. Weft.Runtime.I31Space says where there is none.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Runtime;
using Xunit;

namespace Weft.Tests.Runtime;

public sealed class I31SpaceTests
{
    private static readonly int[] s_values = [0, 1, -1, 7, 255, 256, 524287, 524288, 1 << 29, -(1 << 29), (1 << 30) - 1, -(1 << 30)];

    [Fact]
    public void There_is_a_range_where_pages_of_files_can_be_mapped()
    {
        Assert.Equal(OperatingSystem.IsLinux() && Environment.Is64BitProcess, I31Space.Exists);
    }

    [Fact]
    public void An_address_tells_the_value()
    {
        foreach (var value in s_values)
        {
            var made = I31.Create(value);
            Assert.Equal(value, made.Signed);
            Assert.Equal((uint)value & int.MaxValue, made.Unsigned);
            Assert.Same(typeof(I31), ((object)made).GetType());
            Assert.True(made.Equals(I31.Create(value)));
            Assert.Equal(value, made.GetHashCode());
            if (I31Space.Exists)
            {
                Assert.Same(made, I31.Create(value));
                Assert.True(I31Space.Contains(made));
            }
        }

        Assert.False(I31Space.Exists && I31Space.Contains(null));
        Assert.False(I31Space.Exists && I31Space.Contains(new object()));
    }

    [Fact]
    public void Collections_leave_them_alone()
    {
        // Old objects, young ones, handles and the stack refer to them, while what lies between moves.
        var old = new object[20_000];
        Fill(old, 1);
        GC.Collect();
        using var stop = new CancellationTokenSource();
        var other = Task.Factory.StartNew(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    Fill(new object[5_000], 2);
                    GC.Collect(2, GCCollectionMode.Forced, blocking: false);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        for (var round = 0; round < 20; round++)
        {
            var onStack = I31.Create(round * 40_503);
            var young = new object[5_000];
            Fill(young, round);
            Fill(old, round);
            var handle = GCHandle.Alloc(young[1], GCHandleType.Normal);
            var weak = new WeakReference(young[3]);
            GC.Collect(round % 3, GCCollectionMode.Forced, blocking: true, compacting: round % 2 == 0);
            Check(young, round);
            Check(old, round);
            Assert.Equal(round * 40_503, onStack.Signed);
            Assert.Same(young[1], handle.Target);
            Assert.Same(young[3], weak.Target);
            handle.Free();
        }

        stop.Cancel();
        other.Wait(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Each_has_a_lock_and_an_identity_of_its_own()
    {
        var first = I31.Create(1_000_000);
        var second = I31.Create(1_000_001);
        var far = I31.Create(1_000_000 + 524_288);
        lock (first)
        {
            Assert.True(Monitor.IsEntered(first));
            Assert.False(Monitor.IsEntered(second));
            Assert.False(Monitor.IsEntered(far));
        }

        var hash = RuntimeHelpers.GetHashCode(first);
        _ = RuntimeHelpers.GetHashCode(second);
        var table = new ConditionalWeakTable<object, string> { { first, "first" }, { far, "far" } };
        GC.Collect();
        Assert.Equal(hash, RuntimeHelpers.GetHashCode(first));
        Assert.Equal(I31Space.Exists, table.TryGetValue(I31.Create(1_000_000), out _));
        Assert.True(table.TryGetValue(far, out var found));
        Assert.Equal("far", found);
    }

    private static void Fill(object[] target, int seed)
    {
        // Between them, objects that collections move.
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = i % 2 == 0 ? new byte[i % 50] : I31.Create((i * 40_503) + seed);
        }
    }

    private static void Check(object[] target, int seed)
    {
        for (var i = 1; i < target.Length; i += 2)
        {
            Assert.Equal(((i * 40_503) + seed) << 1 >> 1, ((I31)target[i]).Signed);
        }
    }
}
