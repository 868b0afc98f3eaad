// The code of small methods that only compute, to be put where an instruction needs one. RyuJIT would do the same for a call of such a method, but for each
// it makes temporaries, and when a function has about a thousand of those, all further calls in it, and the earlier ones, stay calls: long functions of
// vector instructions then take eight times as long.
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;

namespace Weft.Compiler;

/// <summary>The code of a method without branches that does nothing but call what RyuJIT knows.</summary>
internal sealed class LeafCode
{
    private static readonly ConcurrentDictionary<MethodInfo, LeafCode?> s_leaves = new();

    private readonly List<CilInstruction> _instructions = [];

    /// <summary>Whether it takes its arguments once each, in their order, before anything else, so that they may be on the evaluation stack; otherwise it reads them.</summary>
    public bool IsInOrder { get; private set; }

    /// <summary>Whether it is the code for a processor that has what this one has.</summary>
    public bool IsForThisProcessor { get; private set; }

    /// <summary>The code of a method; null for a method that does more.</summary>
    /// <param name="method">The method.</param>
    public static LeafCode? Find(MethodInfo method) => s_leaves.GetOrAdd(method, Read);

    /// <summary>Emits the code.</summary>
    /// <param name="il">Where to.</param>
    /// <param name="load">Puts an argument, by its number, on the evaluation stack; where they are in order they are there.</param>
    public void Emit(ILGenerator il, Action<int> load)
    {
        foreach (var instruction in _instructions)
        {
            switch (instruction.Code)
            {
                case CilCode.Argument:
                    load(instruction.Number);
                    break;
                case CilCode.Number:
                    il.Emit(OpCodes.Ldc_I4, instruction.Number);
                    break;
                case CilCode.Conversion:
                    il.Emit(ConversionOf(instruction.Number));
                    break;
                case CilCode.Call:
                    il.Emit(OpCodes.Call, instruction.Method!);
                    break;
            }
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "What a method that is there calls is there, too; where a body cannot be read the method is called.")]
    private static LeafCode? Read(MethodInfo method)
    {
        if ((method.MethodImplementationFlags & MethodImplAttributes.AggressiveInlining) == 0 || method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            return null;
        }

        var leaf = new LeafCode();
        var reader = new CilReader(code, method.Module);
        if (!leaf.Read(reader))
        {
            return null;
        }

        leaf.IsForThisProcessor = reader.HasTested;
        leaf.PutInOrder(method.GetParameters().Length);
        return leaf;
    }

    private bool Read(CilReader reader)
    {
        while (reader.Read() is { } instruction)
        {
            switch (instruction.Code)
            {
                case CilCode.Return:
                    return true;
                case CilCode.Other:
                    return false;
                case CilCode.Call when !IsKnown(instruction.Method!):
                    return false;
                default:
                    _instructions.Add(instruction);
                    break;
            }
        }

        return false;
    }

    private void PutInOrder(int parameters)
    {
        var place = 0;
        for (var taken = 0; taken < parameters && place < _instructions.Count; place++)
        {
            // A vector is the same whatever its lanes: RyuJIT does not look, and a cast does nothing.
            if (_instructions[place] is { Code: CilCode.Argument } argument && argument.Number == taken)
            {
                taken++;
            }
            else if (_instructions[place].Code != CilCode.Call || !IsCast(_instructions[place].Method!))
            {
                return;
            }
        }

        IsInOrder = _instructions.FindIndex(place, instruction => instruction.Code == CilCode.Argument) < 0;
        if (IsInOrder)
        {
            _instructions.RemoveRange(0, place);
        }
    }

    // What RyuJIT makes an instruction or a few of as it reads a call.
    private static bool IsKnown(MethodInfo method) =>
        method.DeclaringType == typeof(BitOperations)
        || method.DeclaringType?.Namespace?.StartsWith("System.Runtime.Intrinsics", StringComparison.Ordinal) == true;

    private static bool IsCast(MethodInfo method) => method.DeclaringType == typeof(Vector128) && method.Name.StartsWith("As", StringComparison.Ordinal);

    private static OpCode ConversionOf(int code) => code switch
    {
        0x67 => OpCodes.Conv_I1,
        0x68 => OpCodes.Conv_I2,
        0x69 => OpCodes.Conv_I4,
        0x6A => OpCodes.Conv_I8,
        0x6B => OpCodes.Conv_R4,
        0x6C => OpCodes.Conv_R8,
        0x6D => OpCodes.Conv_U4,
        0x6E => OpCodes.Conv_U8,
        0xD1 => OpCodes.Conv_U2,
        0xD2 => OpCodes.Conv_U1,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "no conversion"),
    };
}
