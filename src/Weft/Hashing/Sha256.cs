// SHA-256 (FIPS 180-4), which says what a file holds: names of cached code, and whether a precompiled file holds what it says. .NET's own needs OpenSSL on Linux: loading
// that takes longer than hashing a small module, and where there is none, as in small containers, the process is ended. Compiled into Weft and Weft.Wasi.
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Weft.Hashing;

/// <summary>Hashes of contents.</summary>
internal static class Sha256
{
    /// <summary>The bytes of a hash.</summary>
    public const int Size = 32;

    // From where on the library is worth its loading: it is some times faster, with the processor's instructions for it.
    private const int LeastForLibrary = 4 << 20;

    private const int BlockSize = 64;
    private const int Rounds = 64;

    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    private static ReadOnlySpan<uint> Constants =>
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
        0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
        0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
        0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
        0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
        0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ];

    // The same of the square roots of the first 8.
    private static ReadOnlySpan<uint> Start =>
        [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];

    private static readonly Lazy<bool> s_hasLibrary = new(HasLibrary);

    /// <summary>The hash of some bytes.</summary>
    public static byte[] Compute(ReadOnlySpan<byte> content) =>
        content.Length >= LeastForLibrary && s_hasLibrary.Value ? SHA256.HashData(content) : ComputeManaged(content);

    /// <summary>The same without a library.</summary>
    internal static byte[] ComputeManaged(ReadOnlySpan<byte> content)
    {
        Span<uint> state = stackalloc uint[8];
        Start.CopyTo(state);
        var whole = content.Length - (content.Length % BlockSize);
        Add(content[..whole], state);

        // A bit behind the content, and its length in bits at the end of the last block.
        Span<byte> last = stackalloc byte[2 * BlockSize];
        last.Clear();
        var rest = content[whole..];
        rest.CopyTo(last);
        last[rest.Length] = 0x80;
        last = last[..(rest.Length + 1 + sizeof(ulong) <= BlockSize ? BlockSize : 2 * BlockSize)];
        BinaryPrimitives.WriteUInt64BigEndian(last[^sizeof(ulong)..], (ulong)content.Length * 8);
        Add(last, state);

        var hash = new byte[Size];
        for (var i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(i * sizeof(uint)), state[i]);
        }

        return hash;
    }

    private static void Add(ReadOnlySpan<byte> blocks, Span<uint> state)
    {
        Span<uint> words = stackalloc uint[Rounds];
        var constants = Constants;
        for (; !blocks.IsEmpty; blocks = blocks[BlockSize..])
        {
            for (var i = 0; i < 16; i++)
            {
                words[i] = BinaryPrimitives.ReadUInt32BigEndian(blocks[(i * sizeof(uint))..]);
            }

            for (var i = 16; i < Rounds; i++)
            {
                var (near, far) = (words[i - 2], words[i - 15]);
                words[i] = words[i - 16] + words[i - 7]
                    + (BitOperations.RotateRight(far, 7) ^ BitOperations.RotateRight(far, 18) ^ (far >> 3))
                    + (BitOperations.RotateRight(near, 17) ^ BitOperations.RotateRight(near, 19) ^ (near >> 10));
            }

            var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
            for (var i = 0; i < Rounds; i++)
            {
                var first = h + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25))
                    + ((e & f) ^ (~e & g)) + constants[i] + words[i];
                var second = (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
                (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
            }

            state[0] += a;
            state[1] += b;
            state[2] += c;
            state[3] += d;
            state[4] += e;
            state[5] += f;
            state[6] += g;
            state[7] += h;
        }
    }

    // Whether .NET's own can be called without the end of the process.
    private static bool HasLibrary() =>
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
        || NativeLibrary.TryLoad("libssl.so.3", out _) || NativeLibrary.TryLoad("libssl.so.1.1", out _);
}
