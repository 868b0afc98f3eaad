// Floating-point instructions against a reference on bits.

using Weft.Semantics;
using Xunit;
using static Weft.Tests.Semantics.Reference;

namespace Weft.Tests.Semantics;

public sealed class FloatTests
{
    [Fact]
    public void Signs_change_on_any_bits()
    {
        Func<float, float> abs32 = Float.Abs32;
        Func<double, double> abs64 = Float.Abs64;
        Func<float, float, float> copysign32 = Float.Copysign32;
        Func<double, double, double> copysign64 = Float.Copysign64;
        foreach (float a in Samples.Floats)
        {
            Assert.Equal(Bits(a) & 0x7FFF_FFFF, Bits(abs32(a)));
            foreach (float b in Samples.Floats)
            {
                Assert.Equal((Bits(a) & 0x7FFF_FFFF) | (Bits(b) & 0x8000_0000), Bits(copysign32(a, b)));
            }
        }

        foreach (double a in Samples.Doubles)
        {
            Assert.Equal(Bits(a) & 0x7FFF_FFFF_FFFF_FFFF, Bits(abs64(a)));
            foreach (double b in Samples.Doubles)
            {
                Assert.Equal((Bits(a) & 0x7FFF_FFFF_FFFF_FFFF) | (Bits(b) & 0x8000_0000_0000_0000), Bits(copysign64(a, b)));
            }
        }
    }

    [Fact]
    public void The_negation_that_the_table_leaves_to_CIL_flips_the_sign_of_any_bits()
    {
        Func<float, float> neg32 = x => -x;
        Func<double, double> neg64 = x => -x;
        Assert.All(Samples.Floats, x => Assert.Equal(Bits(x) ^ 0x8000_0000, Bits(neg32(x))));
        Assert.All(Samples.Doubles, x => Assert.Equal(Bits(x) ^ 0x8000_0000_0000_0000, Bits(neg64(x))));
    }

    [Fact]
    public void Rounding_keeps_the_sign_of_zero_and_quiets_NaN()
    {
        foreach (var (rounding, name, f32, f64) in new (Rounding, string, Func<float, float>, Func<double, double>)[]
        {
            (Rounding.Ceiling, "ceil", Float.Ceil32, Float.Ceil64),
            (Rounding.Floor, "floor", Float.Floor32, Float.Floor64),
            (Rounding.Truncate, "trunc", Float.Trunc32, Float.Trunc64),
            (Rounding.NearestEven, "nearest", Float.Nearest32, Float.Nearest64),
        })
        {
            foreach (float x in Samples.Floats)
            {
                SameFloat(Round(x, rounding), f32(x), $"f32.{name} {x:R} (0x{Bits(x):X8})", x);
            }

            foreach (double x in Samples.Doubles)
            {
                SameDouble(Round(x, rounding), f64(x), $"f64.{name} {x:R} (0x{Bits(x):X16})", x);
            }
        }
    }

    [Fact]
    public void Square_roots_are_correctly_rounded()
    {
        Func<float, float> sqrt32 = Float.Sqrt32;
        Func<double, double> sqrt64 = Float.Sqrt64;
        foreach (float x in Samples.Floats)
        {
            // The double's square root, rounded again, is the float's: 53 bits are more than twice 24 and two more.
            SameFloat((float)Math.Sqrt(x), sqrt32(x), $"f32.sqrt 0x{Bits(x):X8}", x);
        }

        SameDouble(double.NaN, sqrt64(-1), "f64.sqrt -1");
        SameDouble(-0.0, sqrt64(-0.0), "f64.sqrt -0");
        SameDouble(double.PositiveInfinity, sqrt64(double.PositiveInfinity), "f64.sqrt inf");
        SameDouble(3, sqrt64(9), "f64.sqrt 9");
        SameDouble(1.4142135623730951, sqrt64(2), "f64.sqrt 2");
        double signaling = BitConverter.UInt64BitsToDouble(0x7FF4_0000_0000_0000);
        SameDouble(double.NaN, sqrt64(signaling), "f64.sqrt snan", signaling);
    }

    [Fact]
    public void Minimum_and_maximum_order_zeros_and_spread_NaN()
    {
        Func<float, float, float> min32 = Float.Min32, max32 = Float.Max32;
        Func<double, double, double> min64 = Float.Min64, max64 = Float.Max64;
        foreach (float a in Samples.Floats)
        {
            foreach (float b in Samples.Floats)
            {
                SameFloat(Min(a, b), min32(a, b), $"f32.min 0x{Bits(a):X8} 0x{Bits(b):X8}", a, b);
                SameFloat(Max(a, b), max32(a, b), $"f32.max 0x{Bits(a):X8} 0x{Bits(b):X8}", a, b);
            }
        }

        foreach (double a in Samples.Doubles)
        {
            foreach (double b in Samples.Doubles)
            {
                SameDouble(Min(a, b), min64(a, b), $"f64.min 0x{Bits(a):X16} 0x{Bits(b):X16}", a, b);
                SameDouble(Max(a, b), max64(a, b), $"f64.max 0x{Bits(a):X16} 0x{Bits(b):X16}", a, b);
            }
        }
    }

    [Fact]
    public void Constants_fold_to_what_the_processor_gives()
    {
        float signaling32 = BitConverter.UInt32BitsToSingle(0x7FA0_0000);
        double signaling64 = BitConverter.UInt64BitsToDouble(0x7FF4_0000_0000_0000);
        SameFloat(-0f, Float.Min32(0f, -0f), "f32.min 0 -0");
        SameFloat(-0f, Float.Min32(-0f, 0f), "f32.min -0 0");
        SameFloat(0f, Float.Max32(0f, -0f), "f32.max 0 -0");
        SameFloat(0f, Float.Max32(-0f, 0f), "f32.max -0 0");
        SameFloat(float.NaN, Float.Min32(signaling32, 1f), "f32.min snan 1", signaling32);
        SameFloat(float.NaN, Float.Max32(1f, signaling32), "f32.max 1 snan", signaling32);
        SameFloat(float.NaN, Float.Ceil32(signaling32), "f32.ceil snan", signaling32);
        SameFloat(float.NaN, Float.Nearest32(signaling32), "f32.nearest snan", signaling32);
        SameFloat(-0f, Float.Ceil32(-0.5f), "f32.ceil -0.5");
        SameFloat(-0f, Float.Nearest32(-0.5f), "f32.nearest -0.5");
        SameDouble(-0d, Float.Min64(0d, -0d), "f64.min 0 -0");
        SameDouble(0d, Float.Max64(-0d, 0d), "f64.max -0 0");
        SameDouble(double.NaN, Float.Min64(signaling64, 1d), "f64.min snan 1", signaling64);
        SameDouble(double.NaN, Float.Max64(1d, signaling64), "f64.max 1 snan", signaling64);
        SameDouble(double.NaN, Float.Floor64(signaling64), "f64.floor snan", signaling64);
        SameDouble(-0d, Float.Trunc64(-0.5), "f64.trunc -0.5");
    }
}
