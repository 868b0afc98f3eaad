// Atomic accesses: what each does to a cell, and that none is lost between threads.

using Weft.Semantics;
using Xunit;

namespace Weft.Tests.Semantics;

public sealed class AtomicTests
{
    private static readonly ulong[] Values = [.. Samples.Int64s.Take(20).Select(x => (ulong)x)];

    [Fact]
    public void Bytes() => Check((ref byte c) => Atomic.Load(ref c), (ref byte c, byte v) => Atomic.Store(ref c, v),
        [(ref byte c, byte v) => Atomic.Add(ref c, v), (ref byte c, byte v) => Atomic.Sub(ref c, v), (ref byte c, byte v) => Atomic.And(ref c, v),
         (ref byte c, byte v) => Atomic.Or(ref c, v), (ref byte c, byte v) => Atomic.Xor(ref c, v), (ref byte c, byte v) => Atomic.Exchange(ref c, v)],
        (ref byte c, byte e, byte r) => Atomic.CompareExchange(ref c, e, r), x => (byte)x);

    [Fact]
    public void Halfwords() => Check((ref ushort c) => Atomic.Load(ref c), (ref ushort c, ushort v) => Atomic.Store(ref c, v),
        [(ref ushort c, ushort v) => Atomic.Add(ref c, v), (ref ushort c, ushort v) => Atomic.Sub(ref c, v), (ref ushort c, ushort v) => Atomic.And(ref c, v),
         (ref ushort c, ushort v) => Atomic.Or(ref c, v), (ref ushort c, ushort v) => Atomic.Xor(ref c, v), (ref ushort c, ushort v) => Atomic.Exchange(ref c, v)],
        (ref ushort c, ushort e, ushort r) => Atomic.CompareExchange(ref c, e, r), x => (ushort)x);

    [Fact]
    public void Words() => Check((ref uint c) => Atomic.Load(ref c), (ref uint c, uint v) => Atomic.Store(ref c, v),
        [(ref uint c, uint v) => Atomic.Add(ref c, v), (ref uint c, uint v) => Atomic.Sub(ref c, v), (ref uint c, uint v) => Atomic.And(ref c, v),
         (ref uint c, uint v) => Atomic.Or(ref c, v), (ref uint c, uint v) => Atomic.Xor(ref c, v), (ref uint c, uint v) => Atomic.Exchange(ref c, v)],
        (ref uint c, uint e, uint r) => Atomic.CompareExchange(ref c, e, r), x => (uint)x);

    [Fact]
    public void Doublewords() => Check((ref ulong c) => Atomic.Load(ref c), (ref ulong c, ulong v) => Atomic.Store(ref c, v),
        [(ref ulong c, ulong v) => Atomic.Add(ref c, v), (ref ulong c, ulong v) => Atomic.Sub(ref c, v), (ref ulong c, ulong v) => Atomic.And(ref c, v),
         (ref ulong c, ulong v) => Atomic.Or(ref c, v), (ref ulong c, ulong v) => Atomic.Xor(ref c, v), (ref ulong c, ulong v) => Atomic.Exchange(ref c, v)],
        (ref ulong c, ulong e, ulong r) => Atomic.CompareExchange(ref c, e, r), x => x);

    [Fact]
    public async Task Nothing_is_lost_between_threads()
    {
        const int Threads = 4, Turns = 20_000;
        byte[] bytes = new byte[4];
        ushort[] halfwords = new ushort[2];
        uint[] words = new uint[2];
        ulong[] doublewords = new ulong[2];
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(
            () =>
            {
                for (int i = 0; i < Turns; i++)
                {
                    // Neighbours of the narrow cells change all the time.
                    Atomic.Add(ref bytes[1], 1);
                    Atomic.Sub(ref bytes[2], 1);
                    Atomic.Add(ref halfwords[0], 3);
                    Atomic.Sub(ref halfwords[1], 1);
                    Atomic.Add(ref words[0], 1);
                    Atomic.Xor(ref words[1], 1u << thread);
                    Atomic.Sub(ref doublewords[0], 1);
                    Atomic.Xor(ref doublewords[1], 1UL << (40 + thread));
                }
            },
            TestContext.Current.CancellationToken)));
        const int Total = Threads * Turns;
        Assert.Equal([0, unchecked((byte)Total), unchecked((byte)-Total), 0], bytes);
        Assert.Equal([unchecked((ushort)(3 * Total)), unchecked((ushort)-Total)], halfwords);
        Assert.Equal([Total, 0], words);
        Assert.Equal([unchecked((ulong)-Total), 0], doublewords);
    }

    private delegate T Read<T>(ref T cell);

    private delegate void Write<T>(ref T cell, T value);

    private delegate T Update<T>(ref T cell, T value);

    private delegate T Compare<T>(ref T cell, T expected, T replacement);

    private static void Check<T>(Read<T> load, Write<T> store, Update<T>[] updates, Compare<T> compareExchange, Func<ulong, T> narrow)
        where T : struct, IEquatable<T>
    {
        Func<ulong, ulong, ulong>[] expected = [(a, b) => a + b, (a, b) => a - b, (a, b) => a & b, (a, b) => a | b, (a, b) => a ^ b, (_, b) => b];
        T[] cells = [narrow(0x5555_5555_5555_5555), default, narrow(0x5555_5555_5555_5555)];
        foreach (ulong a in Values)
        {
            foreach (ulong b in Values)
            {
                for (int i = 0; i < expected.Length; i++)
                {
                    store(ref cells[1], narrow(a));
                    Assert.Equal(narrow(a), load(ref cells[1]));
                    Assert.Equal(narrow(a), updates[i](ref cells[1], narrow(b)));
                    Assert.Equal(narrow(expected[i](a, b)), load(ref cells[1]));
                }

                cells[1] = narrow(a);
                Assert.Equal(narrow(a), compareExchange(ref cells[1], narrow(b), narrow(~a)));
                Assert.Equal(narrow(a).Equals(narrow(b)) ? narrow(~a) : narrow(a), cells[1]);
                Assert.Equal(cells[0], cells[2]);
                Assert.Equal(narrow(0x5555_5555_5555_5555), cells[0]);
            }
        }
    }
}
