// Types of nothing but numbers: they lie alike in all memories, so that bytes are copied, but for what lies between, which is nobody's business.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weft.Components.CanonicalAbi;

/// <summary>The bytes of a type of numbers.</summary>
internal sealed class NumberBytes
{
    private readonly int _size;
    private readonly (int Offset, int Length)[] _runs;
    private readonly (int Offset, int Size)[] _floats;

    // Whether nothing lies between, and the size of floats when there is nothing but floats of one size.
    private readonly bool _isWhole;
    private readonly int _allFloats;

    private NumberBytes(int size, (int Offset, int Length)[] runs, (int Offset, int Size)[] floats)
    {
        (_size, _runs, _floats) = (size, runs, floats);
        _isWhole = runs.Length == 1 && runs[0].Length == size;
        _allFloats = _isWhole && floats.Length > 0 && floats.Length * floats[0].Size == size && Array.TrueForAll(floats, number => number.Size == floats[0].Size) ? floats[0].Size : 0;
    }

    /// <summary>A number.</summary>
    public static NumberBytes Of(int size, bool isFloat) => new(size, [(0, size)], isFloat ? [(0, size)] : []);

    /// <summary>Values one after another.</summary>
    /// <param name="parts">The values and where they lie.</param>
    /// <param name="size">The bytes of all.</param>
    public static NumberBytes Of(IEnumerable<(NumberBytes Bytes, int Offset)> parts, int size)
    {
        var runs = new List<(int Offset, int Length)>();
        var floats = new List<(int Offset, int Size)>();
        foreach (var (bytes, offset) in parts)
        {
            foreach (var run in bytes._runs)
            {
                var begin = offset + run.Offset;
                if (runs.Count > 0 && runs[^1].Offset + runs[^1].Length == begin)
                {
                    runs[^1] = (runs[^1].Offset, runs[^1].Length + run.Length);
                }
                else
                {
                    runs.Add((begin, run.Length));
                }
            }

            floats.AddRange(bytes._floats.Select(number => (offset + number.Offset, number.Size)));
        }

        return new NumberBytes(size, [.. runs], [.. floats]);
    }

    /// <summary>Copies values one after another.</summary>
    public void Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (_isWhole)
        {
            from.CopyTo(to);
        }

        switch (_allFloats)
        {
            case sizeof(float):
                Numbers.Canonicalize(MemoryMarshal.Cast<byte, float>(to));
                break;
            case sizeof(double):
                Numbers.Canonicalize(MemoryMarshal.Cast<byte, double>(to));
                break;
            default:
                CopyEach(from, to);
                break;
        }
    }

    private void CopyEach(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (_isWhole && _floats.Length == 0)
        {
            return;
        }

        for (var at = 0; at < to.Length; at += _size)
        {
            foreach (var (offset, length) in _isWhole ? [] : _runs)
            {
                from.Slice(at + offset, length).CopyTo(to[(at + offset)..]);
            }

            foreach (var (offset, size) in _floats)
            {
                Canonicalize(to[(at + offset)..], size);
            }
        }
    }

    private static void Canonicalize(Span<byte> bytes, int size)
    {
        if (size == sizeof(float))
        {
            var number = BinaryPrimitives.ReadSingleLittleEndian(bytes);
            if (float.IsNaN(number))
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes, Numbers.Canonical(number));
            }
        }
        else
        {
            var number = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
            if (double.IsNaN(number))
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, Numbers.Canonical(number));
            }
        }
    }
}
