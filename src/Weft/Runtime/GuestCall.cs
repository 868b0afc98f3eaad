// A typed call of a function by the host: arguments go to slots one after the other, the results come from there.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft.Runtime;

/// <summary>A call that is being prepared. The signature was matched when the delegate was made.</summary>
internal ref struct GuestCall
{
    private readonly Function _function;
    private readonly Span<ulong> _slots;
    private readonly object?[] _references;
    private int _slot;
    private int _parameter;

    /// <summary>A call with room for arguments and results.</summary>
    public GuestCall(Function function, Span<ulong> slots)
    {
        _function = function;
        _slots = slots;
        _references = function.Signature.HasReferences ? new object?[slots.Length] : [];
    }

    /// <summary>The next argument.</summary>
    /// <exception cref="ArgumentException">A reference is not of the type that the function takes, or is of another store.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Give<T>(T value)
    {
        if (SlotConversion.IsNumber<T>())
        {
            _slots[_slot++] = SlotConversion.ToBits(value);
        }
        else if (SlotConversion.IsVector<T>())
        {
            var vector = Unsafe.BitCast<T, Vector128<ulong>>(value);
            _slots[_slot++] = vector[0];
            _slots[_slot++] = vector[1];
        }
        else
        {
            ReferenceChecks.CheckReference(value, _function.Type.Parameters[_parameter], _function.Store, "an argument");
            _references[_slot++] = value;
        }

        _parameter++;
    }

    /// <summary>Runs the function.</summary>
    public readonly void Run() => _function.Store.Run(_function, _slots, _references);

    /// <summary>Runs the function; the result is its one result or a tuple of several.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T Run<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
    {
        Run();
        if (SlotConversion.IsNumber<T>())
        {
            return SlotConversion.FromBits<T>(_slots[0]);
        }

        if (SlotConversion.IsVector<T>())
        {
            return Unsafe.BitCast<Vector128<ulong>, T>(Vector128.Create(_slots[0], _slots[1]));
        }

        return typeof(T).IsValueType ? TakeTuple<T>() : (T)_references[0]!;
    }

    private readonly T TakeTuple<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
    {
        var types = HostType.Results(typeof(T));
        var values = new object?[types.Length];
        var slot = 0;
        for (var i = 0; i < types.Length; i++)
        {
            values[i] = TakeObject(types[i], ref slot);
        }

        return (T)Activator.CreateInstance(typeof(T), values)!;
    }

    private readonly object? TakeObject(Type type, ref int slot)
    {
        if (type == typeof(Vector128<byte>))
        {
            slot += 2;
            return Vector128.Create(_slots[slot - 2], _slots[slot - 1]).AsByte();
        }

        var at = slot++;
        if (HostType.IsReference(type))
        {
            return _references[at];
        }

        var bits = _slots[at];
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => (object)(int)bits,
            TypeCode.UInt32 => (object)(uint)bits,
            TypeCode.Int64 => (object)(long)bits,
            TypeCode.UInt64 => (object)bits,
            TypeCode.Single => (object)SlotConversion.FromBits<float>(bits),
            _ => (object)SlotConversion.FromBits<double>(bits),
        };
    }
}
