// Number and string literals.
using System.Globalization;
using System.Numerics;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Wasm.Tests.Text;

public sealed class LiteralTests
{
    [Theory]
    [InlineData("0x1p-149", 0x00000001u)]
    [InlineData("0x1p-150", 0x00000000u)] // a tie, to even
    [InlineData("0x1.000001p-150", 0x00000001u)]
    [InlineData("0x0.fffffffp-149", 0x00000001u)]
    [InlineData("0x1.fffffep-127", 0x00800000u)] // rounds up to the least normal number
    [InlineData("0x1.fffffcp-127", 0x007FFFFFu)]
    [InlineData("0x1.000001p0", 0x3F800000u)] // a tie, to even
    [InlineData("0x1.000003p0", 0x3F800002u)]
    [InlineData("0x1.00000100000000000000000000001p0", 0x3F800001u)]
    [InlineData("0x1.fffffep127", 0x7F7FFFFFu)]
    [InlineData("0x1.fffffeffffffffffffp127", 0x7F7FFFFFu)]
    [InlineData("0x10000000000000000000000000000000", 0x7d800000u)]
    [InlineData("0x0.00000000000000000000000000000000001p148", 0x43800000u)]
    [InlineData("0x0p9999999999999999999999", 0u)]
    [InlineData("0x1p-9999999999999999999999", 0u)]
    [InlineData("-0x0", 0x80000000u)]
    [InlineData("1e-45", 0x00000001u)]
    [InlineData("7.0064923216240853e-46", 0u)]
    [InlineData("7.0064923216240854e-46", 0x00000001u)]
    [InlineData("3.4028235e38", 0x7F7FFFFFu)]
    [InlineData("16777217", 0x4B800000u)]
    [InlineData("16777217.0000000000000000000000000000000000000000000000000000000000000000000000000000000001", 0x4B800001u)]
    [InlineData("1_0.0_1e0_1", 0x42C83333u)]
    [InlineData("0e99999999999999999999", 0u)]
    [InlineData("1e-99999999999999999999", 0u)]
    public void Floats_round_to_the_nearest(string literal, uint bits) => Assert.Equal(bits, F32(literal));

    [Fact]
    public void Long_decimals_are_exact()
    {
        Assert.Equal(BitConverter.DoubleToUInt64Bits(1.0), F64("0." + new string('0', 20_000) + "1e20001"));
        Assert.Equal(BitConverter.DoubleToUInt64Bits(1.0), F64("1" + new string('0', 20_000) + "e-20000"));
        Assert.Equal(0UL, F64(new string('0', 1000)));
        Assert.Equal(BitConverter.DoubleToUInt64Bits(double.Epsilon), F64("4.9406564584124654" + new string('0', 500) + "e-324"));

        // Half of the least subnormal number is a tie, whatever is added to it is not: 2^-1075 has 751 significant digits.
        var half = BigInteger.Pow(5, 1075).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(0UL, F64(half + "e-1075"));
        Assert.Equal(1UL, F64(half + new string('0', 300) + "1e-1376"));
        Assert.Equal(0UL, F64(half[..^1] + "4" + new string('9', 300) + "e-1375"));
    }

    [Theory]
    [InlineData("f32", "0x1.ffffffp127")]
    [InlineData("f32", "0x1p9999999999999999999")]
    [InlineData("f32", "3.4028236e38")]
    [InlineData("f32", "nan:0x800000")]
    [InlineData("f64", "1e309")]
    [InlineData("f64", "1e99999999999999999999")]
    [InlineData("f64", "0x1.fffffffffffff8p1023")]
    [InlineData("i32", "4294967296")]
    [InlineData("i32", "-2147483649")]
    [InlineData("i32", "99999999999999999999999999")]
    [InlineData("i64", "-9223372036854775809")]
    public void What_does_not_fit_is_out_of_range(string type, string literal)
    {
        var error = Assert.Throws<MalformedModuleException>(() => WatParser.Parse($"(global {type} ({type}.const {literal}))"));
        Assert.StartsWith("constant out of range", error.Reason);
    }

