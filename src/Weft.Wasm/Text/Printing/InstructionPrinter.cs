// One instruction as text, without its operands (spec 6.5): keyword and immediates, indices as identifiers where they have one.
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text;

/// <summary>Prints instructions of one body after the other. Anything that decodes can be printed: indices that name nothing stay numbers.</summary>
internal sealed class InstructionPrinter(PrinterScope scope)
{
    /// <summary>The open blocks of the body.</summary>
    public OpenBlocks Blocks { get; } = new();

    /// <summary>The identifiers of its locals.</summary>
    public IdentifierTable Locals { get; set; } = IdentifierTable.Empty;

    /// <summary>Prints an instruction, and notes what it does to the open blocks.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="instruction">The instruction.</param>
    /// <param name="offset">Where it stands in the module.</param>
    /// <returns>False for the end of the body, which is not printed.</returns>
    /// <exception cref="MalformedModuleException">It does not fit the open blocks.</exception>
    public bool Print(TextOutput output, in Instruction instruction, long offset)
    {
        var opcode = instruction.Opcode;
        switch (opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                PrintBlock(output, instruction);
                return true;
            case Opcode.Else or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate or Opcode.End:
                if (!Blocks.Continue(opcode, offset))
                {
                    return false;
                }

                break;
        }

        output.Write(InstructionTable.GetMnemonic(opcode));
        PrintImmediates(output, instruction);
        return true;
    }

    /// <summary>A value type.</summary>
    public void PrintType(TextOutput output, ValueType type)
    {
        if (!type.IsReference || !type.Heap.IsDefined)
        {
            output.Write(type.ToString());
            return;
        }

        output.Write(type.IsNullable ? "(ref null" : "(ref");
        PrintIndex(output, scope.Types, type.Heap.Index);
        output.Write(')');
    }

    /// <summary>A space and an index, as identifier where it has one.</summary>
    public static void PrintIndex(TextOutput output, IdentifierTable identifiers, int index)
    {
        output.Write(' ');
        if (identifiers[index] is { } identifier)
        {
            output.Write(identifier);
        }
        else
        {
            output.Write((long)index);
        }
    }

    /// <summary>A type use: <c>(type x)</c>, and the signature when the type has one.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="type">The index of the type.</param>
    /// <param name="parameters">The identifiers of the parameters; empty to have none.</param>
    public void PrintTypeUse(TextOutput output, int type, IdentifierTable parameters)
    {
        output.Write(" (type");
        PrintIndex(output, scope.Types, type);
        output.Write(')');
        if (scope.GetFunctionType(type) is { } function)
        {
            PrintSignature(output, function, parameters);
        }
    }

    /// <summary>Parameters and results.</summary>
    public void PrintSignature(TextOutput output, FunctionType type, IdentifierTable parameters)
    {
        PrintTyped(output, "param", type.Parameters.AsSpan(), parameters, 0);
        PrintTyped(output, "result", type.Results.AsSpan(), IdentifierTable.Empty, 0);
    }

    /// <summary>Parameters, locals or results: those with a name alone, those without together.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="keyword">What they are.</param>
    /// <param name="types">Their types.</param>
    /// <param name="identifiers">Their identifiers.</param>
    /// <param name="firstIndex">The index of the first.</param>
    /// <param name="indentation">The indentation when each form has its own line; -1 when they follow on this one.</param>
    public void PrintTyped(
        TextOutput output, string keyword, ReadOnlySpan<ValueType> types, IdentifierTable identifiers, int firstIndex, int indentation = -1)
    {
        var isOpen = false;
        for (var i = 0; i < types.Length; i++)
        {
            var index = firstIndex + i;
            var hasName = identifiers.HasName(index);
            if (isOpen && hasName)
            {
                output.Write(')');
                isOpen = false;
            }

            if (!isOpen)
            {
                if (indentation < 0)
                {
                    output.Write(' ');
                }
                else
                {
                    output.NewLine(indentation);
                }

                output.Write('(');
                output.Write(keyword);
                PrintDefinedName(output, identifiers, index);
                isOpen = !hasName;
            }

            output.Write(' ');
            PrintType(output, types[i]);
            if (hasName)
            {
                output.Write(')');
            }
        }

        output.Write(isOpen ? ")" : "");
    }

    /// <summary>The identifier of what is defined here, and its name when that is another (spec appendix A.5.1).</summary>
    public static void PrintDefinedName(TextOutput output, IdentifierTable identifiers, int index)
    {
        if (identifiers[index] is { } identifier)
        {
            output.Write(' ');
            output.Write(identifier);
        }

        if (identifiers.GetAnnotation(index) is { } name)
        {
            PrintNameAnnotation(output, name);
        }
    }

