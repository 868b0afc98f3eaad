// The class in an assembly of linked code by which a program enters it: loads the module, finds its functions, calls them. Programs name
// its methods in C#; everything behind it is named by the class alone, with ldftn, so that a compiler ahead of time sees all of it.
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using Weft.Hashing;
using Weft.Wasm;
using Label = System.Reflection.Emit.Label;

namespace Weft.Compiler;

/// <summary>A method of the class that calls functions of a type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of the functions.</param>
/// <param name="Result">What it returns: a tuple for several results.</param>
/// <param name="Parameters">The function, then the arguments.</param>
internal sealed record LinkedCall(string Name, FunctionType Type, Type Result, Type[] Parameters);

/// <summary>Emits the class.</summary>
/// <param name="name">Its full name.</param>
/// <param name="assembly">The name of its assembly.</param>
/// <param name="module">The module, binary.</param>
/// <param name="traits">What is known of the code.</param>
/// <param name="calls">The methods that call functions.</param>
internal sealed class LinkedDoor(string name, string assembly, ReadOnlyMemory<byte> module, LinkedTraits traits, ImmutableArray<LinkedCall> calls)
{
    public const string LoadMethod = "Load";
    public const string FindMethod = "Find";
    public const string RegisterMethod = "Register";

    // A field with data may not be larger.
    private const int LargestField = 0x3f0000 - 1;

    private static readonly Type[] s_entryParameters = [typeof(int)];
    private static readonly Type[] s_signatureParameters = [typeof(int), typeof(int)];

    /// <summary>Whether the module is not to be in the assembly: the class then only tells of the code, and whose it is.</summary>
    public bool LeavesModuleOut { get; init; }

