// Strings and lists in the code of an adapter: a pointer and a length, and what they stand for.
using Weft.Components.CanonicalAbi;
using Weft.Wasm.Instructions;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components.Adapters;

/// <summary>A pointer and a length.</summary>
/// <param name="pointer">Where it begins.</param>
/// <param name="length">How long it is.</param>
/// <param name="isInside">Whether it is inside an element of a list.</param>
internal abstract class PointerValue(int pointer, int length, bool isInside) : AdapterValue
{
    public override int FlatCount => 2;

    public override bool NeedsCheck => true;

    /// <summary>Where it begins.</summary>
    protected int Pointer => pointer;

    /// <summary>How long it is.</summary>
    protected int Length => length;

    /// <summary>Whether it is inside an element of a list.</summary>
    protected bool IsInside => isInside;

    public override void MoveFlat(AdapterSide side, ReadOnlySpan<(int Local, CoreValue Type)> slots)
    {
        var (address, units) = Copy(side);
        Set(slots[0], address);
        Set(slots[1], units);

        void Set((int Local, CoreValue Type) slot, int value)
        {
            side.Code.Get(value);
            AdapterNumber.Widen(side.Code, CoreValue.I32, slot.Type);
            side.Code.Set(slot.Local);
        }
    }

    public override void MoveToMemory(AdapterSide side, int address, long offset)
    {
        var (copy, units) = Copy(side);
        side.Code.Get(address);
        side.Code.Get(copy);
        side.Code.Access(Opcode.I32Store, side.Target, offset);
        side.Code.Get(address);
        side.Code.Get(units);
        side.Code.Access(Opcode.I32Store, side.Target, offset + sizeof(uint));
    }

    /// <summary>Copies what it stands for: where it is now, and how long, in locals.</summary>
    protected abstract (int Address, int Length) Copy(AdapterSide side);

    /// <summary>Branches unless so many elements lie where they may.</summary>
    protected void CheckElements(AdapterSide side, int size, int alignment, bool isCounted, int otherwise)
    {
        var code = side.Code;
        side.CheckAlignment(pointer, alignment, otherwise);
        code.Get(length);
        code.Int(MaximumBytes / size);
        code.Do(Opcode.I32GtU);
        code.BranchIf(otherwise);
        side.CheckRange(
            side.Source,
            pointer,
            () =>
            {
                side.LoadWide(length);
                if (size > 1)
                {
                    code.Long(size);
                    code.Do(Opcode.I64Mul);
                }
            },
            otherwise);
        if (isCounted)
        {
            side.Count(() => LoadBytes(code, size), otherwise);
        }
    }

    /// <summary>The bytes of so many elements, in a local.</summary>
    protected int CountBytes(AdapterCode code, int size)
    {
        if (size == 1)
        {
            return length;
        }

        var bytes = code.Declare(CoreValue.I32);
        LoadBytes(code, size);
        code.Set(bytes);
        return bytes;
    }

    private void LoadBytes(AdapterCode code, int size)
    {
        code.Get(length);
        if (size > 1)
        {
            code.Int(size);
            code.Do(Opcode.I32Mul);
        }
    }
}

/// <summary>A string that both sides have in UTF-8.</summary>
internal sealed class TextValue(int pointer, int length, bool isInside) : PointerValue(pointer, length, isInside)
{
    public override void Check(AdapterSide side, int otherwise) => CheckElements(side, 1, 1, IsInside, otherwise);

    protected override (int Address, int Length) Copy(AdapterSide side)
    {
        var text = side.Allocate(Length, 1, StringLowering.Content);
        AdapterCopy.Text(side, Pointer, text, Length);
        return (text, Length);
    }
}

/// <summary>A string that is not in UTF-8 on both sides: the host copies it, and looks at it.</summary>
internal sealed class ForeignTextValue(int pointer, int length, bool isInside) : PointerValue(pointer, length, isInside)
{
    // The bit that may say which of two encodings it is.
    private const int LengthBits = int.MaxValue;

    // What a code unit takes at most when it is written.
    private const int BytesOfUnit = 4;

