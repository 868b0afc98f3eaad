// Arguments and results of `weft run --invoke`, as text.
using System.Globalization;
using System.Runtime.Intrinsics;
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Cli.Running;

/// <summary>Reads and prints values of function types.</summary>
internal static class ValueText
{
    /// <summary>Reads the arguments of a call.</summary>
    /// <exception cref="CommandException">There are too few or too many, or one is not of its type.</exception>
    public static Value[] ParseArguments(string name, FunctionType type, string[] arguments)
    {
        if (arguments.Length != type.Parameters.Length)
        {
            throw new CommandException($"'{name}' is {type}: it takes {type.Parameters.Length} arguments, and {arguments.Length} were given");
        }

        return [.. arguments.Select((argument, index) => Parse(argument, type.Parameters[index], index))];
    }

    /// <summary>A result as the command line shows it: integers signed, floats shortest, vectors in hexadecimal.</summary>
    public static string Print(Value value) => value.ToString();

    private static Value Parse(string text, ValueType type, int index)
    {
        try
        {
            return type.Kind switch
            {
                ValueKind.I32 => Value.FromInt32((int)(uint)ParseInteger(text, 32)),
                ValueKind.I64 => Value.FromInt64((long)ParseInteger(text, 64)),
                ValueKind.F32 => Value.FromSingle(ParseFloat(text, bits => float.Parse(bits, CultureInfo.InvariantCulture))),
                ValueKind.F64 => Value.FromDouble(ParseFloat(text, bits => double.Parse(bits, CultureInfo.InvariantCulture))),
                ValueKind.V128 => Value.FromVector(ParseVector(text)),
                _ when text == "null" && type.IsNullable => Value.FromReference(null),
                _ => throw new FormatException($"a {type} cannot be written on the command line"),
            };
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw new CommandException($"argument {index + 1}: '{text}' is not a {type}: {error.Message}", error);
        }
    }

    private static ulong ParseInteger(string text, int bits)
    {
        var isNegative = text.StartsWith('-');
        var digits = text.TrimStart('-', '+').Replace("_", "", StringComparison.Ordinal);
        var magnitude = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? UInt128.Parse(digits[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : UInt128.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        if (magnitude > (isNegative ? UInt128.One << (bits - 1) : (UInt128.One << bits) - 1))
        {
            throw new OverflowException($"it does not fit into {bits} bits");
        }

        return isNegative ? (ulong)-(Int128)magnitude : (ulong)magnitude;
    }

    private static T ParseFloat<T>(string text, Func<string, T> parse) => parse(text switch
    {
        "inf" or "+inf" => "Infinity",
        "-inf" => "-Infinity",
        "nan" => "NaN",
        _ => text,
    });

    private static Vector128<byte> ParseVector(string text)
    {
        var digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        var bits = UInt128.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return Vector128.Create((ulong)bits, (ulong)(bits >> 64)).AsByte();
    }
}
