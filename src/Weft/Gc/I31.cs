// i31 references (spec 4.2.9): 31-bit integers among the references. Where I31Space exists, their addresses are their values; elsewhere
// they are objects with a field.
using System.Runtime.CompilerServices;
using Weft.Runtime;

namespace Weft;

/// <summary>A 31-bit integer as a reference (spec 2.3.3, <c>i31</c>). Two with the same value are the same reference.</summary>
public sealed class I31 : IEquatable<I31>
{
    private const int SmallMinimum = -32768;
    private const int SmallCount = 65536;

    // Made as they are asked for. Two threads may make one each: they are equal all the same.
    private static readonly I31?[] s_small = new I31?[SmallCount];

    private readonly int _value;

    private I31(int value)
    {
        _value = value;
    }

    /// <summary>The value, sign-extended: <c>i31.get_s</c>.</summary>
    public int Signed => I31Space.Exists ? I31Space.ValueOf(this) : _value;

    /// <summary>The value, zero-extended: <c>i31.get_u</c>.</summary>
    public uint Unsigned => (uint)Signed & 0x7FFF_FFFF;

    /// <summary>The reference of an integer: <c>ref.i31</c>.</summary>
    /// <param name="value">The integer; its highest bit is dropped.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I31 Create(int value)
    {
        if (I31Space.Exists)
        {
            return I31Space.At(value);
        }

        value = value << 1 >> 1;
        var small = s_small;
        var index = (uint)(value - SmallMinimum);
        return index < (uint)small.Length && small[index] is { } known ? known : Make(value);
    }

    /// <inheritdoc/>
    public bool Equals(I31? other) => other is not null && Signed == other.Signed;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as I31);

    /// <inheritdoc/>
    public override int GetHashCode() => Signed;

    /// <inheritdoc/>
    public override string ToString() => Signed.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static I31 Make(int value)
    {
        var made = new I31(value);
        var index = (uint)(value - SmallMinimum);
        if (index < SmallCount)
        {
            s_small[index] = made;
        }

        return made;
    }
}
