// WASI preview 2: a hash under a secret key, SipHash-2-4 (Aumasson and Bernstein, 2012), for what guests may compare and must not look into. The
// hashes of System.Security.Cryptography would do, but loading their library takes longer than a small program runs.

using System.Numerics;
using System.Runtime.InteropServices;

namespace Weft.Wasi.Preview2.Filesystem;

/// <summary>Hashes under a key of its own.</summary>
internal sealed class SecretHash
{
    private readonly ulong _key0;
    private readonly ulong _key1;

    /// <summary>Makes a hash with a key that nobody knows.</summary>
    public SecretHash()
        : this(RandomKey(), RandomKey())
    {
    }

    /// <summary>Makes a hash with a key.</summary>
    public SecretHash(ulong key0, ulong key1) => (_key0, _key1) = (key0, key1);

    /// <summary>The hash of some words, as of their bytes in little-endian order.</summary>
    public ulong Of(ReadOnlySpan<ulong> words)
    {
        ulong v0 = _key0 ^ 0x736f6d6570736575, v1 = _key1 ^ 0x646f72616e646f6d, v2 = _key0 ^ 0x6c7967656e657261, v3 = _key1 ^ 0x7465646279746573;
        foreach (ulong word in words)
            Absorb(word, ref v0, ref v1, ref v2, ref v3);
        Absorb((ulong)words.Length * sizeof(ulong) << 56, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xff;
        for (int round = 0; round < 4; round++)
            Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    // The runtime makes these of the system's secure random numbers; six of the 128 bits are fixed.
    private static ulong RandomKey()
    {
        Guid guid = Guid.NewGuid();
        ReadOnlySpan<ulong> halves = MemoryMarshal.Cast<Guid, ulong>(new ReadOnlySpan<Guid>(in guid));
        return halves[0] ^ BitOperations.RotateLeft(halves[1], 32);
    }

    private static void Absorb(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v2 += v3;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