    /// <summary>Emits it.</summary>
    /// <param name="builder">The assembly.</param>
    /// <param name="types">The types of the code so far, those with the functions first; the new ones are added.</param>
    /// <param name="methods">The methods of the functions.</param>
    /// <param name="signatures">The methods of the function types, by part.</param>
    public void Emit(ModuleBuilder builder, List<TypeBuilder> types, MethodBuilder?[] methods, List<MethodBuilder[]> signatures)
    {
        var entries = new List<MethodInfo>();
        for (var first = 0; first < methods.Length; first += PersistedCode.FunctionsPerType)
        {
            var last = Math.Min(methods.Length, first + PersistedCode.FunctionsPerType);
            if (types.Count > entries.Count)
            {
                entries.Add(EmitAddresses(types[entries.Count], "Entry", methods.AsSpan(first..last)));
            }
        }

        var parts = signatures.ConvertAll(MethodInfo (methods) => EmitAddresses((TypeBuilder)methods[0].DeclaringType!, "Part", methods));
        var door = CodeAssembly.DefineType(builder, name);
        var entry = EmitChoice(door, "Entry", entries, s_entryParameters, il =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, PersistedCode.FunctionsPerType);
            il.Emit(OpCodes.Div);
        }, il =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, PersistedCode.FunctionsPerType);
            il.Emit(OpCodes.Rem);
        });
        var signature = EmitChoice(door, "Signature", parts, s_signatureParameters, il => il.Emit(OpCodes.Ldarg_0), il => il.Emit(OpCodes.Ldarg_1));
        if (LeavesModuleOut)
        {
            EmitRegister(door, entry, signature);
        }
        else
        {
            EmitLoad(door, entry, signature);
            EmitFind(door);
        }

        foreach (var call in calls)
        {
            DelegateCode.Define(door, call.Name, call.Type, call.Result, call.Parameters);
        }

        types.Add(door);
    }

    // A method that gives the address of one of several, or 0.
    private static MethodBuilder EmitAddresses(TypeBuilder type, string name, ReadOnlySpan<MethodBuilder?> methods)
    {
        var method = CodeAssembly.DefineMethod(type, name, typeof(nint), s_entryParameters);
        var il = method.GetILGenerator();
        var labels = DefineLabels(il, methods.Length);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Switch, labels);
        EmitZero(il);
        for (var i = 0; i < labels.Length; i++)
        {
            il.MarkLabel(labels[i]);
            if (methods[i] is { } target)
            {
                il.Emit(OpCodes.Ldftn, target);
                il.Emit(OpCodes.Ret);
            }
            else
            {
                EmitZero(il);
            }
        }

        return method;
    }

    // A method that asks one of several.
    private static MethodBuilder EmitChoice(
        TypeBuilder type, string name, List<MethodInfo> methods, Type[] parameters, Action<ILGenerator> choose, Action<ILGenerator> pass)
    {
        var method = CodeAssembly.DefineMethod(type, name, typeof(nint), parameters);
        var il = method.GetILGenerator();
        var labels = DefineLabels(il, methods.Count);
        if (labels.Length != 0)
        {
            choose(il);
            il.Emit(OpCodes.Switch, labels);
        }

        EmitZero(il);
        for (var i = 0; i < labels.Length; i++)
        {
            il.MarkLabel(labels[i]);
            pass(il);
            il.Emit(OpCodes.Call, methods[i]);
            il.Emit(OpCodes.Ret);
        }

        return method;
    }

    private static Label[] DefineLabels(ILGenerator il, int count)
    {
        var labels = new Label[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = il.DefineLabel();
        }

        return labels;
    }

    private static void EmitZero(ILGenerator il)
    {
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Ret);
    }

    private void EmitLoad(TypeBuilder door, MethodInfo entry, MethodInfo signature)
    {
        var il = CodeAssembly.DefineMethod(door, LoadMethod, typeof(Module), [typeof(Engine)]).GetILGenerator();
        var chunks = (module.Length + LargestField - 1) / LargestField;
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldtoken, door);
        il.Emit(OpCodes.Ldstr, assembly);
        il.Emit(OpCodes.Ldc_I4, chunks);
        il.Emit(OpCodes.Newarr, typeof(nint));
        for (var i = 0; i < chunks; i++)
        {
            var length = Math.Min(LargestField, module.Length - (i * LargestField));
            var field = door.DefineInitializedData(
                string.Create(CultureInfo.InvariantCulture, $"Module{i}"), module.Slice(i * LargestField, length).ToArray(), FieldAttributes.Public);
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldsflda, field);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Stelem_I);
        }

        il.Emit(OpCodes.Ldc_I4, LargestField);
        il.Emit(OpCodes.Ldc_I4, module.Length);
        il.Emit(OpCodes.Ldc_I4, (int)traits);
        il.Emit(OpCodes.Ldftn, entry);
        il.Emit(OpCodes.Ldftn, signature);
        il.Emit(OpCodes.Call, typeof(LinkedModule).GetMethod(nameof(LinkedModule.Load))!);
        il.Emit(OpCodes.Ret);
    }

    private void EmitRegister(TypeBuilder door, MethodInfo entry, MethodInfo signature)
    {
        var il = CodeAssembly.DefineMethod(door, RegisterMethod, typeof(void), []).GetILGenerator();
        il.Emit(OpCodes.Ldtoken, door);
        il.Emit(OpCodes.Ldstr, assembly);
        il.Emit(OpCodes.Ldstr, Convert.ToHexStringLower(Sha256.Compute(module.Span)));
        il.Emit(OpCodes.Ldc_I4, (int)traits);
        il.Emit(OpCodes.Ldftn, entry);
        il.Emit(OpCodes.Ldftn, signature);
        il.Emit(OpCodes.Call, typeof(ProgramCode).GetMethod(nameof(ProgramCode.Register))!);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitFind(TypeBuilder door)
    {
        var il = CodeAssembly.DefineMethod(door, FindMethod, typeof(Function), [typeof(Instance), typeof(string)]).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, typeof(LinkedModule).GetMethod(nameof(LinkedModule.Find))!);
        il.Emit(OpCodes.Ret);
    }
}
