// Functions of the host with static types, as compiled code calls them: the arguments go on in registers to the delegate.
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
    private readonly MethodInfo _method;

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
    public static void DefineFor(FunctionType type, TypeBuilder owner, CodeForm form)
    {
        foreach (var takesCaller in new[] { false, true })
        {
            if (HostShape.DelegateOf(type, takesCaller) is { } delegateType)
            {
                Define(owner, takesCaller ? NameWithCaller : Name, delegateType, type, form);
            }
        }
    }

    /// <summary>Finds what <see cref="DefineFor"/> has emitted.</summary>
    /// <param name="made">The type that it is in.</param>
    /// <param name="delegateType">The type of the body.</param>
    /// <param name="type">The function's type.</param>
    /// <returns>Null when there is none for such delegates.</returns>
    public static HostThunk? Find(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type made, Type delegateType, FunctionType type) =>
        HostShape.Match(delegateType.GetMethod("Invoke")!, type) is { } takesCaller && made.GetMethod(takesCaller ? NameWithCaller : Name) is { } method
            ? new HostThunk(method)
            : null;

    private static void Define(TypeBuilder owner, string name, Type delegateType, FunctionType type, CodeForm form)
    {
        var parameters = ClrTypes.Parameters(type);
        unsafe
        {
            parameters[^1] = typeof(FunctionCell*);
        }

        Emit(CodeAssembly.DefineMethod(owner, name, ClrTypes.Result(type), parameters, form).GetILGenerator(), delegateType.GetMethod("Invoke")!, type);
    }

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
