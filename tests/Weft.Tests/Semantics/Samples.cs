// Operands for the tests of the semantics: edges of every type, and random ones that are the same in every run.

namespace Weft.Tests.Semantics;

internal static class Samples
{
    public static readonly int[] Int32s =
        [0, 1, -1, 2, -2, 7, 8, 31, 32, 33, 127, 128, 255, 256, -128, -129, 32767, 32768, -32768, 65535, 65536, int.MaxValue, int.MaxValue - 1,
         int.MinValue, int.MinValue + 1, 0x01234567, unchecked((int)0xABCD9876), 1 << 30, 0x00FFFFFF, 0x01000001, .. Random32(40)];

    public static readonly long[] Int64s =
        [0, 1, -1, 2, 31, 32, 63, 64, 65, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, long.MaxValue, long.MaxValue - 1, long.MinValue,
         long.MinValue + 1, 0x0123456789ABCDEF, unchecked((long)0xFEDCBA9876543210), 1L << 53, (1L << 53) + 1, 1L << 24, (1L << 24) + 1, .. Random64(40)];

    public static readonly float[] Floats =
        [.. new uint[]
         {
             0x0000_0000, 0x8000_0000, 0x0000_0001, 0x8000_0001, 0x007F_FFFF, 0x0080_0000, 0x7F7F_FFFF, 0xFF7F_FFFF, 0x7F80_0000, 0xFF80_0000,
             0x7FC0_0000, 0xFFC0_0000, 0x7FA0_0000, 0xFFA0_0000, 0x7F80_0001, 0xFFFF_FFFF, 0x7FC1_2345, 0x7F81_2345,
         }.Select(BitConverter.UInt32BitsToSingle),
         1, -1, 0.5f, -0.5f, 0.49999997f, -0.49999997f, 0.99999994f, -0.99999994f, 1.5f, -1.5f, 2.5f, -2.5f, 3.5f, 3.1415927f, 8388607.5f, 8388608, 8388609,
         -8388607.5f, 4194303.5f, 4194304.5f, 255.5f, 65535.9f, 1e10f, -1e10f, 1e30f,
         .. Around(2147483648f), .. Around(-2147483648f), .. Around(4294967296f), .. Around(9223372036854775808f), .. Around(-9223372036854775808f),
         .. Around(18446744073709551616f), .. Random32(60).Select(BitConverter.Int32BitsToSingle)];

    public static readonly double[] Doubles =
        [.. new ulong[]
         {
             0x0000_0000_0000_0000, 0x8000_0000_0000_0000, 0x0000_0000_0000_0001, 0x8000_0000_0000_0001, 0x000F_FFFF_FFFF_FFFF, 0x0010_0000_0000_0000,
             0x7FEF_FFFF_FFFF_FFFF, 0xFFEF_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000, 0x7FF8_0000_0000_0000, 0xFFF8_0000_0000_0000,
             0x7FF4_0000_0000_0000, 0xFFF4_0000_0000_0000, 0x7FF0_0000_0000_0001, 0xFFFF_FFFF_FFFF_FFFF, 0x7FF8_1234_5678_9ABC, 0x7FF0_1234_5678_9ABC,
         }.Select(BitConverter.UInt64BitsToDouble),
         1, -1, 0.5, -0.5, 0.49999999999999994, -0.49999999999999994, 0.9999999999999999, -0.9999999999999999, 1.5, -1.5, 2.5, -2.5, 3.5,
         3.141592653589793, 4503599627370495.5, 4503599627370496, 4503599627370497, -4503599627370495.5, 2251799813685247.5, 255.5, 1e10, -1e10, 1e300,
         2147483647.0, 2147483647.5, 2147483647.9999998, 2147483648.5, -2147483648.5, -2147483648.9999995, -2147483649.0, -2147483649.5, 4294967295.0,
         4294967295.5, 4294967295.9999995, 4294967296.5,
         .. Around(2147483648.0), .. Around(-2147483648.0), .. Around(-2147483649.0), .. Around(4294967296.0), .. Around(9223372036854775808.0),
         .. Around(-9223372036854775808.0), .. Around(18446744073709551616.0), .. Random64(60).Select(BitConverter.Int64BitsToDouble),
         .. Floats.Select(x => (double)x)];

    public static IEnumerable<int> Random32(int count)
    {
        var random = new Random(1234);
        return [.. Enumerable.Range(0, count).Select(_ => unchecked((int)random.NextInt64()))];
    }

    public static IEnumerable<long> Random64(int count)
    {
        var random = new Random(5678);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(long.MinValue, long.MaxValue))];
    }

    private static float[] Around(float x) => [x, MathF.BitIncrement(x), MathF.BitDecrement(x)];

    private static double[] Around(double x) => [x, Math.BitIncrement(x), Math.BitDecrement(x)];
}
