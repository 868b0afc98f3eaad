// Facts about the bytecode, looked up by instruction; the data is generated from Bytecode.txt and InstructionSet.txt.
using System.Runtime.CompilerServices;
using Weft.Wasm.Instructions;

namespace Weft.Interpreter;

/// <summary>Facts about bytecode instructions.</summary>
internal static partial class BytecodeInfo
{
    /// <summary>No instruction.</summary>
    public const Bytecode None = (Bytecode)ushort.MaxValue;

    /// <summary>The length in 16-bit words, the opcode included; the targets that follow a table are not.</summary>
    // Not inlined: the span would be a local whose address is taken, and a handler with one cannot end in a jump.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int GetLength(Bytecode bytecode) => Lengths[(int)bytecode];

    /// <summary>A letter an operand; Bytecode.txt explains them.</summary>
    public static string GetLayout(Bytecode bytecode) => s_layouts[(int)bytecode];

    /// <summary>The letter of the operand that begins at a word of an instruction.</summary>
    public static char GetLetter(Bytecode bytecode, int word)
    {
        var at = 1;
        foreach (var letter in GetLayout(bytecode))
        {
            if (at == word)
            {
                return letter;
            }

            at += letter switch { 'i' or 'k' or 'j' or 't' or 'f' => 2, 'q' => 4, 'v' => 8, _ => 1 };
        }

        throw new ArgumentOutOfRangeException(nameof(word));
    }

    /// <summary>For a comparison, the instruction that branches when it holds (or does not), or <see cref="None"/>.</summary>
    public static Bytecode GetBranch(Bytecode comparison, bool holds) => (Bytecode)(holds ? BranchTrue : BranchFalse)[(int)comparison];

    /// <summary>For an integer comparison, the one that holds when it does not, or <see cref="None"/>.</summary>
    public static Bytecode GetOpposite(Bytecode comparison) => (Bytecode)BranchOpposite[(int)comparison];

    /// <summary>For a branch, the form that jumps backwards and polls the status word.</summary>
    public static Bytecode GetBackward(Bytecode branch) => (Bytecode)Backward[(int)branch];
}

/// <summary>The forms in which the bytecode has an instruction of WebAssembly; <see cref="BytecodeInfo.None"/> where it has not.</summary>
internal static partial class BytecodeForms
{
    /// <summary>Operands in slots; a memory instruction on guard pages.</summary>
    public static Bytecode Plain(Opcode opcode) => (Bytecode)PlainForms[(int)opcode];

    /// <summary>The last operand a constant of 32 bits.</summary>
    public static Bytecode Immediate(Opcode opcode) => (Bytecode)ImmediateForms[(int)opcode];

    /// <summary>A constant address.</summary>
    public static Bytecode Constant(Opcode opcode) => (Bytecode)ConstantForms[(int)opcode];

    /// <summary>The address a sum.</summary>
    public static Bytecode Added(Opcode opcode) => (Bytecode)AddedForms[(int)opcode];

    /// <summary>The address the sum of a slot and a constant.</summary>
    public static Bytecode Moved(Opcode opcode) => (Bytecode)MovedForms[(int)opcode];

    /// <summary>The address a sum with a shifted index.</summary>
    public static Bytecode Shifted(Opcode opcode) => (Bytecode)ShiftedForms[(int)opcode];

    /// <summary>Memory 0 with 32-bit addresses, bounds tested.</summary>
    public static Bytecode Checked(Opcode opcode) => (Bytecode)CheckedForms[(int)opcode];

    /// <summary>Any memory, bounds tested.</summary>
    public static Bytecode General(Opcode opcode) => (Bytecode)GeneralForms[(int)opcode];
}