    /// <summary>A name that no identifier carries.</summary>
    public static void PrintNameAnnotation(TextOutput output, string name)
    {
        output.Write(" (@name ");
        output.WriteName(name);
        output.Write(')');
    }

    private void PrintBlock(TextOutput output, in Instruction instruction)
    {
        output.Write(InstructionTable.GetMnemonic(instruction.Opcode));
        var name = Blocks.NextName();
        var identifier = string.IsNullOrEmpty(name) ? null : IdentifierTable.Spell(name);
        if (identifier is not null)
        {
            output.Write(' ');
            output.Write(identifier);
        }
        else
        {
            if (name is not null)
            {
                PrintNameAnnotation(output, name);
            }

            PrintLabelComment(output, Blocks.Count + 1);
        }

        if (instruction.Block.TypeIndex >= 0)
        {
            PrintTypeUse(output, instruction.Block.TypeIndex, IdentifierTable.Empty);
        }
        else if (instruction.Block.Result is { } result)
        {
            output.Write(" (result ");
            PrintType(output, result);
            output.Write(')');
        }

        if (instruction.Opcode == Opcode.TryTable)
        {
            PrintCatches(output, instruction.Catches);
        }

        Blocks.Open(instruction.Opcode, identifier);
    }

    private void PrintCatches(TextOutput output, CatchClause[] catches)
    {
        foreach (var clause in catches)
        {
            output.Write(clause.Kind switch
            {
                CatchKind.Catch => " (catch",
                CatchKind.CatchRef => " (catch_ref",
                CatchKind.CatchAll => " (catch_all",
                _ => " (catch_all_ref",
            });
            if (clause.HasTag)
            {
                PrintIndex(output, scope.Tags, clause.Tag);
            }

            PrintLabel(output, clause.Label);
            output.Write(')');
        }
    }

    private static void PrintLabelComment(TextOutput output, int depth)
    {
        output.Write(" (;@");
        output.Write((long)depth);
        output.Write(";)");
    }

    private void PrintLabel(TextOutput output, int label)
    {
        output.Write(' ');
        if (Blocks.Find(label) is { } identifier)
        {
            output.Write(identifier);
            return;
        }

        output.Write((long)label);
        if (label <= Blocks.Count)
        {
            PrintLabelComment(output, Blocks.Count - label);
        }
    }

    private void PrintImmediates(TextOutput output, in Instruction instruction)
    {
        switch (InstructionTable.GetImmediates(instruction.Opcode))
        {
            case ImmediateKind.None or ImmediateKind.Fence:
                break;
            case ImmediateKind.Local:
                PrintIndex(output, Locals, instruction.Index);
                break;
            case ImmediateKind.I32 or ImmediateKind.I64:
                output.Write(' ');
                output.Write((long)instruction.Bits);
                break;
            case ImmediateKind.Memarg:
                PrintMemoryArgument(output, instruction);
                break;
            case ImmediateKind.Label:
                PrintLabel(output, instruction.Index);
                break;
            case ImmediateKind.Func:
                PrintIndex(output, scope.Functions, instruction.Index);
                break;
            case ImmediateKind.Global:
                PrintIndex(output, scope.Globals, instruction.Index);
                break;
            case ImmediateKind.F32 or ImmediateKind.F64:
                output.Write(' ');
                output.WriteFloat(instruction.Bits, InstructionTable.GetImmediates(instruction.Opcode) == ImmediateKind.F64);
                break;
            case ImmediateKind.V128:
                PrintVector(output, instruction.Vector);
                break;
            case ImmediateKind.Labels:
                foreach (var label in instruction.Labels)
                {
                    PrintLabel(output, label);
                }

                break;
            case ImmediateKind.Types:
                PrintSelectTypes(output, instruction.Types);
                break;
            case ImmediateKind.Lane:
                output.Write(' ');
                output.Write((long)instruction.Lane);
                break;
            case ImmediateKind.MemargLane:
                PrintMemoryArgument(output, instruction);
                output.Write(' ');
                output.Write((long)instruction.Lane);
                break;
            case ImmediateKind.Shuffle:
                for (var i = 0; i < 16; i++)
                {
                    output.Write(' ');
                    output.Write((long)instruction.Vector[i]);
                }

                break;
            case ImmediateKind.Heap when instruction.Opcode == Opcode.RefNull:
                PrintHeapType(output, instruction.Type.Heap);
                break;
            case ImmediateKind.Heap or ImmediateKind.HeapNull:
                output.Write(' ');
                PrintType(output, instruction.Type);
                break;
            case ImmediateKind.Cast:
                PrintLabel(output, instruction.Index);
                output.Write(' ');
                PrintType(output, instruction.Type);
                output.Write(' ');
                PrintType(output, instruction.Type2);
                break;
            case var kind:
                PrintIndices(output, kind, instruction.Index, instruction.Index2);
                break;
        }
    }

