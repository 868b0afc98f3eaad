// Delegates of functions of modules: what the host calls. The method is closed over the function, takes the arguments in registers and
// passes them on in registers to whatever the function's cell says is its code now.
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>Emits the methods that delegates of functions call.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The Invoke method of a delegate type that the program uses is never trimmed; tuples keep their constructors.")]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "As above.")]
internal static class DelegateCode
{
    private const string Name = "Call";

    /// <summary>Emits the method for a delegate type and the type of function that it was matched with.</summary>
    /// <returns>A static method that takes the function first.</returns>
    public static MethodInfo Make(Type delegateType, FunctionType type, ModuleBuilder module, string name)
    {
        var invoke = delegateType.GetMethod("Invoke")!;
        Type[] parameters = [typeof(Function), .. invoke.GetParameters().Select(parameter => parameter.ParameterType)];
        var builder = CodeAssembly.DefineType(module, name);
        Define(builder, Name, type, invoke.ReturnType, parameters);
        var made = builder.CreateType().GetMethod(Name)!;
        CodeAssembly.Prepare(made);
        return made;
    }

    /// <summary>Defines the method in a type, and another for the calls that it leaves.</summary>
    /// <param name="owner">The type.</param>
    /// <param name="name">The name of the method.</param>
    /// <param name="type">The type of the functions that it calls.</param>
    /// <param name="result">What it returns, a tuple for several results.</param>
    /// <param name="parameters">The function, then the arguments.</param>
    public static void Define(TypeBuilder owner, string name, FunctionType type, Type result, Type[] parameters)
    {
        var slow = CodeAssembly.DefineMethod(owner, name + "Slowly", result, parameters);
        slow.SetImplementationFlags(MethodImplAttributes.AggressiveOptimization | MethodImplAttributes.NoInlining);
        Emit(slow.GetILGenerator(), type, result, null);
        Emit(CodeAssembly.DefineMethod(owner, name, result, parameters).GetILGenerator(), type, result, slow);
    }

    // The fast method tests everything at once, and when it finds anything unusual leaves the whole call to the slow one: so no argument
    // has to be kept anywhere for after the tests.
    private static void Emit(ILGenerator il, FunctionType type, Type result, MethodInfo? slow)
    {
        var owner = il.DeclareLocal(typeof(StoreOwner));
        var depth = il.DeclareLocal(typeof(int));
        var before = il.DeclareLocal(typeof(int));
        var cell = il.DeclareLocal(typeof(FunctionCell*));
        var results = type.Results.Select(item => il.DeclareLocal(ClrTypes.Of(item.Kind))).ToArray();
        EmitReferenceChecks(il, type);
        il.Emit(OpCodes.Ldloca, depth);
        il.Emit(OpCodes.Ldarg_0);
        Call(il, slow is null ? nameof(Support.EnterStore) : nameof(Support.TryEnterStore));
        il.Emit(OpCodes.Stloc, owner);
        if (slow is not null)
        {
            var isIn = il.DefineLabel();
            il.Emit(OpCodes.Ldloc, owner);
            il.Emit(OpCodes.Brtrue, isIn);
            for (var i = 0; i <= type.Parameters.Length; i++)
            {
                il.Emit(OpCodes.Ldarg, (short)i);
            }

            il.Emit(OpCodes.Call, slow);
            il.Emit(OpCodes.Ret);
            il.MarkLabel(isIn);
        }

        il.Emit(OpCodes.Ldloc, depth);
        il.Emit(OpCodes.Stloc, before);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(Function).GetProperty(nameof(Function.Cell), BindingFlags.Instance | BindingFlags.NonPublic)!.GetMethod!);
        il.Emit(OpCodes.Stloc, cell);
        il.BeginExceptionBlock();
        il.BeginExceptionBlock();
        if (slow is null)
        {
            il.Emit(OpCodes.Ldarg_0);
            Call(il, nameof(Support.CheckCall));
        }