    [Fact]
    public void Random_hexadecimal_floats_agree_with_exact_arithmetic()
    {
        var random = new Random(20261124);
        for (var i = 0; i < 5_000; i++)
        {
            // mantissa * 2^exponent, with the mantissa's point moved to a random place, around the borders of both types.
            var digits = random.Next(1, 24);
            var mantissa = BigInteger.Zero;
            for (var d = 0; d < digits; d++)
            {
                mantissa = (mantissa << 4) | random.Next(3) switch { 0 => 0, 1 => 15, _ => random.Next(16) };
            }

            var isDouble = random.Next(2) == 0;
            var point = random.Next(digits);
            var text = mantissa.ToString("x", CultureInfo.InvariantCulture).TrimStart('0').PadLeft(digits, '0');
            var exponent = random.Next(4) == 0 ? random.Next(-4, 4) : isDouble ? random.Next(-1180, -900) : random.Next(-250, -50);
            var literal = $"0x{text[..(digits - point)]}.{text[(digits - point)..]}p{exponent}";
            Assert.Equal((literal, Nearest(mantissa, exponent - (4 * point), isDouble)), (literal, isDouble ? F64(literal) : F32(literal)));
        }
    }

    [Fact]
    public void Random_decimals_agree_with_dotnet()
    {
        var random = new Random(20261125);
        for (var i = 0; i < 5_000; i++)
        {
            var value = BitConverter.UInt64BitsToDouble((ulong)random.NextInt64() & 0x7FFF_FFFF_FFFF_FFFF);
            if (double.IsFinite(value))
            {
                Assert.Equal(BitConverter.DoubleToUInt64Bits(value), F64(value.ToString("r", CultureInfo.InvariantCulture)));
                // The same number with more digits than it needs takes the other way through the parser.
                Assert.Equal(BitConverter.DoubleToUInt64Bits(value), F64(value.ToString("e100", CultureInfo.InvariantCulture)));
            }
        }
    }

    [Fact]
    public void Strings_have_all_escapes()
    {
        var data = Assert.Single(WatParser.Parse("""(data "a\t\n\r\"\'\\\00\ff\u{e9}\u{1_F600}é" "b")""").Data);
        Assert.Equal("61090A0D22275C00FFC3A9F09F9880C3A962", Convert.ToHexString(data.Bytes.Span));
    }

    [Theory]
    [InlineData("(data \"\\u{d800}\")", "illegal escape")]
    [InlineData("(data \"\\u{110000}\")", "illegal escape")]
    [InlineData("(data \"\\u{}\")", "illegal escape")]
    [InlineData("(data \"\\q\")", "illegal escape")]
    [InlineData("(data \"\\0\")", "illegal escape")]
    [InlineData("(data \"a\nb\")", "unclosed string")]
    [InlineData("(data \"a\u0001b\")", "illegal control character")]
    [InlineData("(data \"a", "unclosed string")]
    public void Bad_strings_are_refused(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<MalformedModuleException>(() => WatParser.Parse(text)).Reason);

    private static ulong Nearest(BigInteger mantissa, int exponent, bool isDouble)
    {
        var precision = isDouble ? 53 : 24;
        var leastExponent = isDouble ? -1074 : -149;
        if (mantissa.IsZero)
        {
            return 0;
        }

        // The unit of the last place, then an exact division with a remainder.
        var unit = Math.Max((int)(mantissa.GetBitLength() - 1) + exponent - (precision - 1), leastExponent);
        var shift = exponent - unit;
        var numerator = shift >= 0 ? mantissa << shift : mantissa;
        var denominator = shift >= 0 ? BigInteger.One : BigInteger.One << -shift;
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        var twice = (remainder * 2).CompareTo(denominator);
        if (twice > 0 || (twice == 0 && !quotient.IsEven))
        {
            quotient += 1;
        }

        return isDouble
            ? BitConverter.DoubleToUInt64Bits(Math.ScaleB((double)quotient, unit))
            : BitConverter.SingleToUInt32Bits((float)Math.ScaleB((double)quotient, unit));
    }

    private static uint F32(string literal) => BitConverter.ToUInt32(Constant("f32", literal)[1..5]);

    private static ulong F64(string literal) => BitConverter.ToUInt64(Constant("f64", literal)[1..9]);

    private static ReadOnlySpan<byte> Constant(string type, string literal) =>
        Assert.Single(WatParser.Parse($"(global {type} ({type}.const {literal}))").Globals).Initializer.Bytes.Span;
}
