// Functions so large that RyuJIT would not optimise them: it looks at the size of the method that it compiles, but not at what is inlined
// there. So the code goes into a method that is inlined into another, which is small but for dead code; the dead code is there because
// the inliner's budget grows with the size of the method that it inlines into.
using System.Reflection;
using System.Reflection.Emit;

namespace Weft.Compiler;

/// <summary>Emits a giant function as a wrapper and an inlined body.</summary>
internal static class GiantFunction
{
    /// <summary>Bodies up to so many bytes are never giant.</summary>
    public const int ShortestBody = 6_000;

    private const int PaddingInstructions = 5_500;

    /// <summary>Emits a function that was found to be giant.</summary>
    /// <param name="method">The method that callers know: the wrapper.</param>
    /// <param name="parameters">Its parameters, the instance last.</param>
    /// <param name="emitBody">Emits the code.</param>
    public static void Emit(MethodBuilder method, Type[] parameters, Action<ILGenerator> emitBody)
    {
        var type = (TypeBuilder)method.DeclaringType!;
        var body = type.DefineMethod("b" + method.Name, MethodAttributes.Public | MethodAttributes.Static, method.ReturnType, parameters);
        body.SetImplementationFlags(MethodImplAttributes.AggressiveInlining);
        emitBody(body.GetILGenerator());

        var il = method.GetILGenerator();
        var start = il.DefineLabel();
        il.Emit(OpCodes.Br, start);
        for (var i = 0; i < PaddingInstructions; i++)
        {
            il.Emit(OpCodes.Ldc_I8, 0L);
            il.Emit(OpCodes.Pop);
        }

        il.MarkLabel(start);
        il.Emit(OpCodes.Ldarg, (short)(parameters.Length - 1));
        il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.CheckStack)));
        for (var i = 0; i < parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)i);
        }

        il.Emit(OpCodes.Call, body);
        il.Emit(OpCodes.Ret);
    }
}
