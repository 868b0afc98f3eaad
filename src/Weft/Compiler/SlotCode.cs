// Emits how values go between slots, as the interpreter and the host use them, and the evaluation stack.
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>Reads and writes slots in emitted code.</summary>
internal static class SlotCode
{
    /// <summary>How many slots a value takes.</summary>
    public static int SlotsOf(ValueKind kind) => kind == ValueKind.V128 ? 2 : 1;

    /// <summary>Emits the load of a slot.</summary>
    /// <param name="il">Where to emit.</param>
    /// <param name="kind">The kind of the value.</param>
    /// <param name="slot">The index of its slot.</param>
    /// <param name="loadSlots">Emits the load of the address of the first slot.</param>
    /// <param name="loadReferences">Emits the load of a reference to the first slot of references.</param>
    public static void Load(ILGenerator il, ValueKind kind, int slot, Action loadSlots, Action loadReferences)
    {
        if (kind == ValueKind.Ref)
        {
            loadReferences();
            AddOffset(il, checked(slot * Unsafe.SizeOf<object>()));
            il.Emit(OpCodes.Ldind_Ref);
        }
        else
        {
            loadSlots();
            AddOffset(il, checked(slot * sizeof(ulong)));
            il.Emit(OpCodes.Ldobj, ClrTypes.Of(kind));
        }
    }

    /// <summary>Emits the store of the value on the evaluation stack in a slot: narrow numbers fill it with zeros above.</summary>
    /// <inheritdoc cref="Load"/>
    public static void Store(ILGenerator il, ValueKind kind, int slot, Variables variables, Action loadSlots, Action loadReferences)
    {
        if (kind == ValueKind.F32)
        {
            il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.SingleToUInt32Bits))!);
        }

        if (kind is ValueKind.I32 or ValueKind.F32)
        {
            il.Emit(OpCodes.Conv_U8);
            kind = ValueKind.I64;
        }

        var value = variables.Rent(kind);
        variables.Save(value);
        if (kind == ValueKind.Ref)
        {
            loadReferences();
            AddOffset(il, checked(slot * Unsafe.SizeOf<object>()));
            variables.Load(value);
            il.Emit(OpCodes.Stind_Ref);
        }
        else
        {
            loadSlots();
            AddOffset(il, checked(slot * sizeof(ulong)));
            variables.Load(value);
            il.Emit(OpCodes.Stobj, ClrTypes.Of(kind));
        }

        variables.Release(kind, value);
    }

    private static void AddOffset(ILGenerator il, int bytes)
    {
        if (bytes != 0)
        {
            il.Emit(OpCodes.Ldc_I4, bytes);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
        }
    }
}
