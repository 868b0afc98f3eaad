// i31 references (spec 4.2.9): 31-bit integers among the references.
namespace Weft;

/// <summary>A 31-bit integer as a reference (spec 2.3.3, <c>i31</c>). Two with the same value are the same reference.</summary>
public sealed class I31 : IEquatable<I31>
{
    private const int SmallMinimum = -128;
    private const int SmallCount = 1152;
    private static readonly I31[] s_small = CreateSmall();

    private readonly int _value;

    private I31(int value)
    {
        _value = value;
    }

    /// <summary>The value, sign-extended: <c>i31.get_s</c>.</summary>
    public int Signed => _value;

    /// <summary>The value, zero-extended: <c>i31.get_u</c>.</summary>
    public uint Unsigned => (uint)_value & 0x7FFF_FFFF;

    /// <summary>The reference of an integer: <c>ref.i31</c>.</summary>
    /// <param name="value">The integer; its highest bit is dropped.</param>
    public static I31 Create(int value)
    {
        value = value << 1 >> 1;
        var index = (uint)(value - SmallMinimum);
        return index < SmallCount ? s_small[index] : new I31(value);
    }

    /// <inheritdoc/>
    public bool Equals(I31? other) => other is not null && _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as I31);

    /// <inheritdoc/>
    public override int GetHashCode() => _value;

    /// <inheritdoc/>
    public override string ToString() => _value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static I31[] CreateSmall()
    {
        var small = new I31[SmallCount];
        for (var i = 0; i < small.Length; i++)
        {
            small[i] = new I31(i + SmallMinimum);
        }

        return small;
    }
}