        EmitCall(il, type, cell, results);
        EmitCatch(il, before);
        il.EndExceptionBlock();
        il.BeginFinallyBlock();
        il.Emit(OpCodes.Ldloc, owner);
        il.Emit(OpCodes.Ldloc, before);
        il.Emit(OpCodes.Ldarg_0);
        Call(il, nameof(Support.LeaveStore));
        il.EndExceptionBlock();
        EmitResult(il, result, results);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitReferenceChecks(ILGenerator il, FunctionType type)
    {
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            if (type.Parameters[i].IsReference)
            {
                il.Emit(OpCodes.Ldarg, (short)(i + 1));
                il.Emit(OpCodes.Ldc_I4, i);
                il.Emit(OpCodes.Ldarg_0);
                Call(il, nameof(Support.CheckArgument));
            }
        }
    }

    // The cell is read at each call: what it calls may change. It has been prepared when the delegate was made.
    private static void EmitCall(ILGenerator il, FunctionType type, LocalBuilder cell, LocalBuilder[] results)
    {
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
        }

        il.Emit(OpCodes.Ldloc, cell);
        il.Emit(OpCodes.Ldfld, ContextFields.OfFunction(nameof(FunctionCell.Context)));
        il.Emit(OpCodes.Ldloc, cell);
        il.Emit(OpCodes.Ldfld, ContextFields.OfFunction(nameof(FunctionCell.Entry)));
        CompiledCalls.Emit(il, type);
        if (results.Length != 0)
        {
            il.Emit(OpCodes.Stloc, results[0]);
        }

        il.Emit(OpCodes.Ldloc, cell);
        Call(il, nameof(Support.EndHostCall));
        for (var i = 1; i < results.Length; i++)
        {
            ResultSlots.EmitTake(il, type.Results, i, () =>
            {
                il.Emit(OpCodes.Ldloc, cell);
                il.Emit(OpCodes.Ldfld, ContextFields.OfFunction(nameof(FunctionCell.Instance)));
            });
            il.Emit(OpCodes.Stloc, results[i]);
        }
    }

    // In a filter where possible: handlers that throw again pile up on the stack, one for each call between host and guest that an
    // exception of deep recursion passes.
    private static void EmitCatch(ILGenerator il, LocalBuilder depth)
    {
        var exception = il.DeclareLocal(typeof(Exception));
        var goOn = il.DefineLabel();
        il.BeginExceptFilterBlock();
        il.Emit(OpCodes.Castclass, typeof(Exception));
        il.Emit(OpCodes.Ldloc, depth);
        il.Emit(OpCodes.Ldarg_0);
        Call(il, nameof(Support.Catches));
        il.BeginCatchBlock(null);
        il.Emit(OpCodes.Castclass, typeof(Exception));
        il.Emit(OpCodes.Ldarg_0);
        Call(il, nameof(Support.Replace));
        il.Emit(OpCodes.Stloc, exception);
        il.Emit(OpCodes.Ldloc, exception);
        il.Emit(OpCodes.Brfalse, goOn);
        il.Emit(OpCodes.Ldloc, exception);
        il.Emit(OpCodes.Throw);
        il.MarkLabel(goOn);
        il.Emit(OpCodes.Rethrow);
    }

    private static void EmitResult(ILGenerator il, Type result, LocalBuilder[] results)
    {
        var types = HostType.Results(result);
        for (var i = 0; i < results.Length; i++)
        {
            il.Emit(OpCodes.Ldloc, results[i]);
            if (!types[i].IsValueType && types[i] != typeof(object))
            {
                il.Emit(OpCodes.Castclass, types[i]);
            }
        }

        if (HostType.IsTuple(result))
        {
            il.Emit(OpCodes.Newobj, result.GetConstructor(types)!);
        }
    }

    private static void Call(ILGenerator il, string support) => il.Emit(OpCodes.Call, SupportMethods.Find(support));
}
