// Functions whose frame may be larger than what the end of the stack keeps free. Their prologue would touch memory beyond the end before
// any check in them runs, so that a method in front of them checks first, and leaves no frame. How large the frame is decides RyuJIT: a
// call that does nothing but measure tells, on a thread that has stack enough for anything.
using System.Reflection;
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Emits the check in front of functions with large frames.</summary>
internal static class LargeFrame
{
    // Half of what is kept free at the end of the stack: the other half is for what the function calls without a check.
    private const int Threshold = 96 << 10;

    // An instruction needs no more for its operands and what it makes of them than this for each of its bytes.
    private const int BytesPerCodeByte = 8;

    /// <summary>Whether a defined function may have such a frame.</summary>
    public static bool IsPossible(ValidatedModule module, int functionIndex) => Estimate(module, functionIndex) > Threshold;

    /// <summary>Emits a method that checks and goes on in another, which is to be the function.</summary>
    /// <param name="method">The method, with the parameters of the function.</param>
    /// <param name="module">The module.</param>
    /// <param name="functionIndex">The function.</param>
    /// <returns>The other method, whose code must begin with <see cref="EmitProbe"/>.</returns>
    public static MethodBuilder EmitCheck(MethodBuilder method, ValidatedModule module, int functionIndex)
    {
        var function = module.GetFunctionType(functionIndex);
        var type = (TypeBuilder)method.DeclaringType!;
        var parameters = ClrTypes.Parameters(function);
        var body = CodeAssembly.DefineMethod(type, $"bb{method.Name}", ClrTypes.Result(function), parameters);
        body.SetImplementationFlags(MethodImplAttributes.AggressiveOptimization | MethodImplAttributes.NoInlining);
        var size = type.DefineField($"size_{method.Name}", typeof(int), FieldAttributes.Public | FieldAttributes.Static);
        var probe = CodeAssembly.DefineMethod(type, $"probe_{method.Name}", typeof(void), [ClrTypes.Context]);
        EmitProbeCall(probe.GetILGenerator(), function, body);

        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldsflda, size);
        il.Emit(OpCodes.Ldftn, probe);
        il.Emit(OpCodes.Ldc_I4, Estimate(module, functionIndex));
        il.Emit(OpCodes.Ldarg, (short)(parameters.Length - 1));
        il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.CheckFrame)));
        for (var i = 0; i < parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)i);
        }

        // A frame of its own here would let endless tail calls run out of stack.
        il.Emit(OpCodes.Tailcall);
        il.Emit(OpCodes.Call, body);
        il.Emit(OpCodes.Ret);
        return body;
    }

    /// <summary>Emits what a function begins with that <see cref="EmitCheck"/> stands in front of: it returns at once when it is only measured.</summary>
    public static void EmitProbe(ILGenerator il, FunctionType function)
    {
        var context = (short)function.Parameters.Length;
        var isCall = il.DefineLabel();
        il.Emit(OpCodes.Ldarg, context);
        il.Emit(OpCodes.Ldfld, ContextFields.OfInstance(nameof(InstanceContext.Store)));
        il.Emit(OpCodes.Brtrue, isCall);
        il.Emit(OpCodes.Ldarg, context);
        il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.NoteFrame)));
        if (!function.Results.IsEmpty)
        {
            EmitDefault(il, ClrTypes.Result(function));
        }

        il.Emit(OpCodes.Ret);
        il.MarkLabel(isCall);
    }

    private static void EmitProbeCall(ILGenerator il, FunctionType function, MethodInfo body)
    {
        foreach (var parameter in function.Parameters)
        {
            EmitDefault(il, ClrTypes.Of(parameter.Kind));
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, body);
        if (!function.Results.IsEmpty)
        {
            il.Emit(OpCodes.Pop);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitDefault(ILGenerator il, Type type) => il.Emit(OpCodes.Ldloc, il.DeclareLocal(type));

    private static int Estimate(ValidatedModule module, int functionIndex)
    {
        var body = module.Definition.Functions[functionIndex - module.ImportedFunctionCount].Body;
        var reader = new ByteReader(body.Bytes.Span, body.Offset);
        var bytes = (long)body.Bytes.Length * BytesPerCodeByte;
        var groups = reader.ReadU32();
        for (var i = 0u; i < groups; i++)
        {
            var count = reader.ReadU32();
            bytes += (long)count * (TypeReader.ReadValueType(ref reader).Kind == ValueKind.V128 ? 16 : 8);
        }

        return (int)Math.Min(bytes, int.MaxValue);
    }
}
