// A call of a host function: arguments are taken from slots one after the other, results go back there.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Wasm;

namespace Weft.Runtime;

/// <summary>What a host function does with a call: takes the arguments in order, then gives the results in order.</summary>
internal delegate void HostCallback(ref HostFrame frame);

/// <summary>The slots of a call of a host function.</summary>
internal unsafe ref struct HostFrame
{
    private readonly ulong* _slots;
    private readonly Span<object?> _references;
    private readonly FunctionType _type;
    private int _taken;
    private int _given;
    private int _result;

    /// <summary>The slots hold the arguments, and have room for the results.</summary>
    public HostFrame(Caller caller, FunctionType type, ulong* slots, Span<object?> references)
    {
        Caller = caller;
        _type = type;
        _slots = slots;
        _references = references;
    }

    /// <summary>Who calls.</summary>
    public Caller Caller { get; }

    /// <summary>The signature.</summary>
    public readonly FunctionType Type => _type;

    /// <summary>The slots themselves.</summary>
    // SAFETY: the caller of the function has as many as its arguments or its results need, whichever are more.
    public readonly Span<ulong> GetSlots(int count) => new(_slots, count);

    /// <summary>The next argument; a <see cref="Weft.Caller"/> is none of them and always there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Take<T>()
    {
        // SAFETY: the signature was matched when the function was linked, so that there are as many slots as are taken.
        if (SlotConversion.IsNumber<T>())
        {
            return SlotConversion.FromBits<T>(_slots[_taken++]);
        }

        if (SlotConversion.IsVector<T>())
        {
            var vector = Vector128.Create(_slots[_taken], _slots[_taken + 1]).AsByte();
            _taken += 2;
            return Unsafe.BitCast<Vector128<byte>, T>(vector);
        }

        return typeof(T) == typeof(Caller) ? (T)(object)Caller : (T)_references[_taken++]!;
    }

    /// <summary>The next argument, without a static type.</summary>
    public Value TakeValue(ValueKind kind)
    {
        switch (kind)
        {
            case ValueKind.Ref:
                return Value.FromReference(_references[_taken++]);
            case ValueKind.V128:
                return Value.FromVector(Take<Vector128<byte>>());
            case ValueKind.I32 or ValueKind.F32:
                return Value.FromSlots(kind, (uint)_slots[_taken++]);
            default:
                return Value.FromSlots(kind, _slots[_taken++]);
        }
    }

    /// <summary>All results at once: one, or a tuple of several.</summary>
    /// <exception cref="ArgumentException">A reference is not of the type that the signature says, or is of another store.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Give<T>(T value)
    {
        if (SlotConversion.IsNumber<T>())
        {
            _slots[0] = SlotConversion.ToBits(value);
            return;
        }

        GiveSlowly(value);
    }

    /// <summary>The next result.</summary>
    /// <exception cref="ArgumentException">It is not of the type that the signature says, or is of another store.</exception>
    public void GiveValue(in Value value)
    {
        ReferenceChecks.Check(value, _type.Results[_result++], Caller.Store, "the result of the host function");
        switch (value.Kind)
        {
            case ValueKind.Ref:
                _references[_given++] = value.Reference;
                break;
            case ValueKind.V128:
                _slots[_given++] = value.Low;
                _slots[_given++] = value.High;
                break;
            default:
                _slots[_given++] = value.Low;
                break;
        }
    }

    private void GiveSlowly<T>(T value)
    {
        if (typeof(T).IsValueType && value is ITuple tuple)
        {
            for (var i = 0; i < tuple.Length; i++)
            {
                GiveValue(Untyped(tuple[i], _type.Results[i].Kind));
            }
        }
        else
        {
            GiveValue(Untyped(value, _type.Results[0].Kind));
        }
    }

    // The value of an object, where the signature has been matched with its static type.
    private static Value Untyped(object? value, ValueKind kind) => kind switch
    {
        ValueKind.I32 => value is int signed ? signed : Value.FromInt32((int)(uint)value!),
        ValueKind.I64 => value is long signed ? signed : Value.FromInt64((long)(ulong)value!),
        ValueKind.F32 => (float)value!,
        ValueKind.F64 => (double)value!,
        ValueKind.V128 => (Vector128<byte>)value!,
        _ => Value.FromReference(value),
    };
}
