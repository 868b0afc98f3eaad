// A quick digest of memories: engines are compared by it after every call.
using System.Numerics;
using System.Runtime.InteropServices;
using Weft.Fuzz.Generation;

namespace Weft.Fuzz.Differential;

/// <summary>Digests of bytes; not against attackers.</summary>
internal static class Digest
{
    /// <summary>The digest of bytes that follow others.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong digest)
    {
        Span<ulong> lanes = [digest, 0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB];
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            lanes[0] = BitOperations.RotateLeft((lanes[0] ^ words[i]) * 0xFF51_AFD7_ED55_8CCD, 29);
            lanes[1] = BitOperations.RotateLeft((lanes[1] ^ words[i + 1]) * 0xC4CE_B9FE_1A85_EC53, 31);
            lanes[2] = BitOperations.RotateLeft((lanes[2] ^ words[i + 2]) * 0xFF51_AFD7_ED55_8CCD, 27);
            lanes[3] = BitOperations.RotateLeft((lanes[3] ^ words[i + 3]) * 0xC4CE_B9FE_1A85_EC53, 33);
        }

        var mixed = Dice.Mix(Dice.Mix(lanes[0], lanes[1]), Dice.Mix(lanes[2], lanes[3]));
        foreach (var rest in bytes[(i * 8)..])
        {
            mixed = (mixed ^ rest) * 0x100_0000_01B3;
        }

        return mixed;
    }
}