    /// <summary>Immediates that are indices alone; the text's order differs from the binary format's in places, and 0 may be left out.</summary>
    private void PrintIndices(TextOutput output, ImmediateKind kind, int first, int second)
    {
        switch (kind)
        {
            case ImmediateKind.Type:
                PrintIndex(output, scope.Types, first);
                break;
            case ImmediateKind.TypeTable:
                PrintUnlessZero(output, scope.Tables, second);
                output.Write(" (type");
                PrintIndex(output, scope.Types, first);
                output.Write(')');
                break;
            case ImmediateKind.TypeType:
                PrintIndex(output, scope.Types, first);
                PrintIndex(output, scope.Types, second);
                break;
            case ImmediateKind.TypeField:
                PrintIndex(output, scope.Types, first);
                PrintIndex(output, scope.GetFields(first), second);
                break;
            case ImmediateKind.TypeLength:
                PrintIndex(output, scope.Types, first);
                PrintIndex(output, IdentifierTable.Empty, second);
                break;
            case ImmediateKind.TypeData:
                PrintIndex(output, scope.Types, first);
                PrintIndex(output, scope.Data, second);
                break;
            case ImmediateKind.TypeElem:
                PrintIndex(output, scope.Types, first);
                PrintIndex(output, scope.Elements, second);
                break;
            case ImmediateKind.Tag:
                PrintIndex(output, scope.Tags, first);
                break;
            case ImmediateKind.Table:
                PrintUnlessZero(output, scope.Tables, first);
                break;
            case ImmediateKind.TableTable when first != 0 || second != 0:
                PrintIndex(output, scope.Tables, first);
                PrintIndex(output, scope.Tables, second);
                break;
            case ImmediateKind.Elem:
                PrintIndex(output, scope.Elements, first);
                break;
            case ImmediateKind.ElemTable:
                PrintUnlessZero(output, scope.Tables, second);
                PrintIndex(output, scope.Elements, first);
                break;
            case ImmediateKind.Memory:
                PrintUnlessZero(output, scope.Memories, first);
                break;
            case ImmediateKind.MemoryMemory when first != 0 || second != 0:
                PrintIndex(output, scope.Memories, first);
                PrintIndex(output, scope.Memories, second);
                break;
            case ImmediateKind.Data:
                PrintIndex(output, scope.Data, first);
                break;
            case ImmediateKind.DataMemory:
                PrintUnlessZero(output, scope.Memories, second);
                PrintIndex(output, scope.Data, first);
                break;
            case ImmediateKind.TableTable or ImmediateKind.MemoryMemory:
                break;
            default:
                throw new InvalidOperationException($"the text printer does not know immediates of kind {kind}");
        }
    }

    private static void PrintUnlessZero(TextOutput output, IdentifierTable identifiers, int index)
    {
        if (index != 0)
        {
            PrintIndex(output, identifiers, index);
        }
    }

    private void PrintMemoryArgument(TextOutput output, in Instruction instruction)
    {
        PrintUnlessZero(output, scope.Memories, instruction.Index);
        if (instruction.Bits != 0)
        {
            output.Write(" offset=");
            output.Write(instruction.Bits);
        }

        if (instruction.AlignLog2 != BitOperations.Log2((uint)InstructionTable.GetWidth(instruction.Opcode)))
        {
            output.Write(" align=");
            output.Write(1UL << instruction.AlignLog2);
        }
    }

    private void PrintSelectTypes(TextOutput output, ValueType[] types)
    {
        output.Write(" (result");
        foreach (var type in types)
        {
            output.Write(' ');
            PrintType(output, type);
        }

        output.Write(')');
    }

    private void PrintHeapType(TextOutput output, HeapType type)
    {
        if (type.IsDefined)
        {
            PrintIndex(output, scope.Types, type.Index);
        }
        else
        {
            output.Write(' ');
            output.Write(type.ToString());
        }
    }

    private static void PrintVector(TextOutput output, Vector128<byte> vector)
    {
        output.Write(" i32x4");
        var bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref vector, 1));
        for (var lane = 0; lane < 4; lane++)
        {
            output.Write(' ');
            output.WriteHexadecimal(BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * lane)..]), 8);
        }
    }
}
