// The instruction table as the emitter uses it: for each instruction with a fixed type, CIL instructions or a method of Weft.Semantics.
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using Weft.Semantics;
using Weft.Wasm.Instructions;
using Vector = Weft.Semantics.Vector;

namespace Weft.Compiler;

/// <summary>What kind of code an instruction becomes.</summary>
internal enum EmitterForm : byte
{
    /// <summary>CIL instructions on the operands.</summary>
    Cil,
    /// <summary>A call of a method.</summary>
    Method,
    /// <summary>A read of a cell of memory, then perhaps a method.</summary>
    Load,
    /// <summary>Perhaps a method, then a write of a cell of memory.</summary>
    Store,
    /// <summary>A method on a reference to a cell of memory.</summary>
    Atomic,
}

/// <summary>The code of an instruction.</summary>
/// <param name="Form">What kind of code it is.</param>
/// <param name="Codes">The CIL instructions.</param>
/// <param name="Method">The method.</param>
/// <param name="Cell">The type of the cell of memory.</param>
internal sealed record EmitterRow(EmitterForm Form, OpCode[] Codes, MethodInfo? Method, Type Cell);

/// <summary>Looks instructions up; rows are made when they are first needed.</summary>
internal static partial class EmitterTable
{
    private static readonly EmitterRow?[] s_rows = new EmitterRow?[InstructionTable.Count];

    /// <summary>The row of an instruction; null when it is special.</summary>
    public static EmitterRow? Find(Opcode opcode) =>
        s_rows[(int)opcode] ?? (s_semantics[(int)opcode] is { } semantics ? s_rows[(int)opcode] = Parse(semantics, opcode) : null);

    private static EmitterRow Parse(string semantics, Opcode opcode)
    {
        var colon = semantics.IndexOf(": ", StringComparison.Ordinal);
        var words = colon < 0 ? [] : semantics[(colon + 2)..].Split(' ');
        return (colon < 0 ? "" : semantics[..colon]) switch
        {
            "" => new EmitterRow(EmitterForm.Method, [], FindMethod(semantics), typeof(void)),
            "op" => new EmitterRow(EmitterForm.Cil, [.. words.Select(CodeOf)], null, typeof(void)),
            "load" => new EmitterRow(EmitterForm.Load, [], words.Length == 2 ? FindMethod(words[1]) : null, CellOf(words[0])),
            "store" => new EmitterRow(EmitterForm.Store, [], words.Length == 2 ? FindMethod(words[1]) : null, CellOf(words[0])),
            "atomic" => new EmitterRow(EmitterForm.Atomic, [], OutlinedAtomic.For(FindMethod(words[1], CellOf(words[0]))), CellOf(words[0])),
            _ => throw new InvalidOperationException($"{opcode}: unknown semantics {semantics}"),
        };
    }

    private static MethodInfo FindMethod(string name, Type? cell = null)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var type = name[..dot] switch
        {
            nameof(Integer) => typeof(Integer),
            nameof(Float) => typeof(Float),
            nameof(Conversion) => typeof(Conversion),
            nameof(Vector) => typeof(Vector),
            nameof(Atomic) => typeof(Atomic),
            var other => throw new InvalidOperationException($"no class {other} in Weft.Semantics"),
        };
        return type.GetMethods(BindingFlags.Public | BindingFlags.Static).Single(
            method => method.Name == name[(dot + 1)..] && (cell is null || method.GetParameters()[0].ParameterType.GetElementType() == cell));
    }

    private static Type CellOf(string name) => name switch
    {
        "sbyte" => typeof(sbyte),
        "byte" => typeof(byte),
        "short" => typeof(short),
        "ushort" => typeof(ushort),
        "int" => typeof(int),
        "uint" => typeof(uint),
        "long" => typeof(long),
        "ulong" => typeof(ulong),
        "float" => typeof(float),
        "double" => typeof(double),
        "v128" => typeof(Vector128<byte>),
        _ => throw new InvalidOperationException($"no cell {name}"),
    };

    private static OpCode CodeOf(string name) => name switch
    {
        "add" => OpCodes.Add,
        "sub" => OpCodes.Sub,
        "mul" => OpCodes.Mul,
        "div" => OpCodes.Div,
        "div.un" => OpCodes.Div_Un,
        "rem.un" => OpCodes.Rem_Un,
        "and" => OpCodes.And,
        "or" => OpCodes.Or,
        "xor" => OpCodes.Xor,
        "neg" => OpCodes.Neg,
        "ceq" => OpCodes.Ceq,
        "clt" => OpCodes.Clt,
        "clt.un" => OpCodes.Clt_Un,
        "cgt" => OpCodes.Cgt,
        "cgt.un" => OpCodes.Cgt_Un,
        "ldc.i4.0" => OpCodes.Ldc_I4_0,
        "conv.i1" => OpCodes.Conv_I1,
        "conv.i2" => OpCodes.Conv_I2,
        "conv.i4" => OpCodes.Conv_I4,
        "conv.i8" => OpCodes.Conv_I8,
        "conv.u8" => OpCodes.Conv_U8,
        "conv.r4" => OpCodes.Conv_R4,
        "conv.r8" => OpCodes.Conv_R8,
        _ => throw new InvalidOperationException($"no CIL instruction {name}"),
    };
}
