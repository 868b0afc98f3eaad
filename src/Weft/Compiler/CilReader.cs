// Reads the CIL of small methods: the few instructions that LeafCode understands.
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Weft.Compiler;

/// <summary>What an instruction does.</summary>
internal enum CilCode
{
    /// <summary>Something else.</summary>
    Other,
    /// <summary>Reads an argument.</summary>
    Argument,
    /// <summary>A number of 32 bits.</summary>
    Number,
    /// <summary>Makes another kind of number of the one on the stack.</summary>
    Conversion,
    /// <summary>Calls a method.</summary>
    Call,
    /// <summary>Returns.</summary>
    Return,
}

/// <summary>An instruction.</summary>
/// <param name="Code">What it does.</param>
/// <param name="Number">The argument or the number, or which conversion it is.</param>
/// <param name="Method">The method that it calls.</param>
internal readonly record struct CilInstruction(CilCode Code, int Number = 0, MethodInfo? Method = null);

/// <summary>Reads instructions in their order. It follows the branch that this processor takes where a test of what it has decides.</summary>
/// <param name="code">The method's code.</param>
/// <param name="module">What its tokens are of.</param>
internal sealed class CilReader(byte[] code, System.Reflection.Module module)
{
    private int _place;

    // What a test of the processor has left on the stack.
    private bool? _isSupported;

    /// <summary>Whether a test of the processor decided what was read.</summary>
    public bool HasTested { get; private set; }

    /// <summary>The next instruction; null at the end.</summary>
    public CilInstruction? Read()
    {
        while (_place < code.Length)
        {
            var opcode = code[_place++];
            if (_isSupported is { } isSupported)
            {
                if (!Branch(opcode, isSupported))
                {
                    return new CilInstruction(CilCode.Other);
                }

                continue;
            }

            switch (opcode)
            {
                case 0x00:
                    continue;
                case >= 0x02 and <= 0x05:
                    return new CilInstruction(CilCode.Argument, opcode - 0x02);
                case 0x0E:
                    return new CilInstruction(CilCode.Argument, code[_place++]);
                case >= 0x15 and <= 0x1E:
                    return new CilInstruction(CilCode.Number, opcode - 0x16);
                case 0x1F:
                    return new CilInstruction(CilCode.Number, (sbyte)code[_place++]);
                case 0x20:
                    return new CilInstruction(CilCode.Number, ReadNumber());
                case 0x28 when FindMethod(ReadNumber()) is { } method:
                    if (method.Name is not "get_IsSupported")
                    {
                        return new CilInstruction(CilCode.Call, Method: method);
                    }

                    _isSupported = (bool)method.Invoke(null, null)!;
                    HasTested = true;
                    continue;
                case (>= 0x67 and <= 0x6E) or 0xD1 or 0xD2:
                    return new CilInstruction(CilCode.Conversion, opcode);
                case 0x2A:
                    return new CilInstruction(CilCode.Return);
                default:
                    return new CilInstruction(CilCode.Other);
            }
        }

        return null;
    }

    // brfalse and brtrue, in the short and the long form.
    private bool Branch(byte opcode, bool isSupported)
    {
        var distance = opcode switch
        {
            0x2C or 0x2D => (sbyte)code[_place++],
            0x39 or 0x3A => ReadNumber(),
            _ => (int?)null,
        };
        if (distance is null)
        {
            return false;
        }

        _place += opcode is 0x2D or 0x3A == isSupported ? distance.Value : 0;
        _isSupported = null;
        return true;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Where a method cannot be found, the code is not read.")]
    private MethodInfo? FindMethod(int token) => module.ResolveMethod(token) as MethodInfo;

    private int ReadNumber()
    {
        var number = BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(_place));
        _place += sizeof(int);
        return number;
    }
}
