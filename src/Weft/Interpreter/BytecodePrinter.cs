// Bytecode as text, for debugging and for tests that pin what lowering makes.
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Weft.Interpreter.Lowering;

namespace Weft.Interpreter;

/// <summary>Prints lowered functions.</summary>
internal static class BytecodePrinter
{
    /// <summary>A line an instruction: its position, its name, its operands; slots as numbers, constants after <c>#</c>, jumps as positions.</summary>
    public static string Print(LoweredFunction function)
    {
        var code = function.Code.Span;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"frame {function.FrameSlots}, header {function.HeaderSlot}\n");
        for (var position = 0; position < code.Length;)
        {
            position += PrintInstruction(text, code, position);
        }

        foreach (var region in function.Regions)
        {
            text.Append(CultureInfo.InvariantCulture, $"{region.Kind} {region.Start}..{region.End} depth {region.Depth} tag {region.Tag}");
            text.Append(CultureInfo.InvariantCulture, $" -> {region.Target} slot {region.Slot}\n");
        }

        return text.ToString();
    }

    private static int PrintInstruction(StringBuilder text, ReadOnlySpan<ushort> code, int from)
    {
        var op = (Bytecode)code[from];
        text.Append(CultureInfo.InvariantCulture, $"{from,5}  {op}");
        var at = from + 1;
        foreach (var letter in BytecodeInfo.GetLayout(op))
        {
            var rest = MemoryMarshal.AsBytes(code[at..]);
            switch (letter)
            {
                case 'j':
                    text.Append(CultureInfo.InvariantCulture, $" ->{from + BinaryPrimitives.ReadInt32LittleEndian(rest)}");
                    at += 2;
                    break;
                case 'i' or 'k':
                    text.Append(CultureInfo.InvariantCulture, $" #{BinaryPrimitives.ReadInt32LittleEndian(rest)}");
                    at += 2;
                    break;
                case 't' or 'f':
                    text.Append(CultureInfo.InvariantCulture, $" {BinaryPrimitives.ReadInt32LittleEndian(rest)}");
                    at += 2;
                    break;
                case 'q':
                    text.Append(CultureInfo.InvariantCulture, $" #0x{BinaryPrimitives.ReadUInt64LittleEndian(rest):x}");
                    at += 4;
                    break;
                case 'v':
                    text.Append(CultureInfo.InvariantCulture, $" #0x{BinaryPrimitives.ReadUInt128LittleEndian(rest):x}");
                    at += 8;
                    break;
                case 'n' or 'm' or 'o':
                    text.Append(CultureInfo.InvariantCulture, $" #{code[at]}");
                    at++;
                    break;
                default:
                    text.Append(CultureInfo.InvariantCulture, $" {code[at]}");
                    at++;
                    break;
            }
        }

        if (op is Bytecode.BranchTable or Bytecode.BranchTableSubI)
        {
            var count = BinaryPrimitives.ReadInt32LittleEndian(MemoryMarshal.AsBytes(code[(from + 2)..])) + 1;
            for (var i = 0; i < count; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $" ->{from + BinaryPrimitives.ReadInt32LittleEndian(MemoryMarshal.AsBytes(code[at..]))}");
                at += 2;
            }
        }

        text.Append('\n');
        return at - from;
    }
}
