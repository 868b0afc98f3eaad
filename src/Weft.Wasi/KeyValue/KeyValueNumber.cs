// wasi:keyvalue: numbers that are incremented. They are decimal digits, as other stores have them, so that guests can read and write them too.

using System.Globalization;
using System.Text.Unicode;

namespace Weft.Wasi.KeyValue;

/// <summary>Values that are numbers.</summary>
internal static class KeyValueNumber
{
    /// <summary>Adds to a value.</summary>
    /// <param name="value">The value; null counts as 0.</param>
    /// <param name="delta">What is added.</param>
    /// <param name="sum">The sum.</param>
    /// <returns>The sum as a value.</returns>
    /// <exception cref="KeyValueException">The value is no number, or the sum is too large.</exception>
    public static byte[] Add(byte[]? value, long delta, out long sum)
    {
        long number = 0;
        if (value is not null && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            throw new KeyValueException("the value is not an integer");
        try
        {
            sum = checked(number + delta);
        }
        catch (OverflowException error)
        {
            throw new KeyValueException("the sum is too large", error);
        }
        Span<byte> digits = stackalloc byte[24];
        Utf8.TryWrite(digits, CultureInfo.InvariantCulture, $"{sum}", out int length);
        return digits[..length].ToArray();
    }
}