    public override void Check(AdapterSide side, int otherwise)
    {
        LoadUnits(side.Code);
        side.Code.Int(MaximumBytes / BytesOfUnit);
        side.Code.Do(Opcode.I32GtU);
        side.Code.BranchIf(otherwise);
        if (IsInside)
        {
            side.Count(
                () =>
                {
                    LoadUnits(side.Code);
                    side.Code.Int(BytesOfUnit);
                    side.Code.Do(Opcode.I32Mul);
                },
                otherwise);
        }
    }

    protected override (int Address, int Length) Copy(AdapterSide side) => side.CopyText(Pointer, Length);

    private void LoadUnits(AdapterCode code)
    {
        code.Get(Length);
        code.Int(LengthBits);
        code.Do(Opcode.I32And);
    }
}

/// <summary>A list whose elements are values whatever bits they have.</summary>
/// <param name="pointer">Where it begins.</param>
/// <param name="length">How many elements it has.</param>
/// <param name="isInside">Whether it is inside an element of a list.</param>
/// <param name="element">The elements.</param>
internal sealed class PlainListValue(int pointer, int length, bool isInside, AdapterElement element) : PointerValue(pointer, length, isInside)
{
    public override void Check(AdapterSide side, int otherwise) => CheckElements(side, element.Size, element.Alignment, IsInside, otherwise);

    protected override (int Address, int Length) Copy(AdapterSide side)
    {
        var bytes = CountBytes(side.Code, element.Size);
        var copy = side.Allocate(bytes, element.Alignment, "list content");
        AdapterCopy.Elements(side, Pointer, copy, bytes, element);
        return (copy, Length);
    }
}

/// <summary>
/// A list of anything else. All elements are looked at before anything happens, then read again to be copied: memories belong to one component, and
/// its code does not run in between.
/// </summary>
/// <param name="pointer">Where it begins.</param>
/// <param name="length">How many elements it has.</param>
/// <param name="isInside">Whether it is inside an element of a list.</param>
/// <param name="layout">How an element lies.</param>
/// <param name="needsCheck">Whether elements may be wrong.</param>
/// <param name="read">Reads the element at the address in a local: all of it, or only what may be wrong.</param>
internal sealed class ListValue(int pointer, int length, bool isInside, ValueLayout layout, bool needsCheck, Func<int, bool, AdapterValue> read)
    : PointerValue(pointer, length, isInside)
{
    public override void Check(AdapterSide side, int otherwise)
    {
        var code = side.Code;
        var size = (int)layout.Size;
        CheckElements(side, size, layout.Alignment, isCounted: true, otherwise);
        if (!needsCheck)
        {
            return;
        }

        var (at, end) = Begin(code, Pointer, size);
        var next = code.Loop();
        read(at, true).Check(side, otherwise);
        Advance(code, at, size);
        End(code, at, end, next);
    }

    protected override (int Address, int Length) Copy(AdapterSide side)
    {
        var code = side.Code;
        var size = (int)layout.Size;
        var copy = side.Allocate(CountBytes(code, size), layout.Alignment, "list content");
        var to = code.Declare(CoreValue.I32);
        code.Get(copy);
        code.Set(to);
        var (at, end) = Begin(code, Pointer, size);
        var next = code.Loop();
        var element = read(at, false);
        side.Enter(() =>
        {
            code.Get(to);
            code.Get(copy);
            code.Do(Opcode.I32Sub);
            code.Int(size);
            code.Do(Opcode.I32DivU);
        });
        element.MoveToMemory(side, to, 0);
        side.Leave();
        Advance(code, to, size);
        Advance(code, at, size);
        End(code, at, end, next);
        return (copy, Length);
    }

    private (int At, int End) Begin(AdapterCode code, int first, int size)
    {
        var (at, end) = (code.Declare(CoreValue.I32), code.Declare(CoreValue.I32));
        code.Get(first);
        code.Tee(at);
        code.Get(CountBytes(code, size));
        code.Do(Opcode.I32Add);
        code.Set(end);
        code.Get(Length);
        code.If();
        return (at, end);
    }

    private static void Advance(AdapterCode code, int local, int size)
    {
        code.Get(local);
        code.Int(size);
        code.Do(Opcode.I32Add);
        code.Set(local);
    }

    private static void End(AdapterCode code, int at, int end, int next)
    {
        code.Get(at);
        code.Get(end);
        code.Do(Opcode.I32Ne);
        code.BranchIf(next);
        code.End();
        code.End();
    }
}
