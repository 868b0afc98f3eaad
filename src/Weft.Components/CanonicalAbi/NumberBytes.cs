// Types of nothing but numbers: they lie alike in all memories, so that bytes are copied, but for what lies between, which is nobody's business.
using System.Runtime.InteropServices;

namespace Weft.Components.CanonicalAbi;

/// <summary>The bytes of a type of numbers.</summary>
internal sealed class NumberBytes
{
    private readonly int _size;
    private readonly (int Offset, int Length)[] _runs;
    private readonly (int Offset, int Size)[] _floats;

    private readonly (int Offset, MoveKind Kind)[] _moves;
    private readonly (int Offset, MoveKind Kind)[] _floatMoves;

    // Whether nothing lies between, and the size of floats when there is nothing but floats of one size.
    private readonly bool _isWhole;
    private readonly int _allFloats;

    private NumberBytes(int size, (int Offset, int Length)[] runs, (int Offset, int Size)[] floats)
    {
        (_size, _runs, _floats) = (size, runs, floats);
        _isWhole = runs.Length == 1 && runs[0].Length == size;
        _moves = [.. MovesOf(runs, floats)];
        _floatMoves = [.. _moves.Where(move => move.Kind is MoveKind.Single or MoveKind.Double)];
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

    // Numbers among which something lies, or of which some are floats: the widest moves that there are, floats each by itself.
    private void CopyEach(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (_isWhole && _floats.Length == 0)
        {
            return;
        }

        for (; to.Length >= _size; from = from[_size..], to = to[_size..])
        {
            foreach (var (offset, kind) in _isWhole ? _floatMoves : _moves)
            {
                var source = from[offset..];
                var target = to[offset..];
                switch (kind)
                {
                    case MoveKind.Double:
                        MemoryMarshal.Write(target, Numbers.Canonical(MemoryMarshal.Read<double>(source)));
                        break;
                    case MoveKind.Eight:
                        MemoryMarshal.Write(target, MemoryMarshal.Read<ulong>(source));
                        break;
                    case MoveKind.Four:
                        MemoryMarshal.Write(target, MemoryMarshal.Read<uint>(source));
                        break;
                    case MoveKind.Single:
                        MemoryMarshal.Write(target, Numbers.Canonical(MemoryMarshal.Read<float>(source)));
                        break;
                    case MoveKind.Two:
                        MemoryMarshal.Write(target, MemoryMarshal.Read<ushort>(source));
                        break;
                    default:
                        target[0] = source[0];
                        break;
                }
            }
        }
    }

    private static IEnumerable<(int Offset, MoveKind Kind)> MovesOf((int Offset, int Length)[] runs, (int Offset, int Size)[] floats)
    {
        foreach (var (begin, length) in runs)
        {
            for (int at = begin, end = begin + length; at < end;)
            {
                var next = Array.Find(floats, number => number.Offset >= at && number.Offset < end) is { Size: > 0 } found ? found : (Offset: end, Size: 0);
                var (size, kind) = (next.Offset - at) switch
                {
                    0 => next.Size == sizeof(double) ? (sizeof(double), MoveKind.Double) : (sizeof(float), MoveKind.Single),
                    >= 8 => (8, MoveKind.Eight),
                    >= 4 => (4, MoveKind.Four),
                    >= 2 => (2, MoveKind.Two),
                    _ => (1, MoveKind.One),
                };
                yield return (at, kind);
                at += size;
            }
        }
    }

    private enum MoveKind
    {
        One,
        Two,
        Four,
        Eight,
        Single,
        Double,
    }
}
