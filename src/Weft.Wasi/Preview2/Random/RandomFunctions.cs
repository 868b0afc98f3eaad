// WASI preview 2: wasi:random. What may be insecure comes from the same source.

using System.Runtime.InteropServices;

namespace Weft.Wasi.Preview2.Random;

/// <summary>The functions of <c>wasi:random</c>.</summary>
internal sealed class RandomFunctions(WasiContext context) : WasiPreview2.IRandom, WasiPreview2.IInsecure, WasiPreview2.IInsecureSeed
{
    // More at once is no honest wish, and would be an array of the host's for it.
    private const ulong MaximumLength = 64 << 20;

    /// <inheritdoc/>
    public byte[] GetRandomBytes(ulong len)
    {
        if (len > MaximumLength)
            throw new TrapException(TrapKind.AllocationFailed, $"{len} random bytes at once, where {MaximumLength} are given");
        byte[] bytes = new byte[len];
        context.FillRandom(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public ulong GetRandomU64()
    {
        ulong number = 0;
        context.FillRandom(MemoryMarshal.AsBytes(new Span<ulong>(ref number)));
        return number;
    }

    /// <inheritdoc/>
    public byte[] GetInsecureRandomBytes(ulong len) => GetRandomBytes(len);

    /// <inheritdoc/>
    public ulong GetInsecureRandomU64() => GetRandomU64();

    /// <inheritdoc/>
    public (ulong, ulong) InsecureSeed() => (GetRandomU64(), GetRandomU64());
}
