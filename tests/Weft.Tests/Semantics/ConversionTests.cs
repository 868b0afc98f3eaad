// Conversions against integers of any size.

using System.Numerics;
using Weft.Semantics;
using Xunit;
using static Weft.Tests.Semantics.Reference;

namespace Weft.Tests.Semantics;

public sealed class ConversionTests
{
    private sealed record Truncation(
        string Name, BigInteger Minimum, BigInteger Maximum, bool IsFloat, Func<double, BigInteger> Trapping, Func<double, BigInteger> Saturating);

    private static readonly Func<float, int> I32F32S = x => Conversion.TruncF32ToI32S(x), I32F32U = x => Conversion.TruncF32ToI32U(x);
    private static readonly Func<double, int> I32F64S = x => Conversion.TruncF64ToI32S(x), I32F64U = x => Conversion.TruncF64ToI32U(x);
    private static readonly Func<float, long> I64F32S = x => Conversion.TruncF32ToI64S(x), I64F32U = x => Conversion.TruncF32ToI64U(x);
    private static readonly Func<double, long> I64F64S = x => Conversion.TruncF64ToI64S(x), I64F64U = x => Conversion.TruncF64ToI64U(x);
    private static readonly Func<float, int> SatI32F32S = Conversion.TruncSatF32ToI32S, SatI32F32U = Conversion.TruncSatF32ToI32U;
    private static readonly Func<double, int> SatI32F64S = Conversion.TruncSatF64ToI32S, SatI32F64U = Conversion.TruncSatF64ToI32U;
    private static readonly Func<float, long> SatI64F32S = Conversion.TruncSatF32ToI64S, SatI64F32U = Conversion.TruncSatF32ToI64U;
    private static readonly Func<double, long> SatI64F64S = Conversion.TruncSatF64ToI64S, SatI64F64U = Conversion.TruncSatF64ToI64U;

    private static readonly Truncation[] Truncations =
    [
        new("i32.trunc_f32_s", int.MinValue, int.MaxValue, true, x => I32F32S((float)x), x => SatI32F32S((float)x)),
        new("i32.trunc_f32_u", 0, uint.MaxValue, true, x => (uint)I32F32U((float)x), x => (uint)SatI32F32U((float)x)),
        new("i32.trunc_f64_s", int.MinValue, int.MaxValue, false, x => I32F64S(x), x => SatI32F64S(x)),
        new("i32.trunc_f64_u", 0, uint.MaxValue, false, x => (uint)I32F64U(x), x => (uint)SatI32F64U(x)),
        new("i64.trunc_f32_s", long.MinValue, long.MaxValue, true, x => I64F32S((float)x), x => SatI64F32S((float)x)),
        new("i64.trunc_f32_u", 0, ulong.MaxValue, true, x => (ulong)I64F32U((float)x), x => (ulong)SatI64F32U((float)x)),
        new("i64.trunc_f64_s", long.MinValue, long.MaxValue, false, x => I64F64S(x), x => SatI64F64S(x)),
        new("i64.trunc_f64_u", 0, ulong.MaxValue, false, x => (ulong)I64F64U(x), x => (ulong)SatI64F64U(x)),
    ];

