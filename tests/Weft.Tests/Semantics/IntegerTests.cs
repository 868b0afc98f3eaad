// Integer instructions against plain loops and integers of any size.

using System.Numerics;
using Weft.Semantics;
using Xunit;

namespace Weft.Tests.Semantics;

public sealed class IntegerTests
{
    private static readonly BigInteger TwoTo128 = BigInteger.One << 128;

    [Fact]
    public void Bits_are_counted()
    {
        Func<int, int> clz32 = Integer.Clz32, ctz32 = Integer.Ctz32, popcnt32 = Integer.Popcnt32;
        Func<long, long> clz64 = Integer.Clz64, ctz64 = Integer.Ctz64, popcnt64 = Integer.Popcnt64;
        foreach (int x in Samples.Int32s)
        {
            string bits = Convert.ToString(x, 2).PadLeft(32, '0');
            Assert.Equal(x == 0 ? 32 : bits.IndexOf('1'), clz32(x));
            Assert.Equal(x == 0 ? 32 : 31 - bits.LastIndexOf('1'), ctz32(x));
            Assert.Equal(bits.Count(c => c == '1'), popcnt32(x));
        }

        foreach (long x in Samples.Int64s)
        {
            string bits = Convert.ToString(x, 2).PadLeft(64, '0');
            Assert.Equal(x == 0 ? 64 : bits.IndexOf('1'), clz64(x));
            Assert.Equal(x == 0 ? 64 : 63 - bits.LastIndexOf('1'), ctz64(x));
            Assert.Equal(bits.Count(c => c == '1'), popcnt64(x));
        }
    }

    [Fact]
    public void A_remainder_has_the_sign_of_the_dividend_and_never_overflows()
    {
        Func<int, int, int> rem32 = Integer.RemS32;
        Func<long, long, long> rem64 = Integer.RemS64;
        foreach (int a in Samples.Int32s)
        {
            foreach (int b in Samples.Int32s.Where(b => b != 0))
            {
                Assert.Equal((int)BigInteger.Remainder(a, b), rem32(a, b));
            }

            Assert.Throws<DivideByZeroException>(() => rem32(a, 0));
        }

        foreach (long a in Samples.Int64s)
        {
            foreach (long b in Samples.Int64s.Where(b => b != 0))
            {
                Assert.Equal((long)BigInteger.Remainder(a, b), rem64(a, b));
            }

            Assert.Throws<DivideByZeroException>(() => rem64(a, 0));
        }
    }

    [Fact]
    public void Shifts_take_their_count_modulo_the_width()
    {
        Func<int, int, int> shl32 = Integer.Shl32, shrS32 = Integer.ShrS32, shrU32 = Integer.ShrU32, rotl32 = Integer.Rotl32, rotr32 = Integer.Rotr32;
        Func<long, long, long> shl64 = Integer.Shl64, shrS64 = Integer.ShrS64, shrU64 = Integer.ShrU64, rotl64 = Integer.Rotl64, rotr64 = Integer.Rotr64;
        foreach (int a in Samples.Int32s)
        {
            foreach (int b in Samples.Int32s)
            {
                int n = (int)((uint)b % 32);
                BigInteger u = (uint)a;
                BigInteger twice = (u << 32) | u;
                Assert.Equal((uint)((u << n) & uint.MaxValue), (uint)shl32(a, b));
                Assert.Equal((int)((BigInteger)a >> n), shrS32(a, b));
                Assert.Equal((uint)(u >> n), (uint)shrU32(a, b));
                Assert.Equal((uint)((twice >> (32 - n)) & uint.MaxValue), (uint)rotl32(a, b));
                Assert.Equal((uint)((twice >> n) & uint.MaxValue), (uint)rotr32(a, b));
            }
        }

        foreach (long a in Samples.Int64s)
        {
            foreach (long b in Samples.Int64s)
            {
                int n = (int)((ulong)b % 64);
                BigInteger u = (ulong)a;
                BigInteger twice = (u << 64) | u;
                Assert.Equal((ulong)((u << n) & ulong.MaxValue), (ulong)shl64(a, b));
                Assert.Equal((long)((BigInteger)a >> n), shrS64(a, b));
                Assert.Equal((ulong)(u >> n), (ulong)shrU64(a, b));
                Assert.Equal((ulong)((twice >> (64 - n)) & ulong.MaxValue), (ulong)rotl64(a, b));
                Assert.Equal((ulong)((twice >> n) & ulong.MaxValue), (ulong)rotr64(a, b));
            }
        }
    }

    [Fact]
    public void Wide_sums_and_differences_are_modulo_two_to_the_128()
    {
        var random = new Random(99);
        for (int i = 0; i < 20_000; i++)
        {
            long[] x = [.. Enumerable.Range(0, 4).Select(_ => Samples.Int64s[random.Next(Samples.Int64s.Length)])];
            BigInteger a = Wide(x[0], x[1]), b = Wide(x[2], x[3]);
            var (sumLow, sumHigh) = Integer.Add128(x[0], x[1], x[2], x[3]);
            Assert.Equal((a + b) % TwoTo128, Wide(sumLow, sumHigh));
            var (differenceLow, differenceHigh) = Integer.Sub128(x[0], x[1], x[2], x[3]);
            Assert.Equal((a - b + TwoTo128) % TwoTo128, Wide(differenceLow, differenceHigh));
        }
    }

    [Fact]
    public void Wide_products_are_whole()
    {
        foreach (long a in Samples.Int64s)
        {
            foreach (long b in Samples.Int64s)
            {
                var (low, high) = Integer.MulWideS(a, b);
                Assert.Equal(((BigInteger)a * b + TwoTo128) % TwoTo128, Wide(low, high));
                (low, high) = Integer.MulWideU(a, b);
                Assert.Equal((BigInteger)(ulong)a * (ulong)b, Wide(low, high));
            }
        }
    }

    private static BigInteger Wide(long low, long high) => ((BigInteger)(ulong)high << 64) | (ulong)low;
}
