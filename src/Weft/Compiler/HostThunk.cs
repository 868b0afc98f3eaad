// Functions of the host, as compiled code calls them: where the delegate has static types, the arguments go on to it in registers; where it
// takes slots, they are put there without anything in between.
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>The code for functions of a type whose body is of a delegate type; the engine holds it.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The Invoke method of a delegate type that the program uses is never trimmed; tuples keep their fields.")]
internal sealed class HostThunk
{
    private const string Name = "Host";
    private const string NameWithCaller = "HostWithCaller";

    // What is held here holds the code.
    private readonly MethodInfo? _method;

    private HostThunk(nint entry) => Entry = entry;

    private HostThunk(MethodInfo method)
    {
        _method = method;
        Entry = CodeAssembly.Prepare(_method);
    }

    /// <summary>Emits the code.</summary>
    public static HostThunk Make(Type delegateType, FunctionType type, ModuleBuilder module, string name)
    {
        var builder = CodeAssembly.DefineType(module, name);
        Define(builder, Name, delegateType, type, CodeForm.Memory);
        return new HostThunk(builder.CreateType().GetMethod(Name)!);
    }

    /// <summary>Emits the code that does for all delegates which <see cref="HostShape"/> has a type for, so that it may be compiled before.</summary>
    /// <returns>What takes no caller, and what does; null where there is none.</returns>
    public static MethodBuilder?[] DefineFor(FunctionType type, TypeBuilder owner, CodeForm form) =>
        [DefineOne(type, owner, form, takesCaller: false), DefineOne(type, owner, form, takesCaller: true)];

    /// <summary>Finds what <see cref="DefineFor"/> has emitted.</summary>
    /// <param name="stored">The code of the function's type.</param>
    /// <param name="delegateType">The type of the body.</param>
    /// <param name="type">The function's type.</param>
    /// <returns>Null when there is none for such delegates.</returns>
    public static HostThunk? Find(StoredSignature stored, Type delegateType, FunctionType type) =>
        HostShape.Match(delegateType, type) is { } takesCaller && stored.FindHost(takesCaller) is not 0 and var entry
            ? new HostThunk(entry)
            : null;

    private static MethodBuilder? DefineOne(FunctionType type, TypeBuilder owner, CodeForm form, bool takesCaller) =>
        HostShape.DelegateOf(type, takesCaller) is { } delegateType ? Define(owner, takesCaller ? NameWithCaller : Name, delegateType, type, form) : null;

    private static MethodBuilder Define(TypeBuilder owner, string name, Type delegateType, FunctionType type, CodeForm form)
    {
        var parameters = ClrTypes.Parameters(type);
        unsafe
        {
            parameters[^1] = typeof(FunctionCell*);
        }

        var method = CodeAssembly.DefineMethod(owner, name, ClrTypes.Result(type), parameters, form);
        var il = method.GetILGenerator();
        if (delegateType == typeof(SlotHostFunction))
        {
            EmitSlots(il, type);
        }
        else
        {
            Emit(il, delegateType.GetMethod("Invoke")!, type);
        }

        return method;
    }

    /// <summary>The type of the delegates, for who keeps thunks.</summary>
    public Type? DelegateType { get; set; }

    /// <summary>Another thunk for the same function type, for who keeps them.</summary>
    public HostThunk? Next { get; set; }

    /// <summary>What compiled callers call, with the function's cell as the last argument. It throws what the body throws.</summary>
    public nint Entry { get; }

    private static void Emit(ILGenerator il, MethodInfo invoke, FunctionType type)
    {
        var cell = (short)type.Parameters.Length;
        il.Emit(OpCodes.Ldarg, cell);
        Call(il, nameof(Support.BodyOf));
        var parameters = invoke.GetParameters();
        var first = parameters.Length - type.Parameters.Length;
        if (first != 0)
        {
            il.Emit(OpCodes.Ldarg, cell);
            Call(il, nameof(Support.CallerOf));
        }

        for (var i = 0; i < type.Parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)i);
            var wanted = parameters[first + i].ParameterType;
            if (type.Parameters[i].IsReference && wanted != typeof(object))
            {
                il.Emit(OpCodes.Castclass, wanted);
            }
        }

        il.Emit(OpCodes.Callvirt, invoke);
        EmitResults(il, invoke.ReturnType, type, cell);
        il.Emit(OpCodes.Ret);
    }

    private static unsafe void EmitSlots(ILGenerator il, FunctionType type)
    {
        var cell = (short)type.Parameters.Length;
        var count = new FunctionSignature(type).SlotCount;
        var variables = new Variables(il);
        var slots = il.DeclareLocal(typeof(ulong*));
        il.Emit(OpCodes.Ldc_I4, Math.Max(1, count) * sizeof(ulong));
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Localloc);
        il.Emit(OpCodes.Stloc, slots);
        void LoadSlots() => il.Emit(OpCodes.Ldloc, slots);
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)i);
            SlotCode.Store(il, type.Parameters[i].Kind, i, variables, LoadSlots, NoReferences);
        }

        il.Emit(OpCodes.Ldarg, cell);
        Call(il, nameof(Support.BodyOf));
        il.Emit(OpCodes.Ldarg, cell);
        Call(il, nameof(Support.CallerOf));
        LoadSlots();
        il.Emit(OpCodes.Ldc_I4, count);
        il.Emit(OpCodes.Newobj, typeof(Span<ulong>).GetConstructor([typeof(void*), typeof(int)])!);
        il.Emit(OpCodes.Callvirt, typeof(SlotHostFunction).GetMethod(nameof(SlotHostFunction.Invoke))!);
        for (var i = 0; i < type.Results.Length; i++)
        {
            SlotCode.Load(il, type.Results[i].Kind, i, LoadSlots, NoReferences);
        }

        ResultSlots.EmitGive(il, type.Results, variables, () =>
        {
            il.Emit(OpCodes.Ldarg, cell);
            il.Emit(OpCodes.Ldfld, ContextFields.OfFunction(nameof(FunctionCell.Store)));
        }, isStore: true);
        il.Emit(OpCodes.Ret);
    }

    private static void NoReferences() => throw new InvalidOperationException("functions that take slots have neither references nor vectors");

    private static void EmitResults(ILGenerator il, Type result, FunctionType type, short cell)
    {
        var tuple = HostType.IsTuple(result) ? il.DeclareLocal(result) : null;
        if (tuple is not null)
        {
            il.Emit(OpCodes.Stloc, tuple);
        }

        for (var i = 0; i < type.Results.Length; i++)
        {
            if (tuple is not null)
            {
                il.Emit(OpCodes.Ldloc, tuple);
                il.Emit(OpCodes.Ldfld, result.GetField($"Item{i + 1}")!);
            }

            if (type.Results[i].IsReference)
            {
                il.Emit(OpCodes.Ldc_I4, i);
                il.Emit(OpCodes.Ldarg, cell);
                Call(il, nameof(Support.CheckResult));
            }
        }

        ResultSlots.EmitGive(il, type.Results, new Variables(il), () =>
        {
            il.Emit(OpCodes.Ldarg, cell);
            il.Emit(OpCodes.Ldfld, ContextFields.OfFunction(nameof(FunctionCell.Store)));
        }, isStore: true);
    }

    private static void Call(ILGenerator il, string support) => il.Emit(OpCodes.Call, SupportMethods.Find(support));
}
