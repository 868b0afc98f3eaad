// How adapters copy what strings and lists are made of: short ones in place, long ones at once.
using System.Runtime.Intrinsics;
using Weft.Wasm.Instructions;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components.Adapters;

/// <summary>Emits the copying of bytes.</summary>
internal static class AdapterCopy
{
    // What is longer is faster at once, in whatever way the engine has.
    private const int MaximumInPlace = 512;
    private const int VectorSize = 16;

    // Elements of few pieces are copied several at a time.
    private const int MaximumPiecesAtOnce = 8;
    private const long HighBits = unchecked((long)0x8080808080808080);

    private static readonly Vector128<byte> s_nans32 = Vector128.Create(0x7FC00000u).AsByte();
    private static readonly Vector128<byte> s_nans64 = Vector128.Create(0x7FF8000000000000ul).AsByte();

    /// <summary>Copies a string in UTF-8; what was copied is what is looked at.</summary>
    /// <param name="side">The direction.</param>
    /// <param name="from">A local with the address where it is.</param>
    /// <param name="to">One with the address where it goes.</param>
    /// <param name="length">One with the bytes.</param>
    public static void Text(AdapterSide side, int from, int to, int length)
    {
        var code = side.Code;
        var seen = code.Declare(CoreValue.I32);
        Bytes(side, from, to, length, seen);
        code.Get(seen);
        code.If();
        side.CheckText(to, length);
        code.End();
    }

    /// <summary>Copies the elements of a list.</summary>
    /// <param name="side">The direction.</param>
    /// <param name="from">A local with the address where they are.</param>
    /// <param name="to">One with the address where they go.</param>
    /// <param name="bytes">One with the bytes of all.</param>
    /// <param name="element">The elements.</param>
    public static void Elements(AdapterSide side, int from, int to, int bytes, AdapterElement element)
    {
        if (element.IsWhole)
        {
            Bytes(side, from, to, bytes, null);
            return;
        }

        var code = side.Code;
        var (source, target, left) = (code.Declare(CoreValue.I32), code.Declare(CoreValue.I32), code.Declare(CoreValue.I32));
        code.Get(from);
        code.Set(source);
        code.Get(to);
        code.Set(target);
        code.Get(bytes);
        code.Set(left);
        var several = MaximumPiecesAtOnce / element.Pieces.Count;
        if (several > 1)
        {
            Repeat(several);
        }

        Repeat(1);

        void Repeat(int count)
        {
            var size = count * element.Size;
            HasAtLeast(size);
            code.If();
            var next = code.Loop();
            for (var i = 0; i < count; i++)
            {
                foreach (var piece in element.Pieces)
                {
                    Piece(side, piece with { Offset = piece.Offset + (i * element.Size) }, source, target);
                }
            }

            Advance(code, target, size);
            Advance(code, source, size);
            Advance(code, left, -size);
            HasAtLeast(size);
            code.BranchIf(next);
            code.End();
            code.End();
        }

        void HasAtLeast(int size)
        {
            code.Get(left);
            code.Int(size);
            code.Do(Opcode.I32GeU);
        }
    }

    private static void Piece(AdapterSide side, ElementPiece piece, int source, int target)
    {
        var code = side.Code;
        switch (piece.Kind)
        {
            case PieceKind.Bytes:
                for (int at = piece.Offset, left = piece.Size; left > 0;)
                {
                    var (size, load, store) = left switch
                    {
                        >= VectorSize => (VectorSize, Opcode.V128Load, Opcode.V128Store),
                        >= 8 => (8, Opcode.I64Load, Opcode.I64Store),
                        >= 4 => (4, Opcode.I32Load, Opcode.I32Store),
                        >= 2 => (2, Opcode.I32Load16U, Opcode.I32Store16),
                        _ => (1, Opcode.I32Load8U, Opcode.I32Store8),
                    };
                    code.Get(target);
                    code.Get(source);
                    code.Access(load, side.Source, at);
                    code.Access(store, side.Target, at);
                    (at, left) = (at + size, left - size);
                }

                break;
            case PieceKind.F32x4 or PieceKind.F64x2:
                var vector = code.Declare(CoreValue.V128);
                code.Get(source);
                code.Access(Opcode.V128Load, side.Source, piece.Offset);
                code.Set(vector);
                code.Get(target);
                code.Get(vector);
                code.Vector(piece.Kind == PieceKind.F32x4 ? s_nans32 : s_nans64);
                code.Get(vector);
                code.Get(vector);
                code.Do(piece.Kind == PieceKind.F32x4 ? Opcode.F32x4Eq : Opcode.F64x2Eq);
                code.Do(Opcode.V128Bitselect);
                code.Access(Opcode.V128Store, side.Target, piece.Offset);
                break;
            default:
                var number = piece.Number ?? AdapterNumber.Of(piece.Kind == PieceKind.F32 ? PrimitiveKind.F32 : PrimitiveKind.F64);
                var local = code.Declare(number.Core);
                code.Get(source);
                code.Access(number.Load, side.Source, piece.Offset);
                code.Set(local);
                code.Get(target);
                number.LoadMoved(code, local);
                code.Access(number.Store, side.Target, piece.Offset);
                break;
        }
    }

