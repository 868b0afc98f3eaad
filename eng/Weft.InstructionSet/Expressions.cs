// C# expressions for the semantics column of InstructionSet.txt: CIL sequences become operators, names become calls of Weft.Semantics.
namespace Weft.InstructionSet;

/// <summary>Turns semantics into C#.</summary>
internal static class Expressions
{
    /// <summary>An operand read from its slot.</summary>
    public static string Read(string type, string slot) => type switch
    {
        "i32" => $"(int)fp[{slot}]",
        "i64" => $"(long)fp[{slot}]",
        "f32" => $"(*(float*)(fp + {slot}))",
        "f64" => $"(*(double*)(fp + {slot}))",
        "v128" => $"(*(Vector128<byte>*)(fp + {slot}))",
        _ => throw new FormatException($"no operand of type {type}"),
    };

    /// <summary>A result written to its slot: all 64 bits, so that copying the slot never waits for a partial store.</summary>
    public static string Write(string type, string slot, string value) => type switch
    {
        "i32" => $"fp[{slot}] = (uint)({value});",
        "i64" => $"fp[{slot}] = (ulong)({value});",
        "f32" => $"fp[{slot}] = BitConverter.SingleToUInt32Bits({value});",
        "f64" => $"*(double*)(fp + {slot}) = {value};",
        "v128" => $"*(Vector128<byte>*)(fp + {slot}) = {value};",
        _ => throw new FormatException($"no result of type {type}"),
    };

    /// <summary>Whether the row compares scalars by a CIL sequence.</summary>
    public static bool IsComparison(InstructionRow row) => row.Semantics.StartsWith("op: ", StringComparison.Ordinal) && row.Semantics.EndsWith(" ceq", StringComparison.Ordinal)
        || row.Semantics is "op: ceq" or "op: clt" or "op: clt.un" or "op: cgt" or "op: cgt.un";

    /// <summary>The condition that a comparison tests.</summary>
    public static string Condition(InstructionRow row, List<string> values)
    {
        var sequence = row.Semantics[4..];
        var isFloat = row.Operands![0][0] == 'f';
        var unsigned = row.Operands![0] == "i32" ? "(uint)" : "(ulong)";
        return sequence switch
        {
            "ceq" => Signed("=="),
            "ceq ldc.i4.0 ceq" => Signed("!="),
            "clt" => Signed("<"),
            "cgt" => Signed(">"),
            "clt.un" => Unsigned("<"),
            "cgt.un" => Unsigned(">"),
            "cgt ldc.i4.0 ceq" => Signed("<="),
            "clt ldc.i4.0 ceq" => Signed(">="),
            "cgt.un ldc.i4.0 ceq" => isFloat ? Signed("<=") : Unsigned("<="),
            "clt.un ldc.i4.0 ceq" => isFloat ? Signed(">=") : Unsigned(">="),
            "ldc.i4.0 ceq" or "ldc.i4.0 conv.i8 ceq" => $"{values[0]} == 0",
            _ => throw new FormatException($"{row.Name}: not a comparison: {sequence}"),
        };

        string Signed(string comparison) => $"{values[0]} {comparison} {values[1]}";
        string Unsigned(string comparison) => $"{unsigned}{values[0]} {comparison} {unsigned}{values[1]}";
    }

    /// <summary>The value of a numeric row.</summary>
    public static string Of(InstructionRow row, List<string> values)
    {
        if (!row.Semantics.StartsWith("op: ", StringComparison.Ordinal))
        {
            return Call(row.Semantics, values);
        }

        if (IsComparison(row))
        {
            return $"{Condition(row, values)} ? 1u : 0u";
        }

        return row.Semantics[4..] switch
        {
            "add" => $"{values[0]} + {values[1]}",
            "sub" => $"{values[0]} - {values[1]}",
            "mul" => $"{values[0]} * {values[1]}",
            "div" when row.Operands![0][0] == 'f' => $"{values[0]} / {values[1]}",
            "and" => $"{values[0]} & {values[1]}",
            "or" => $"{values[0]} | {values[1]}",
            "xor" => $"{values[0]} ^ {values[1]}",
            "neg" => $"-{values[0]}",
            "conv.i1" => $"(int)(sbyte){values[0]}",
            "conv.i2" => $"(int)(short){values[0]}",
            "conv.i4" => $"(int){values[0]}",
            "conv.i8" => $"(long){values[0]}",
            "conv.u8" => $"(ulong)(uint){values[0]}",
            "conv.i1 conv.i8" => $"(long)(sbyte){values[0]}",
            "conv.i2 conv.i8" => $"(long)(short){values[0]}",
            "conv.i4 conv.i8" => $"(long)(int){values[0]}",
            "conv.r4" => $"(float){values[0]}",
            "conv.r8" => $"(double){values[0]}",
            var other => throw new FormatException($"{row.Name}: no C# for the CIL sequence {other}"),
        };
    }

    /// <summary>A call of a method of Weft.Semantics.</summary>
    public static string Call(string method, IEnumerable<string> values) => $"{method}({string.Join(", ", values)})";

    /// <summary>Reads a cell at a pointer, and writes the result to $d.</summary>
    public static string Load(InstructionRow row, string pointer)
    {
        var parts = row.Semantics["load: ".Length..].Split(' ');
        var cell = parts[0] == "v128" ? "Vector128<byte>" : parts[0];
        var value = $"*({cell}*){pointer}";
        if (parts.Length == 2)
        {
            if (row.Lanes != 0)
            {
                value = $"{parts[1]}({Read("v128", "$b")}, {Signed(cell)}{value}, (byte)$n)";
            }
            else
            {
                value = $"{parts[1]}({(parts[1].Contains("Splat", StringComparison.Ordinal) ? Signed(cell) : "")}{value})";
            }
        }
        else if (row.Results![0] == "i64")
        {
            value = $"(long){value}";
        }
        else if (row.Results![0] == "i32")
        {
            value = $"(int){value}";
        }

        return Write(row.Results![0], "$d", value);
    }

    /// <summary>Writes the operand in a slot to a cell at a pointer.</summary>
    public static string Store(InstructionRow row, string pointer, string slot)
    {
        var parts = row.Semantics["store: ".Length..].Split(' ');
        var cell = parts[0] == "v128" ? "Vector128<byte>" : parts[0];
        var value = parts.Length == 2
            ? $"({cell}){parts[1]}({Read("v128", slot)}, (byte)$n)"
            : row.Operands![1] is "i32" or "i64" ? $"({cell})fp[{slot}]" : Read(row.Operands![1], slot);
        return $"*({cell}*){pointer} = {value};";
    }

    /// <summary>An atomic access to a cell at a pointer; its result, if it has one, goes to $d.</summary>
    public static string Atomic(InstructionRow row, string pointer)
    {
        var parts = row.Semantics["atomic: ".Length..].Split(' ');
        var values = new List<string> { $"ref *({parts[0]}*){pointer}" };
        for (var i = 1; i < row.Operands!.Length; i++)
        {
            values.Add($"({parts[0]})fp[${"abc"[i]}]");
        }

        var call = Call(parts[1], values);
        return row.Results!.Length == 0 ? call + ";" : $"fp[$d] = {call};";
    }

    private static string Signed(string cell) => cell switch { "uint" => "(int)", "ulong" => "(long)", _ => "" };
}
