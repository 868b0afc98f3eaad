// Elements of lists that an adapter copies itself: such as are always values of their type, whatever bits they have.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components.Adapters;

/// <summary>How a piece of an element is moved.</summary>
internal enum PieceKind
{
    Bytes,
    F32,
    F64,
    F32x4,
    F64x2,
    Number,
}

/// <summary>A piece of an element.</summary>
/// <param name="Kind">How it is moved.</param>
/// <param name="Offset">Where it lies.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Number">What it is, when it is moved by what it is.</param>
internal readonly record struct ElementPiece(PieceKind Kind, int Offset, int Size, AdapterNumber? Number = null);

/// <summary>The elements of a list.</summary>
internal sealed class AdapterElement
{
    private const int MaximumPieces = 24;
    private const int MaximumSize = 4096;
    private const int MaximumSizeInPieces = 512;

    private readonly List<ElementPiece> _pieces = [];

    private AdapterElement(ValueLayout layout) => (Size, Alignment) = ((int)layout.Size, layout.Alignment);

    /// <summary>The bytes of one.</summary>
    public int Size { get; }

    /// <summary>The alignment of one.</summary>
    public int Alignment { get; }

    /// <summary>Its pieces; what lies between is not copied.</summary>
    public IReadOnlyList<ElementPiece> Pieces => _pieces;

    /// <summary>Whether all of its bytes are copied as they are.</summary>
    public bool IsWhole => _pieces.TrueForAll(piece => piece.Kind == PieceKind.Bytes) && _pieces.Sum(piece => piece.Size) == Size;

    /// <summary>Makes one.</summary>
    /// <param name="type">The type of the elements.</param>
    /// <returns>Null when they are not of that kind.</returns>
    public static AdapterElement? TryMake(ComponentValueType type)
    {
        var layout = ValueLayout.Of(type, is64: false);
        if (layout.Size > MaximumSize)
        {
            return null;
        }

        var element = new AdapterElement(layout);
        return element.TryAdd(type, 0) && (element.IsWhole || element.Size <= MaximumSizeInPieces) ? element : null;
    }

    private bool TryAdd(ComponentValueType type, long offset)
    {
        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.String or PrimitiveKind.Char or PrimitiveKind.ErrorContext }:
                return false;
            case PrimitiveType primitive:
                Add(primitive.Kind, (int)offset, (int)ValueLayout.Of(type, is64: false).Size);
                break;
            case FlagsType flags:
                _pieces.Add(new ElementPiece(PieceKind.Number, (int)offset, (int)ValueLayout.Of(type, is64: false).Size, AdapterNumber.Of(flags)));
                break;
            case RecordType record:
                return TryAddAll(record.Parts, offset);
            case TupleType tuple:
                return TryAddAll(tuple.Elements, offset);
            case ListType { Length: <= MaximumPieces } list:
                return TryAddAll(Enumerable.Repeat(list.Element, (int)list.Length), offset);
            default:
                return false;
        }

        return _pieces.Count <= MaximumPieces;
    }

    private bool TryAddAll(IEnumerable<ComponentValueType> parts, long offset)
    {
        var end = offset;
        foreach (var part in parts)
        {
            var layout = ValueLayout.Of(part, is64: false);
            end = ValueLayout.Align(end, layout.Alignment);
            if (!TryAdd(part, end))
            {
                return false;
            }

            end += layout.Size;
        }

        return true;
    }

    private void Add(PrimitiveKind kind, int offset, int size)
    {
        if (kind == PrimitiveKind.Bool)
        {
            _pieces.Add(new ElementPiece(PieceKind.Number, offset, size, AdapterNumber.Of(kind)));
            return;
        }

        var piece = new ElementPiece(kind == PrimitiveKind.F32 ? PieceKind.F32 : kind == PrimitiveKind.F64 ? PieceKind.F64 : PieceKind.Bytes, offset, size);
        _pieces.Add(piece);
        Merge(PieceKind.F64, 2, PieceKind.F64x2);
        Merge(PieceKind.F32, 4, PieceKind.F32x4);
        if (_pieces is [.., var before, var last] && before.Kind == PieceKind.Bytes && last.Kind == PieceKind.Bytes && before.Offset + before.Size == last.Offset)
        {
            _pieces[^2] = before with { Size = before.Size + last.Size };
            _pieces.RemoveAt(_pieces.Count - 1);
        }
    }

    // So many floats side by side are one vector.
    private void Merge(PieceKind kind, int count, PieceKind vector)
    {
        if (_pieces.Count < count)
        {
            return;
        }

        var first = _pieces[^count];
        for (var i = 0; i < count; i++)
        {
            var piece = _pieces[_pieces.Count - count + i];
            if (piece.Kind != kind || piece.Offset != first.Offset + (i * first.Size))
            {
                return;
            }
        }

        _pieces.RemoveRange(_pieces.Count - count, count);
        _pieces.Add(first with { Kind = vector, Size = count * first.Size });
    }
}
