// Code for a function type: how the slots of the interpreter and of the host become arguments of compiled code, and the other way round.
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>The emitted code of one function type. It lives as long as the engine.</summary>
internal sealed unsafe class SignatureCode
{
    private readonly FunctionType _type;
    private readonly FunctionSignature _signature;

    // What is held here holds the code.
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)]
    private readonly Type _made;
    private delegate*<nint, void*, ulong*, ref object?, void> _bridge;
    private nint _thunk;
    private nint _safeThunk;

    private SignatureCode(FunctionType type, TypeBuilder builder)
    {
        _type = type;
        _signature = new FunctionSignature(type);
        EmitBridge(builder);
        EmitThunk(builder);
        EmitSafeThunk(builder);
        _made = builder.CreateType();
    }

    /// <summary>
    /// Calls a compiled function: its entry, its context, slots that hold the arguments and then the results, the references among them
    /// at the same indices.
    /// </summary>
    public delegate*<nint, void*, ulong*, ref object?, void> Bridge =>
        _bridge != null ? _bridge : _bridge = (delegate*<nint, void*, ulong*, ref object?, void>)Prepare("Bridge");

    /// <summary>Whether the type has references.</summary>
    public bool HasReferences => _signature.HasReferences;

    /// <summary>What compiled callers call in place of a function that is not compiled, with its cell as the last argument.</summary>
    public nint Thunk => _thunk != 0 ? _thunk : _thunk = Prepare("Thunk");

    /// <summary>
    /// What callers that look for pending exceptions call in place of compiled code that does not: it turns exceptions of .NET into pending
    /// ones. The last argument is the cell.
    /// </summary>
    public nint SafeThunk => _safeThunk != 0 ? _safeThunk : _safeThunk = Prepare("SafeThunk");

    /// <summary>Emits the code of a function type.</summary>
    public static SignatureCode Make(FunctionType type, ModuleBuilder module, string name) => new(type, CodeAssembly.DefineType(module, name));

    // Most types need only one of the methods: each is compiled when it is asked for.
    private nint Prepare(string name) => CodeAssembly.Prepare(_made.GetMethod(name)!);

    private void EmitBridge(TypeBuilder builder)
    {
        var method = CodeAssembly.DefineMethod(
            builder, "Bridge", typeof(void), [typeof(nint), ClrTypes.Context, typeof(ulong*), typeof(object).MakeByRefType()]);
        var il = method.GetILGenerator();
        var variables = new Variables(il);
        var slot = 0;
        foreach (var parameter in _type.Parameters)
        {
            SlotCode.Load(il, parameter.Kind, slot, () => il.Emit(OpCodes.Ldarg_2), () => il.Emit(OpCodes.Ldarg_3));
            slot += SlotCode.SlotsOf(parameter.Kind);
        }

        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_0);
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, ClrTypes.Result(_type), ClrTypes.Parameters(_type), null);
        slot = 0;
        for (var i = 0; i < _type.Results.Length; i++)
        {
            if (i > 0)
            {
                ResultSlots.EmitTake(il, _type.Results, i, () => il.Emit(OpCodes.Ldarg_1));
            }

            SlotCode.Store(il, _type.Results[i].Kind, slot, variables, () => il.Emit(OpCodes.Ldarg_2), () => il.Emit(OpCodes.Ldarg_3));
            slot += SlotCode.SlotsOf(_type.Results[i].Kind);
        }

        il.Emit(OpCodes.Ret);
    }

    private void EmitThunk(TypeBuilder builder)
    {
        var parameters = _type.Parameters.Length;
        var il = DefineThunk(builder, "Thunk");
        var variables = new Variables(il);
        var slots = il.DeclareLocal(typeof(ulong*));
        var references = il.DeclareLocal(typeof(object[]));
        if (_signature.SlotCount != 0)
        {
            il.Emit(OpCodes.Ldc_I4, _signature.SlotCount * sizeof(ulong));
            il.Emit(OpCodes.Conv_U);
            il.Emit(OpCodes.Localloc);
            il.Emit(OpCodes.Stloc, slots);
        }

        if (_signature.HasReferences)
        {
            il.Emit(OpCodes.Ldc_I4, _signature.SlotCount);
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
            SlotCode.Store(il, _type.Parameters[i].Kind, slot, variables, LoadSlots, LoadReferences);
            slot += SlotCode.SlotsOf(_type.Parameters[i].Kind);
        }

        il.Emit(OpCodes.Ldarg, (short)parameters);
        il.Emit(OpCodes.Ldloc, slots);
        il.Emit(OpCodes.Ldc_I4, _signature.SlotCount);
        il.Emit(OpCodes.Ldloc, references);
        il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.CallCell)));
        slot = 0;
        foreach (var result in _type.Results)
        {
            SlotCode.Load(il, result.Kind, slot, LoadSlots, LoadReferences);
            slot += SlotCode.SlotsOf(result.Kind);
        }

        ResultSlots.EmitGive(il, _type.Results, variables, () =>
        {
            il.Emit(OpCodes.Ldarg, (short)parameters);
            il.Emit(OpCodes.Ldfld, ContextFields.OfFunction(nameof(FunctionCell.Store)));
        }, isStore: true);
        il.Emit(OpCodes.Ret);
    }

    private void EmitSafeThunk(TypeBuilder builder)
    {
        var parameters = _type.Parameters.Length;
        var il = DefineThunk(builder, "SafeThunk");
        var result = _type.Results.IsEmpty ? null : il.DeclareLocal(ClrTypes.Result(_type));
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
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, ClrTypes.Result(_type), ClrTypes.Parameters(_type), null);
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
    }

    private ILGenerator DefineThunk(TypeBuilder builder, string name)
    {
        var parameters = ClrTypes.Parameters(_type);
        parameters[^1] = typeof(FunctionCell*);
        return CodeAssembly.DefineMethod(builder, name, ClrTypes.Result(_type), parameters).GetILGenerator();
    }
}
