// Lists code instead of writing it: what `weft explore` shows of a function's CIL.
using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using System.Text;
using Label = System.Reflection.Emit.Label;

namespace Weft.Compiler;

/// <summary>Writes a line for each instruction, with its offset.</summary>
/// <param name="text">Where to.</param>
internal sealed class ListingGenerator(StringBuilder text) : MeasuringGenerator
{
    public override void Emit(OpCode opcode)
    {
        Line(opcode, "");
        base.Emit(opcode);
    }

    public override void Emit(OpCode opcode, byte arg)
    {
        Line(opcode, Number(arg));
        base.Emit(opcode, arg);
    }

    public override void Emit(OpCode opcode, short arg)
    {
        Line(opcode, Number(arg));
        base.Emit(opcode, arg);
    }

    public override void Emit(OpCode opcode, int arg)
    {
        Line(opcode, Number(arg));
        base.Emit(opcode, arg);
    }

    public override void Emit(OpCode opcode, long arg)
    {
        Line(opcode, Number(arg));
        base.Emit(opcode, arg);
    }

    public override void Emit(OpCode opcode, float arg)
    {
        Line(opcode, arg.ToString("R", CultureInfo.InvariantCulture));
        base.Emit(opcode, arg);
    }

    public override void Emit(OpCode opcode, double arg)
    {
        Line(opcode, arg.ToString("R", CultureInfo.InvariantCulture));
        base.Emit(opcode, arg);
    }

    public override void Emit(OpCode opcode, ConstructorInfo con)
    {
        Line(opcode, $"{Name(con.DeclaringType)}..ctor");
        base.Emit(opcode, con);
    }

    public override void Emit(OpCode opcode, FieldInfo field)
    {
        Line(opcode, $"{Name(field.DeclaringType)}.{field.Name}");
        base.Emit(opcode, field);
    }

    public override void Emit(OpCode opcode, MethodInfo meth)
    {
        Line(opcode, meth is MethodBuilder ? meth.Name : $"{Name(meth.DeclaringType)}.{meth.Name}");
        base.Emit(opcode, meth);
    }

    public override void Emit(OpCode opcode, Type cls)
    {
        Line(opcode, Name(cls));
        base.Emit(opcode, cls);
    }

    public override void Emit(OpCode opcode, string str)
    {
        Line(opcode, $"\"{str}\"");
        base.Emit(opcode, str);
    }

    public override void Emit(OpCode opcode, Label label)
    {
        Line(opcode, Name(label));
        base.Emit(opcode, label);
    }

    public override void Emit(OpCode opcode, Label[] labels)
    {
        Line(opcode, $"({string.Join(", ", labels.Select(Name))})");
        base.Emit(opcode, labels);
    }

    public override void Emit(OpCode opcode, LocalBuilder local)
    {
        Line(opcode, $"{Number(local.LocalIndex)}  // {Name(local.LocalType)}");
        base.Emit(opcode, local);
    }

    public override void EmitCalli(
        OpCode opcode, CallingConventions callingConvention, Type? returnType, Type[]? parameterTypes, Type[]? optionalParameterTypes)
    {
        Line(opcode, $"{Name(returnType)}({string.Join(", ", (parameterTypes ?? []).Select(Name))})");
        base.EmitCalli(opcode, callingConvention, returnType, parameterTypes, optionalParameterTypes);
    }

    public override void EmitCalli(OpCode opcode, CallingConvention unmanagedCallConv, Type? returnType, Type[]? parameterTypes)
    {
        Line(opcode, $"{Name(returnType)}({string.Join(", ", (parameterTypes ?? []).Select(Name))})");
        base.EmitCalli(opcode, unmanagedCallConv, returnType, parameterTypes);
    }

    public override void MarkLabel(Label loc)
    {
        text.Append(Name(loc)).Append(":\n");
        base.MarkLabel(loc);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Name(Label label) => string.Create(CultureInfo.InvariantCulture, $"L{label.Id}");

    private static string Name(Type? type)
    {
        if (type is null || type == typeof(void))
        {
            return "void";
        }

        if (type.IsPointer)
        {
            return Name(type.GetElementType()) + "*";
        }

        var arguments = type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : "";
        return (type.Name.Split('`')[0] + arguments) switch
        {
            "Int32" => "int",
            "Int64" => "long",
            "UInt64" => "ulong",
            "Single" => "float",
            "Double" => "double",
            "Object" => "object",
            "Byte" => "byte",
            var name => name,
        };
    }

    private void Line(OpCode opcode, string operand) =>
        text.Append(CultureInfo.InvariantCulture, $"  {ILOffset:x4}  {opcode.Name,-14}{operand}").Append('\n');
}
