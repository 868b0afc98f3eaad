// Makes hostile inputs out of good ones. Everything follows from the seed of one generator, so that a failure can be repeated.
namespace Weft.Fuzz;

/// <summary>Mutates bytes: of binary modules and of texts.</summary>
internal sealed class Mutator(int seed)
{
    // Bytes that mean something in the binary format: section ids, type codes, LEB128 edges, opcodes and prefixes.
    private static readonly byte[] s_interestingBytes =
    [
        0x00, 0x01, 0x02, 0x03, 0x0B, 0x0C, 0x0D, 0x1F, 0x20, 0x40, 0x41, 0x4E, 0x50, 0x5E, 0x5F, 0x60, 0x63, 0x64, 0x6B, 0x6E, 0x6F, 0x70,
        0x7B, 0x7F, 0x80, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF,
    ];

    private static readonly byte[][] s_hugeNumbers =
    [
        [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x80, 0x80, 0x80, 0x80, 0x08], [0xFF, 0xFF, 0xFF, 0xFF, 0x07], [0xC0, 0x84, 0x3D],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
    ];

    private static readonly string[] s_textPieces =
    [
        "(", ")", "((", "(module", "(func", "(param i32)", "(result i64)", "(local $x f32)", "i32.const", "-1", "0x1p1023", "nan:0x1", "18446744073709551616",
        "$a", "$\"q\"", "\"", ";;", "(;", ";)", "(@", "(type 99999)", "(rec", "(sub", "(ref null 0)", "(memory 65536)", "(table 10000000 funcref)",
        "block", "loop", "end", "else", "br_table 0 0 0", "call 4294967295", "unreachable", "(then", "(elem", "(data", "\\00", "\uFFFD", "\t", "\n",
    ];

    private readonly Random _random = new(seed);

    /// <summary>One to eight changes of a binary module.</summary>
    /// <param name="input">A good module.</param>
    /// <param name="donor">Another, for splicing.</param>
    public byte[] MutateBinary(byte[] input, byte[] donor)
    {
        var bytes = new List<byte>(input);

        // A change of length breaks the size of its section, so most inputs keep theirs and get further than the reader.
        var keepsLength = _random.Next(4) != 0;
        for (var changes = 1 + (int)Math.Sqrt(_random.Next(keepsLength ? 16 : 64)); changes > 0; changes--)
        {
            Change(bytes, donor, keepsLength ? 3 : 9);
        }

        return [.. bytes];
    }

    /// <summary>One to eight changes of a text.</summary>
    /// <param name="input">A good text, in UTF-8.</param>
    /// <param name="donor">Another, for splicing.</param>
    public byte[] MutateText(byte[] input, byte[] donor)
    {
        var bytes = new List<byte>(input);
        for (var changes = _random.Next(1, 9); changes > 0; changes--)
        {
            if (_random.Next(3) == 0)
            {
                Change(bytes, donor);
                continue;
            }

            var piece = System.Text.Encoding.UTF8.GetBytes(s_textPieces[_random.Next(s_textPieces.Length)]);
            var at = _random.Next(bytes.Count + 1);
            if (_random.Next(2) == 0)
            {
                bytes.RemoveRange(at, Math.Min(_random.Next(12), bytes.Count - at));
            }

            for (var repeat = _random.Next(20) == 0 ? _random.Next(2000) : 1; repeat > 0 && bytes.Count < 1 << 20; repeat--)
            {
                bytes.InsertRange(at, piece);
            }
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] donor, int kinds = 9)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)_random.Next(256));
            return;
        }

        // Most changes stay behind the magic number and version, or nothing else would be tried.
        var low = bytes.Count > 8 && _random.Next(20) != 0 ? 8 : 0;
        var at = _random.Next(low, bytes.Count);
        switch (_random.Next(kinds))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes[at] = s_interestingBytes[_random.Next(s_interestingBytes.Length)];
                break;
            case 3:
                bytes.Insert(at, s_interestingBytes[_random.Next(s_interestingBytes.Length)]);
                break;
            case 4:
                bytes.RemoveRange(at, Math.Min(_random.Next(1, 8), bytes.Count - at));
                break;
            case 5:
                var number = s_hugeNumbers[_random.Next(s_hugeNumbers.Length)];
                bytes.RemoveAt(at);
                bytes.InsertRange(at, number);
                break;
            case 6:
                bytes.RemoveRange(at, _random.Next(4) == 0 ? bytes.Count - at : 0);
                break;
            case 7 when donor.Length > 0:
                var from = _random.Next(donor.Length);
                bytes.InsertRange(at, donor.AsSpan(from, Math.Min(_random.Next(1, 64), donor.Length - from)).ToArray());
                break;
            default:
                var length = Math.Min(_random.Next(1, 32), bytes.Count - at);
                var copy = bytes.GetRange(at, length);
                bytes.InsertRange(_random.Next(low, bytes.Count + 1), copy);
                break;
        }
    }
}
