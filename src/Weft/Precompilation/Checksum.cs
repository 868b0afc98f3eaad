// A checksum that finds damage, as fast as memory is read. It is no protection against somebody who means to: that is what trust is for.
using System.Runtime.InteropServices;

namespace Weft.Precompilation;

/// <summary>A checksum of 64 bits.</summary>
internal static class Checksum
{
    private const ulong Factor = 0x9E3779B97F4A7C15;
    private const ulong Mixer = 0xD6E8FEB86659FD93;

    public static ulong Compute(ReadOnlySpan<byte> bytes)
    {
        // Four chains that do not wait for each other. Every step is a bijection of the chain, so that no single change is lost.
        var (a, b, c, d) = (Factor, Mixer, ~Factor, ~Mixer);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes[..(bytes.Length & ~31)]);
        for (var i = 0; i < words.Length; i += 4)
        {
            a = Rotate(a ^ words[i]) * Factor;
            b = Rotate(b ^ words[i + 1]) * Factor;
            c = Rotate(c ^ words[i + 2]) * Factor;
            d = Rotate(d ^ words[i + 3]) * Factor;
        }

        var sum = Mix(Mix(Mix(Mix((ulong)bytes.Length, a), b), c), d);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
        {
            sum = Mix(sum, rest);
        }

        return sum;
    }

    /// <summary>One checksum of two.</summary>
    public static ulong Combine(ulong first, ulong second) => Mix(Mix(Factor, first), second);

    // Not that of BitOperations: precompiled, the engine cannot inline what belongs to another assembly.
    private static ulong Rotate(ulong word) => (word << 29) | (word >> 35);

    private static ulong Mix(ulong sum, ulong word)
    {
        sum = (sum ^ word) * Mixer;
        return sum ^ (sum >> 32);
    }
}