    public static TheoryData<string> TruncationNames => [.. Truncations.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(TruncationNames))]
    public void A_truncation_gives_the_integer_or_traps(string name)
    {
        var truncation = Truncations.Single(t => t.Name == name);
        foreach (double x in truncation.IsFloat ? Samples.Floats.Select(x => (double)x) : Samples.Doubles)
        {
            if (Truncate(x) is { } whole && whole >= truncation.Minimum && whole <= truncation.Maximum)
            {
                Assert.True(whole == truncation.Trapping(x), $"{name} {x:R}: expected {whole}, got {truncation.Trapping(x)}");
            }
            else
            {
                var trap = Assert.Throws<TrapException>(() => truncation.Trapping(x));
                Assert.Equal(double.IsNaN(x) ? TrapKind.InvalidConversionToInteger : TrapKind.IntegerOverflow, trap.Kind);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TruncationNames))]
    public void A_saturating_truncation_gives_the_nearest_integer_there_is(string name)
    {
        var truncation = Truncations.Single(t => t.Name == name);
        foreach (double x in truncation.IsFloat ? Samples.Floats.Select(x => (double)x) : Samples.Doubles)
        {
            BigInteger expected = Saturate(x, truncation.Minimum, truncation.Maximum);
            Assert.True(expected == truncation.Saturating(x), $"{name} (saturating) {x:R}: expected {expected}, got {truncation.Saturating(x)}");
        }
    }

    [Fact]
    public void Constants_fold_to_what_the_processor_gives()
    {
        Assert.Equal(0, Conversion.TruncSatF32ToI32S(float.NaN));
        Assert.Equal(0, Conversion.TruncSatF64ToI64U(double.NaN));
        Assert.Equal(int.MaxValue, Conversion.TruncSatF64ToI32S(1e300));
        Assert.Equal(int.MinValue, Conversion.TruncSatF32ToI32S(float.NegativeInfinity));
        Assert.Equal(-1, Conversion.TruncSatF64ToI32U(4294967295.5));
        Assert.Equal(-1L, Conversion.TruncSatF32ToI64U(float.PositiveInfinity));
        Assert.Equal(0, Conversion.TruncSatF32ToI32U(-1f));
        Assert.Equal(0L, Conversion.TruncSatF64ToI64U(-1d));
        Assert.Equal(long.MaxValue, Conversion.TruncSatF32ToI64S(9223372036854775808f));
        Assert.Equal(-2147483648, Conversion.TruncF64ToI32S(-2147483648.9));
        Assert.Throws<TrapException>(() => Conversion.TruncF64ToI32S(double.NaN));
        Assert.Throws<TrapException>(() => Conversion.TruncF64ToI64U(-1.0));
        Assert.Equal(0L, Conversion.TruncF64ToI64U(-0.9));
    }

    [Fact]
    public void Unsigned_integers_are_rounded_once()
    {
        Func<int, float> f32I32 = Conversion.ConvertI32UToF32;
        Func<long, float> f32I64 = Conversion.ConvertI64UToF32;
        Func<int, double> f64I32 = Conversion.ConvertI32UToF64;
        Func<long, double> f64I64 = Conversion.ConvertI64UToF64;
        foreach (int x in Samples.Int32s)
        {
            Assert.Equal((float)Nearest((uint)x, 24), f32I32(x));
            Assert.Equal(Nearest((uint)x, 53), f64I32(x));
        }

        // Numbers one off a tie, at every size: where rounding to 53 bits first goes wrong.
        ulong[] halves = [0x8000_0080_0000_0000, 0x8000_0180_0000_0000, 0x8000_0000_0000_0400, 0x8000_0000_0000_0C00];
        var ties = Enumerable.Range(0, 41).SelectMany(shift => halves.Select(half => (long)(half >> shift)))
            .SelectMany(tie => new[] { tie - 1, tie, tie + 1 });
        foreach (long x in Samples.Int64s.Concat(Samples.Random64(2000)).Concat(ties))
        {
            Assert.True((float)Nearest((ulong)x, 24) == f32I64(x), $"f32.convert_i64_u {(ulong)x}: got {f32I64(x):R}");
            Assert.True(Nearest((ulong)x, 53) == f64I64(x), $"f64.convert_i64_u {(ulong)x}: got {f64I64(x):R}");
        }
    }

    [Fact]
    public void Conversions_that_the_table_leaves_to_CIL_are_rounded_once()
    {
        Func<long, float> f32I64 = x => x;
        Func<long, double> f64I64 = x => x;
        Func<double, float> demote = x => (float)x;
        foreach (long x in Samples.Int64s.Concat(Samples.Random64(2000)))
        {
            double sign = x < 0 ? -1 : 1;
            Assert.True((float)(sign * Nearest(BigInteger.Abs(x), 24)) == f32I64(x), $"f32.convert_i64_s {x}: got {f32I64(x):R}");
            Assert.True(sign * Nearest(BigInteger.Abs(x), 53) == f64I64(x), $"f64.convert_i64_s {x}: got {f64I64(x):R}");
        }

        double signaling = BitConverter.UInt64BitsToDouble(0x7FF4_0000_0000_0000);
        SameFloat(float.NaN, demote(signaling), "f32.demote_f64 snan", (float)signaling);
    }

    [Fact]
    public void Reinterpretation_keeps_every_bit()
    {
        foreach (float x in Samples.Floats)
        {
            Assert.Equal(Bits(x), (uint)Conversion.ReinterpretF32(x));
            Assert.Equal(Bits(x), Bits(Conversion.ReinterpretI32((int)Bits(x))));
        }

        foreach (double x in Samples.Doubles)
        {
            Assert.Equal(Bits(x), (ulong)Conversion.ReinterpretF64(x));
            Assert.Equal(Bits(x), Bits(Conversion.ReinterpretI64((long)Bits(x))));
        }
    }
}
