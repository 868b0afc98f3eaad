// Values in the code of an adapter: their core values are in locals, read once, so that nobody changes between looking and copying what was looked at.
// What can be looked at before anything happens is: whatever is wrong is left to the copiers, which say what it is.
using Weft.Components.Types;
using Weft.Wasm.Instructions;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components.Adapters;

/// <summary>A value whose core values are in locals.</summary>
internal abstract class AdapterValue
{
    /// <summary>Strings and lists that take more go the long way, which counts what a call takes.</summary>
    public const int MaximumBytes = 1 << 20;

    /// <summary>How many core values it has.</summary>
    public abstract int FlatCount { get; }

    /// <summary>Whether not everything is a value of its type.</summary>
    public virtual bool NeedsCheck => false;

    /// <summary>Branches when it is not one.</summary>
    /// <param name="side">The direction.</param>
    /// <param name="otherwise">Where to branch.</param>
    public virtual void Check(AdapterSide side, int otherwise)
    {
    }

    /// <summary>Moves it into locals.</summary>
    /// <param name="side">The direction.</param>
    /// <param name="slots">The locals and their types, from the one on that belongs to the value.</param>
    public abstract void MoveFlat(AdapterSide side, ReadOnlySpan<(int Local, CoreValue Type)> slots);

    /// <summary>Moves it into memory.</summary>
    /// <param name="side">The direction.</param>
    /// <param name="address">A local with an address.</param>
    /// <param name="offset">Where the value lies behind it.</param>
    public abstract void MoveToMemory(AdapterSide side, int address, long offset);
}

/// <summary>A number, a truth value, a character, flags.</summary>
/// <param name="number">Which.</param>
/// <param name="local">The core value.</param>
internal sealed class NumberValue(AdapterNumber number, int local) : AdapterValue
{
    public override int FlatCount => 1;

    public override bool NeedsCheck => number.Kind == PrimitiveKind.Char;

    public override void Check(AdapterSide side, int otherwise)
    {
        if (!NeedsCheck)
        {
            return;
        }

        var code = side.Code;
        code.Get(local);
        code.Int(0x110000);
        code.Do(Opcode.I32GeU);
        code.Get(local);
        code.Int(unchecked((int)0xFFFFF800));
        code.Do(Opcode.I32And);
        code.Int(0xD800);
        code.Do(Opcode.I32Eq);
        code.Do(Opcode.I32Or);
        code.BranchIf(otherwise);
    }

    public override void MoveFlat(AdapterSide side, ReadOnlySpan<(int Local, CoreValue Type)> slots)
    {
        number.LoadMoved(side.Code, local);
        AdapterNumber.Widen(side.Code, number.Core, slots[0].Type);
        side.Code.Set(slots[0].Local);
    }

    public override void MoveToMemory(AdapterSide side, int address, long offset)
    {
        side.Code.Get(address);
        number.LoadMoved(side.Code, local);
        side.Code.Access(number.Store, side.Target, offset);
    }
}

/// <summary>A handle: the host moves it, or says what is wrong with it.</summary>
/// <param name="type">Whether it is moved or lent, and what it is of.</param>
/// <param name="local">The core value.</param>
internal sealed class HandleValue(HandleType type, int local) : AdapterValue
{
    public override int FlatCount => 1;

    public override void MoveFlat(AdapterSide side, ReadOnlySpan<(int Local, CoreValue Type)> slots)
    {
        side.Code.Get(side.MoveHandle(type, local));
        AdapterNumber.Widen(side.Code, CoreValue.I32, slots[0].Type);
        side.Code.Set(slots[0].Local);
    }

    public override void MoveToMemory(AdapterSide side, int address, long offset)
    {
        var moved = side.MoveHandle(type, local);
        side.Code.Get(address);
        side.Code.Get(moved);
        side.Code.Access(Opcode.I32Store, side.Target, offset);
    }
}

/// <summary>Values one after another.</summary>
/// <param name="parts">The values.</param>
/// <param name="offsets">Where they lie.</param>
/// <param name="names">What messages call them; null when they have no names.</param>
internal sealed class SequenceValue(AdapterValue[] parts, long[] offsets, string[]? names) : AdapterValue
{
    public override int FlatCount { get; } = parts.Sum(part => part.FlatCount);

    public override bool NeedsCheck { get; } = Array.Exists(parts, part => part.NeedsCheck);

    public override void Check(AdapterSide side, int otherwise)
    {
        foreach (var part in parts)
        {
            part.Check(side, otherwise);
        }
    }

    public override void MoveFlat(AdapterSide side, ReadOnlySpan<(int Local, CoreValue Type)> slots)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            Enter(side, i);
            parts[i].MoveFlat(side, slots);
            Leave(side);
            slots = slots[parts[i].FlatCount..];
        }
    }

    public override void MoveToMemory(AdapterSide side, int address, long offset)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            Enter(side, i);
            parts[i].MoveToMemory(side, address, offset + offsets[i]);
            Leave(side);
        }
    }

    private void Enter(AdapterSide side, int part)
    {
        if (names is not null)
        {
            side.Enter(names[part]);
        }
    }

    private void Leave(AdapterSide side)
    {
        if (names is not null)
        {
            side.Leave();
        }
    }
}

/// <summary>A case and what it carries.</summary>
/// <param name="discriminant">How the discriminant lies in memory.</param>
/// <param name="local">The discriminant.</param>
/// <param name="cases">What the cases carry; null where they carry nothing.</param>
/// <param name="payloadOffset">Where it lies.</param>
internal sealed class CasesValue(AdapterNumber discriminant, int local, AdapterValue?[] cases, long payloadOffset) : AdapterValue
{
    public override int FlatCount { get; } = 1 + cases.Max(item => item?.FlatCount ?? 0);

    public override bool NeedsCheck => true;

    public override void Check(AdapterSide side, int otherwise)
    {
        var code = side.Code;
        code.Get(local);
        code.Int(cases.Length);
        code.Do(Opcode.I32GeU);
        code.BranchIf(otherwise);
        ForEach(side, item => item.NeedsCheck, item => item.Check(side, otherwise));
    }

    public override void MoveFlat(AdapterSide side, ReadOnlySpan<(int Local, CoreValue Type)> slots)
    {
        side.Code.Get(local);
        AdapterNumber.Widen(side.Code, CoreValue.I32, slots[0].Type);
        side.Code.Set(slots[0].Local);

        // What a case leaves is zero, as locals are that nobody has written.
        var payload = slots[1..].ToArray();
        ForEach(side, _ => true, item => item.MoveFlat(side, payload));
    }

    public override void MoveToMemory(AdapterSide side, int address, long offset)
    {
        side.Code.Get(address);
        side.Code.Get(local);
        side.Code.Access(discriminant.Store, side.Target, offset);
        ForEach(side, _ => true, item => item.MoveToMemory(side, address, offset + payloadOffset));
    }

    private void ForEach(AdapterSide side, Func<AdapterValue, bool> isWanted, Action<AdapterValue> emit)
    {
        for (var i = 0; i < cases.Length; i++)
        {
            if (cases[i] is { } item && isWanted(item))
            {
                side.Code.Get(local);
                side.Code.Int(i);
                side.Code.Do(Opcode.I32Eq);
                side.Code.If();
                emit(item);
                side.Code.End();
            }
        }
    }
}
