// Second and further results of emitted functions: numbers and vectors in native slots that every instance of a store shares, references
// in an array of the machine. The caller takes them right after the call, so that one place serves all.
using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Weft.Interpreter;
using Weft.Runtime;
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Compiler;

/// <summary>Emits how results beyond the first are given and taken.</summary>
internal static class ResultSlots
{
    /// <summary>Emits what leaves only the first result on the evaluation stack, where all are, the last on top.</summary>
    /// <param name="il">Where to emit.</param>
    /// <param name="types">The types of the results.</param>
    /// <param name="variables">Where temporaries come from.</param>
    /// <param name="loadContext">Emits the load of an instance's context.</param>
    /// <param name="isStore">Whether it loads the store's context instead.</param>
    public static void EmitGive(
        ILGenerator il, ImmutableArray<ValueType> types, Variables variables, Action loadContext, bool isStore = false)
    {
        var slot = FunctionStub.SlotsOf(types.AsSpan());
        for (var i = types.Length - 1; i > 0; i--)
        {
            var kind = types[i].Kind;
            var value = variables.Rent(kind);
            slot -= SlotCode.SlotsOf(kind);
            variables.Save(value);
            if (kind == ValueKind.Ref)
            {
                variables.Load(value);
                il.Emit(OpCodes.Ldc_I4, i);
                loadContext();
                il.Emit(OpCodes.Call, SupportMethods.Find(isStore ? nameof(Support.GiveReferenceToStore) : nameof(Support.GiveReference)));
            }
            else
            {
                loadContext();
                LoadSlot(il, slot, isStore);
                variables.Load(value);
                il.Emit(OpCodes.Stobj, ClrTypes.Of(kind));
            }

            variables.Release(kind, value);
        }
    }

    /// <summary>Emits what puts a value where a result of its index would be.</summary>
    /// <param name="il">Where to emit.</param>
    /// <param name="types">The types of all values.</param>
    /// <param name="index">Which one.</param>
    /// <param name="loadValue">Emits the load of the value.</param>
    /// <param name="loadContext">Emits the load of an instance's context.</param>
    public static void EmitPut(ILGenerator il, ImmutableArray<ValueType> types, int index, Action loadValue, Action loadContext)
    {
        var kind = types[index].Kind;
        if (kind == ValueKind.Ref)
        {
            loadValue();
            il.Emit(OpCodes.Ldc_I4, index);
            loadContext();
            il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.GiveReference)));
            return;
        }

        loadContext();
        LoadSlot(il, FunctionStub.SlotsOf(types.AsSpan(0, index)));
        loadValue();
        il.Emit(OpCodes.Stobj, ClrTypes.Of(kind));
    }

    /// <summary>Emits the load of a result beyond the first.</summary>
    /// <param name="il">Where to emit.</param>
    /// <param name="types">The types of the results.</param>
    /// <param name="index">Which.</param>
    /// <param name="loadContext">Emits the load of an instance's context.</param>
    public static void EmitTake(ILGenerator il, ImmutableArray<ValueType> types, int index, Action loadContext)
    {
        if (types[index].Kind == ValueKind.Ref)
        {
            il.Emit(OpCodes.Ldc_I4, index);
            loadContext();
            il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.TakeReference)));
            return;
        }

        loadContext();
        LoadSlot(il, FunctionStub.SlotsOf(types.AsSpan(0, index)));
        il.Emit(OpCodes.Ldobj, ClrTypes.Of(types[index].Kind));
    }

    private static void LoadSlot(ILGenerator il, int slot, bool isStore = false)
    {
        il.Emit(
            OpCodes.Ldfld, isStore ? ContextFields.OfStore(nameof(StoreContext.Results)) : ContextFields.OfInstance(nameof(InstanceContext.Results)));
        if (slot != 0)
        {
            il.Emit(OpCodes.Ldc_I4, slot * Unsafe.SizeOf<ulong>());
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
        }
    }
}
