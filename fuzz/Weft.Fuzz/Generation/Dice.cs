// The only source of chance in generation: a small generator of our own, so that a seed means the same module on every runtime.
namespace Weft.Fuzz.Generation;

/// <summary>Repeatable random choices.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Mixes two numbers into a seed.</summary>
    public static ulong Mix(ulong left, ulong right)
    {
        var mixed = left ^ ((right + 0x9E37_79B9_7F4A_7C15) * 0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 up to, not including, <paramref name="limit"/>.</summary>
    public int Next(int limit) => (int)(Bits() % (ulong)limit);

    /// <summary>A number in a range, its upper end not included.</summary>
    public int Next(int low, int high) => low + Next(high - low);

    /// <summary>True once in <paramref name="times"/>; never when that is 0.</summary>
    public bool OneIn(int times) => times != 0 && Next(times) == 0;

    /// <summary>True that many times in a hundred.</summary>
    public bool Percent(int percent) => Next(100) < percent;

    /// <summary>One of a list.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>A generator of its own, so that what it decides does not shift what comes after.</summary>
    public Dice Fork() => new(Bits());
}
