// Emits a class for each structure and array type of an engine. A subtype's class derives from its supertype's, so that casts are those of
// .NET; numbers are fields of the narrowest type, references are fields of type object. The classes are collectible, as the code is that
// uses them: they go when the engine, its modules and the objects have gone.
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>Makes emitted shapes; its owner calls it from one thread at a time.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Emitted classes are never trimmed.")]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "Emitted classes are never trimmed.")]
internal sealed class ShapeEmitter
{
    // Making types in one assembly takes longer the more it has; an assembly for each would take memory.
    private const int TypesPerAssembly = 256;
    private const string ShapeField = "Shape";
    private const string MakeMethod = "Make";
    private const string MeasureMethod = "Measure";

    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly FieldInfo s_storeId = FindField(typeof(HeapObject), nameof(HeapObject.StoreId));
    private static readonly FieldInfo s_elements = FindField(typeof(ArrayObject), nameof(ArrayObject.Elements));
    private static readonly MethodInfo s_getShape =
        typeof(HeapObject).GetProperty(nameof(HeapObject.Shape), BindingFlags.NonPublic | BindingFlags.Instance)!.GetMethod!;

    private static long s_assemblies;

    private ModuleBuilder? _module;
    private int _count;

    /// <summary>Emits the class of a type.</summary>
    /// <param name="types">The types of the engine.</param>
    /// <param name="typeId">The type.</param>
    /// <param name="super">The shape of its supertype, or null.</param>
    public EmittedShape Make(TypeRegistry types, int typeId, EmittedShape? super)
    {
        if (_module is null || _count % TypesPerAssembly == 0)
        {
            // A name of its own: code that uses classes of two assemblies finds them by name.
            _module = CodeAssembly.Define($"Weft.Objects.{Interlocked.Increment(ref s_assemblies)}");
        }

        _count++;
        var type = types[typeId];
        var isStruct = type.Composite is StructType;
        var builder = _module.DefineType(
            $"{(isStruct ? "Struct" : "Array")}{typeId}",
            TypeAttributes.Public | TypeAttributes.BeforeFieldInit | (type.IsFinal ? TypeAttributes.Sealed : 0),
            super?.Class ?? (isStruct ? typeof(StructObject) : typeof(ArrayObject)));
        EmitShape(builder);
        if (isStruct)
        {
            EmitStruct(builder, (StructType)type.Composite, super?.Fields.Length ?? 0);
        }
        else
        {
            EmitArray(builder);
        }

        var made = builder.CreateType();
        var shape = new EmittedShape(types, typeId, super, new EmittedClass(
            made, made.GetConstructors()[0], FieldsOf(made, super), made.GetMethod(MakeMethod, Own)!, made.GetMethod(MeasureMethod, Own)));
        made.GetField(ShapeField, Own)!.SetValue(null, shape);
        return shape;
    }

    /// <summary>The type that a field has in an emitted class.</summary>
    public static Type TypeOf(FieldType field) => field.Packed switch
    {
        PackedKind.I8 => typeof(byte),
        PackedKind.I16 => typeof(ushort),
        _ => ClrTypes.Of(field.Type.Kind),
    };

    private static void EmitShape(TypeBuilder builder)
    {
        var field = builder.DefineField(ShapeField, typeof(ObjectShape), FieldAttributes.Public | FieldAttributes.Static);

        // Public, because a class in another assembly may override it again.
        var method = builder.DefineMethod(
            s_getShape.Name, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig, typeof(ObjectShape), []);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldsfld, field);
        il.Emit(OpCodes.Ret);
        builder.DefineMethodOverride(method, s_getShape);
    }

    private static void EmitStruct(TypeBuilder builder, StructType type, int inherited)
    {
        // The constructors of the classes above would only do this once more.
        var constructor = builder.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(uint)]);
        constructor.SetImplementationFlags(MethodImplAttributes.AggressiveInlining);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stfld, s_storeId);
        il.Emit(OpCodes.Ret);

        var make = builder.DefineMethod(MakeMethod, MethodAttributes.Public | MethodAttributes.Static, typeof(StructObject), [typeof(uint)]);
        il = make.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);

        // How far each field is from the one that every object has: .NET decides.
        var measure = builder.DefineMethod(MeasureMethod, MethodAttributes.Public | MethodAttributes.Static, typeof(void), [typeof(object), typeof(int[])]);
        il = measure.GetILGenerator();
        for (var i = inherited; i < type.Fields.Length; i++)
        {
            var field = builder.DefineField($"f{i}", TypeOf(type.Fields[i]), FieldAttributes.Public);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldflda, field);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldflda, s_storeId);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Conv_I4);
            il.Emit(OpCodes.Stelem_I4);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitArray(TypeBuilder builder)
    {
        var constructor = builder.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(Array), typeof(uint)]);
        constructor.SetImplementationFlags(MethodImplAttributes.AggressiveInlining);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stfld, s_elements);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Stfld, s_storeId);
        il.Emit(OpCodes.Ret);

        var make = builder.DefineMethod(MakeMethod, MethodAttributes.Public | MethodAttributes.Static, typeof(ArrayObject), [typeof(Array), typeof(uint)]);
        il = make.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);
    }

    // The fields of a class by the index of the type's: first those of the classes above.
    private static FieldInfo[] FieldsOf(Type made, EmittedShape? super)
    {
        var own = made.GetFields(Own).Where(field => !field.IsStatic).ToArray();
        var inherited = super?.Class is null ? [] : super.FieldInfos;
        var fields = new FieldInfo[inherited.Length + own.Length];
        inherited.CopyTo(fields, 0);
        foreach (var field in own)
        {
            fields[int.Parse(field.Name.AsSpan(1), provider: null)] = field;
        }

        return fields;
    }

    private static FieldInfo FindField([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.NonPublicFields)] Type type, string name) =>
        type.GetField(name, BindingFlags.NonPublic | BindingFlags.Instance) ?? throw new InvalidOperationException($"{type.Name} has no field {name}");
}
