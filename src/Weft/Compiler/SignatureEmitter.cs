// Emits the code of a function type: how the slots of the interpreter and of the host become arguments of compiled code, and the other way
// round. It names nothing of a process, so that it may be emitted for others.
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>Emits what <see cref="SignatureCode"/> uses.</summary>
/// <param name="type">The function type.</param>
/// <param name="form">What the code is made for.</param>
internal sealed unsafe class SignatureEmitter(FunctionType type, CodeForm form)
{
    /// <summary>Emits the methods into a type.</summary>
    /// <returns>The methods, by <see cref="SignaturePart"/>.</returns>
    public MethodBuilder[] Emit(TypeBuilder builder) => [EmitBridge(builder), EmitThunk(builder), EmitSafeThunk(builder)];

    private MethodBuilder EmitBridge(TypeBuilder builder)
    {
        var method = CodeAssembly.DefineMethod(
            builder, nameof(SignaturePart.Bridge), typeof(void), [typeof(nint), ClrTypes.Context, typeof(ulong*), typeof(object).MakeByRefType()], form);
        var il = method.GetILGenerator();
        var variables = new Variables(il);
        var slot = 0;
        foreach (var parameter in type.Parameters)
        {
            SlotCode.Load(il, parameter.Kind, slot, () => il.Emit(OpCodes.Ldarg_2), () => il.Emit(OpCodes.Ldarg_3));
            slot += SlotCode.SlotsOf(parameter.Kind);
        }

        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_0);
        CompiledCalls.Emit(il, type);
        slot = 0;
        for (var i = 0; i < type.Results.Length; i++)
        {
            if (i > 0)
            {
                ResultSlots.EmitTake(il, type.Results, i, () => il.Emit(OpCodes.Ldarg_1));
            }

            SlotCode.Store(il, type.Results[i].Kind, slot, variables, () => il.Emit(OpCodes.Ldarg_2), () => il.Emit(OpCodes.Ldarg_3));
            slot += SlotCode.SlotsOf(type.Results[i].Kind);
        }

        il.Emit(OpCodes.Ret);
        return method;
    }

    private MethodBuilder EmitThunk(TypeBuilder builder)
    {
        var parameters = type.Parameters.Length;
        var signature = new FunctionSignature(type);
        var method = DefineThunk(builder, nameof(SignaturePart.Thunk));
        var il = method.GetILGenerator();
        var variables = new Variables(il);
        var slots = il.DeclareLocal(typeof(ulong*));
        var references = il.DeclareLocal(typeof(object[]));
        if (signature.SlotCount != 0)
        {
            il.Emit(OpCodes.Ldc_I4, signature.SlotCount * sizeof(ulong));
            il.Emit(OpCodes.Conv_U);
            il.Emit(OpCodes.Localloc);
            il.Emit(OpCodes.Stloc, slots);
        }

        if (signature.HasReferences)
        {
            il.Emit(OpCodes.Ldc_I4, signature.SlotCount);
            il.Emit(OpCodes.Newarr, typeof(object));
            il.Emit(OpCodes.Stloc, references);
        }

        void LoadSlots() => il.Emit(OpCodes.Ldloc, slots);
        void LoadReferences()
        {
            il.Emit(OpCodes.Ldloc, references);
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Ldelema, typeof(object));
        }

        var slot = 0;
        for (var i = 0; i < parameters; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)i);
            SlotCode.Store(il, type.Parameters[i].Kind, slot, variables, LoadSlots, LoadReferences);
            slot += SlotCode.SlotsOf(type.Parameters[i].Kind);
        }

        il.Emit(OpCodes.Ldarg, (short)parameters);
        il.Emit(OpCodes.Ldloc, slots);
        il.Emit(OpCodes.Ldc_I4, signature.SlotCount);
        il.Emit(OpCodes.Ldloc, references);
        il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.CallCell)));
        slot = 0;
        foreach (var result in type.Results)
        {
            SlotCode.Load(il, result.Kind, slot, LoadSlots, LoadReferences);
            slot += SlotCode.SlotsOf(result.Kind);
        }

        ResultSlots.EmitGive(il, type.Results, variables, () =>
        {
            il.Emit(OpCodes.Ldarg, (short)parameters);
            il.Emit(OpCodes.Ldfld, ContextFields.OfFunction(nameof(FunctionCell.Store)));
        }, isStore: true);
        il.Emit(OpCodes.Ret);
        return method;
    }

    private MethodBuilder EmitSafeThunk(TypeBuilder builder)
    {
        var parameters = type.Parameters.Length;
        var method = DefineThunk(builder, nameof(SignaturePart.SafeThunk));
        var il = method.GetILGenerator();
        var result = type.Results.IsEmpty ? null : il.DeclareLocal(ClrTypes.Result(type));
        var exception = il.DeclareLocal(typeof(GuestException));
        il.BeginExceptionBlock();
        for (var i = 0; i < parameters; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)i);
        }

        il.Emit(OpCodes.Ldarg, (short)parameters);
        il.Emit(OpCodes.Ldfld, ContextFields.OfFunction(nameof(FunctionCell.Context)));
        il.Emit(OpCodes.Ldarg, (short)parameters);
        il.Emit(OpCodes.Ldfld, ContextFields.OfFunction(nameof(FunctionCell.Entry)));
        CompiledCalls.Emit(il, type);
        if (result is not null)
        {
            il.Emit(OpCodes.Stloc, result);
        }

        il.BeginCatchBlock(typeof(GuestException));
        il.Emit(OpCodes.Stloc, exception);
        il.Emit(OpCodes.Ldloc, exception);
        il.Emit(OpCodes.Ldarg, (short)parameters);
        il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.CatchPending)));
        il.EndExceptionBlock();
        if (result is not null)
        {
            il.Emit(OpCodes.Ldloc, result);
        }

        il.Emit(OpCodes.Ret);
        return method;
    }

    private MethodBuilder DefineThunk(TypeBuilder builder, string name)
    {
        var parameters = ClrTypes.Parameters(type);
        parameters[^1] = typeof(FunctionCell*);
        return CodeAssembly.DefineMethod(builder, name, ClrTypes.Result(type), parameters, form);
    }
}
