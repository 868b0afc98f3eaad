// Functions whose frame may be larger than what the end of the stack keeps free. Their prologue would touch memory beyond the end before
// any check in them runs, so that a method in front of them checks first, and leaves no frame. How large the frame is decides RyuJIT: a
// call that does nothing but measure tells, on a thread that has stack enough for anything.
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
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

    private const string ProbePrefix = "probe_";

    // An instruction needs no more for its operands and what it makes of them than this for each of its bytes.
    private const int BytesPerCodeByte = 8;

    /// <summary>Whether a defined function may have such a frame.</summary>
    public static bool IsPossible(ValidatedModule module, int functionIndex) => Estimate(module, functionIndex) > Threshold;

    /// <summary>The name of the method that is the function, where a check with a name stands in front of it.</summary>
    public static string BodyOf(string check) => "bb" + check;

    /// <summary>Whether a method is what measures a frame, which is no code of the guest.</summary>
    public static bool IsProbe(MethodBase method) => IsProbe(method.Name);

    /// <inheritdoc cref="IsProbe(MethodBase)"/>
    /// <param name="name">The method's name.</param>
    public static bool IsProbe(string name) => name.StartsWith(ProbePrefix, StringComparison.Ordinal);

    /// <summary>Emits a method that checks and goes on in another, which is to be the function, or the variant of a loop.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameters">Its parameters, the instance last.</param>
    /// <param name="module">The module.</param>
    /// <param name="functionIndex">The function.</param>
    /// <returns>The other method, whose code must begin with <see cref="EmitProbe"/>.</returns>
    public static MethodBuilder EmitCheck(MethodBuilder method, Type[] parameters, ValidatedModule module, int functionIndex)
    {
        var type = (TypeBuilder)method.DeclaringType!;
        var body = CodeAssembly.DefineMethod(type, BodyOf(method.Name), method.ReturnType, parameters);
        var optimization = method.GetMethodImplementationFlags() & MethodImplAttributes.AggressiveOptimization;
        body.SetImplementationFlags(optimization | MethodImplAttributes.NoInlining);
        var size = type.DefineField($"size_{method.Name}", typeof(int), FieldAttributes.Public | FieldAttributes.Static);
        var probe = CodeAssembly.DefineMethod(type, ProbePrefix + method.Name, typeof(void), [ClrTypes.Context]);
        probe.SetImplementationFlags(optimization);
        EmitProbeCall(probe.GetILGenerator(), parameters, body);

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

    /// <summary>Emits what a method begins with that <see cref="EmitCheck"/> stands in front of: it returns at once when it is only measured.</summary>
    /// <param name="il">Where to emit: the code may be inlined into the method, so that it takes no local.</param>
    /// <param name="context">The index of the argument that is the instance.</param>
    /// <param name="result">What the method returns.</param>
    public static void EmitProbe(ILGenerator il, int context, Type result)
    {
        var isCall = il.DefineLabel();
        il.Emit(OpCodes.Ldarg, (short)context);
        il.Emit(OpCodes.Ldfld, ContextFields.OfInstance(nameof(InstanceContext.Store)));
        il.Emit(OpCodes.Brtrue, isCall);
        il.Emit(OpCodes.Ldarg, (short)context);
        il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.NoteFrame)));
        if (result != typeof(void))
        {
            EmitDefault(il, result);
        }

        il.Emit(OpCodes.Ret);
        il.MarkLabel(isCall);
    }

    private static void EmitProbeCall(ILGenerator il, Type[] parameters, MethodInfo body)
    {
        foreach (var parameter in parameters.AsSpan(..^1))
        {
            il.Emit(OpCodes.Ldloc, il.DeclareLocal(parameter));
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, body);
        if (body.ReturnType != typeof(void))
        {
            il.Emit(OpCodes.Pop);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitDefault(ILGenerator il, Type type)
    {
        if (type == typeof(int))
        {
            il.Emit(OpCodes.Ldc_I4_0);
        }
        else if (type == typeof(long))
        {
            il.Emit(OpCodes.Ldc_I8, 0L);
        }
        else if (type == typeof(float))
        {
            il.Emit(OpCodes.Ldc_R4, 0f);
        }
        else if (type == typeof(double))
        {
            il.Emit(OpCodes.Ldc_R8, 0d);
        }
        else if (type == typeof(object))
        {
            il.Emit(OpCodes.Ldnull);
        }
        else
        {
            il.Emit(OpCodes.Call, typeof(Vector128<byte>).GetProperty(nameof(Vector128<byte>.Zero))!.GetMethod!);
        }
    }

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
