// Calls of compiled code by its address.
using System.Reflection;
using System.Reflection.Emit;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>Emits calls of functions whose arguments, and the context that they run in, are on the evaluation stack.</summary>
internal static class CompiledCalls
{
    /// <summary>A call of the address on top of the evaluation stack.</summary>
    /// <param name="il">Where the code goes.</param>
    /// <param name="type">The type of the function.</param>
    public static void Emit(ILGenerator il, FunctionType type) =>
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, ClrTypes.Result(type), ClrTypes.Parameters(type), null);

    /// <summary>A call of the address that is somewhere in memory.</summary>
    /// <param name="il">Where the code goes.</param>
    /// <param name="cell">Where the address is.</param>
    /// <param name="type">The type of the function.</param>
    public static void EmitAt(ILGenerator il, nint cell, FunctionType type)
    {
        il.Emit(OpCodes.Ldc_I8, cell);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Ldind_I);
        Emit(il, type);
    }
}