    // Copies bytes; the local then is not zero if some of them are not ASCII, or were not looked at.
    private static void Bytes(AdapterSide side, int from, int to, int length, int? seen)
    {
        var code = side.Code;
        code.Get(length);
        code.Int(MaximumInPlace);
        code.Do(Opcode.I32GtU);
        code.If();
        code.Get(to);
        code.Get(from);
        code.Get(length);
        code.CopyBytes(side.Target, side.Source);
        if (seen is { } notSeen)
        {
            code.Int(1);
            code.Set(notSeen);
        }

        code.Else();
        IfAtLeast(code, length, VectorSize, () => Vectors(side, from, to, length, seen), () =>
            IfAtLeast(code, length, 8, () => Ends(side, from, to, length, 8, seen), () =>
                IfAtLeast(code, length, 4, () => Ends(side, from, to, length, 4, seen), () => Few(side, from, to, length, seen))));
        code.End();
    }

    private static void IfAtLeast(AdapterCode code, int length, int least, Action then, Action otherwise)
    {
        code.Get(length);
        code.Int(least);
        code.Do(Opcode.I32GeU);
        code.If();
        then();
        code.Else();
        otherwise();
        code.End();
    }

    // The first and the last vector, which may overlap, then what is between.
    private static void Vectors(AdapterSide side, int from, int to, int length, int? seen)
    {
        var code = side.Code;
        var (at, vector, all) = (code.Declare(CoreValue.I32), code.Declare(CoreValue.V128), code.Declare(CoreValue.V128));
        void Copy(Action<int> loadAddress, bool isFirst)
        {
            loadAddress(from);
            code.Access(Opcode.V128Load, side.Source);
            code.Set(vector);
            loadAddress(to);
            code.Get(vector);
            code.Access(Opcode.V128Store, side.Target);
            if (seen is not null)
            {
                code.Get(vector);
                if (!isFirst)
                {
                    code.Get(all);
                    code.Do(Opcode.V128Or);
                }

                code.Set(all);
            }
        }

        void LoadAt(int address)
        {
            code.Get(address);
            code.Get(at);
            code.Do(Opcode.I32Add);
        }

        Copy(code.Get, isFirst: true);
        code.Get(length);
        code.Int(VectorSize);
        code.Do(Opcode.I32Sub);
        code.Set(at);
        Copy(LoadAt, isFirst: false);
        code.Get(at);
        code.Int(VectorSize);
        code.Do(Opcode.I32GtU);
        code.If();
        var next = code.Loop();
        Advance(code, at, -VectorSize);
        Copy(LoadAt, isFirst: false);
        code.Get(at);
        code.Int(VectorSize);
        code.Do(Opcode.I32GtU);
        code.BranchIf(next);
        code.End();
        code.End();
        if (seen is { } local)
        {
            code.Get(all);
            code.Do(Opcode.I8x16Bitmask);
            code.Set(local);
        }
    }

    // The first and the last bytes, so many each, which may overlap.
    private static void Ends(AdapterSide side, int from, int to, int length, int size, int? seen)
    {
        var code = side.Code;
        var (load, store, type) = size == 8 ? (Opcode.I64Load, Opcode.I64Store, CoreValue.I64) : (Opcode.I32Load, Opcode.I32Store, CoreValue.I32);
        var (first, last) = (code.Declare(type), code.Declare(type));
        code.Get(from);
        code.Access(load, side.Source);
        code.Set(first);
        LoadEnd(from);
        code.Access(load, side.Source);
        code.Set(last);
        code.Get(to);
        code.Get(first);
        code.Access(store, side.Target);
        LoadEnd(to);
        code.Get(last);
        code.Access(store, side.Target);
        if (seen is { } local)
        {
            code.Get(first);
            code.Get(last);
            if (size == 8)
            {
                code.Do(Opcode.I64Or);
                code.Long(HighBits);
                code.Do(Opcode.I64And);
                code.Long(0);
                code.Do(Opcode.I64Ne);
            }
            else
            {
                code.Do(Opcode.I32Or);
                code.Int(unchecked((int)HighBits));
                code.Do(Opcode.I32And);
            }

            code.Set(local);
        }

        void LoadEnd(int address)
        {
            code.Get(address);
            code.Get(length);
            code.Do(Opcode.I32Add);
            code.Int(size);
            code.Do(Opcode.I32Sub);
        }
    }

    // Fewer than four.
    private static void Few(AdapterSide side, int from, int to, int length, int? seen)
    {
        var code = side.Code;
        var (left, value) = (code.Declare(CoreValue.I32), code.Declare(CoreValue.I32));
        code.Get(length);
        code.Set(left);
        if (seen is { } none)
        {
            code.Int(0);
            code.Set(none);
        }

        code.Get(left);
        code.If();
        var next = code.Loop();
        Advance(code, left, -1);
        LoadAt(from);
        code.Access(Opcode.I32Load8U, side.Source);
        code.Set(value);
        LoadAt(to);
        code.Get(value);
        code.Access(Opcode.I32Store8, side.Target);
        if (seen is { } local)
        {
            code.Get(value);
            code.Int(unchecked((byte)HighBits));
            code.Do(Opcode.I32And);
            code.Get(local);
            code.Do(Opcode.I32Or);
            code.Set(local);
        }

        code.Get(left);
        code.BranchIf(next);
        code.End();
        code.End();

        void LoadAt(int address)
        {
            code.Get(address);
            code.Get(left);
            code.Do(Opcode.I32Add);
        }
    }

    private static void Advance(AdapterCode code, int local, int step)
    {
        code.Get(local);
        code.Int(step);
        code.Do(Opcode.I32Add);
        code.Set(local);
    }
}
