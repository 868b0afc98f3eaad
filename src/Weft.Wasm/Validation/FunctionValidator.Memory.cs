// Memory and table instructions, and the immediates of loads, stores and lanes (spec 3.4.5, 3.4.6, 3.4.8).
using System.Numerics;
using System.Runtime.Intrinsics;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

public sealed partial class FunctionValidator
{
    private void CheckImmediates(in Instruction instruction, ref ulong shape)
    {
        switch (InstructionTable.GetImmediates(instruction.Opcode))
        {
            case ImmediateKind.Memarg:
                CheckMemoryArgument(instruction, ref shape);
                break;
            case ImmediateKind.MemargLane:
                CheckMemoryArgument(instruction, ref shape);
                CheckLane(instruction.Lane, InstructionTable.GetLanes(instruction.Opcode));
                break;
            case ImmediateKind.Lane:
                CheckLane(instruction.Lane, InstructionTable.GetLanes(instruction.Opcode));
                break;
            case ImmediateKind.Shuffle:
                if (Vector128.GreaterThanOrEqualAny(instruction.Vector, Vector128.Create((byte)32)))
                {
                    throw Invalid("invalid lane index: i8x16.shuffle chooses from 32 lanes");
                }

                break;
        }
    }

    private void CheckMemoryArgument(in Instruction instruction, ref ulong shape)
    {
        var memory = GetMemory(instruction.Index);
        var natural = InstructionTable.GetWidth(instruction.Opcode);
        var isAtomic = InstructionTable.GetPrefix(instruction.Opcode) == 0xFE;
        var align = instruction.AlignLog2;
        var most = BitOperations.Log2((uint)natural);
        if (isAtomic ? align != most : align > most)
        {
            throw Invalid($"{(isAtomic ? "atomic alignment must be natural" : "alignment must not be larger than natural")}: "
                + $"{InstructionTable.GetMnemonic(_opcode)} expected {natural} but found 2**{align}");
        }

        if (memory.Address == AddressType.I32 && instruction.Bits > uint.MaxValue)
        {
            throw Invalid($"offset out of range: {instruction.Bits} does not fit the 32-bit addresses of memory {instruction.Index}");
        }

        shape = OperandShape.WithAddress(shape, memory.Address);
    }

    private void CheckLane(byte lane, int lanes)
    {
        if (lane >= lanes)
        {
            throw Invalid($"invalid lane index {lane}: {InstructionTable.GetMnemonic(_opcode)} chooses from {lanes} lanes");
        }
    }

    private bool ApplyMemory(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.MemorySize:
                Push(TypeOf(GetMemory(instruction.Index).Address));
                return true;
            case Opcode.MemoryGrow:
                var address = TypeOf(GetMemory(instruction.Index).Address);
                Pop(address);
                Push(address);
                return true;
            case Opcode.MemoryFill:
                address = TypeOf(GetMemory(instruction.Index).Address);
                Pop([address, ValueType.I32, address]);
                return true;
            case Opcode.MemoryCopy:
                Copy(GetMemory(instruction.Index).Address, GetMemory(instruction.Index2).Address);
                return true;
            case Opcode.MemoryInit:
                address = TypeOf(GetMemory(instruction.Index2).Address);
                CheckDataSegment(instruction.Index);
                Pop([address, ValueType.I32, ValueType.I32]);
                return true;
            case Opcode.DataDrop:
                CheckDataSegment(instruction.Index);
                return true;
            default:
                return ApplyTable(instruction);
        }
    }

    private bool ApplyTable(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.TableGet:
                var table = GetTable(instruction.Index);
                Pop(TypeOf(table.Address));
                Push(table.Element);
                return true;
            case Opcode.TableSet:
                table = GetTable(instruction.Index);
                Pop([TypeOf(table.Address), table.Element]);
                return true;
            case Opcode.TableSize:
                Push(TypeOf(GetTable(instruction.Index).Address));
                return true;
            case Opcode.TableGrow:
                table = GetTable(instruction.Index);
                Pop([table.Element, TypeOf(table.Address)]);
                Push(TypeOf(table.Address));
                return true;
            case Opcode.TableFill:
                table = GetTable(instruction.Index);
                Pop([TypeOf(table.Address), table.Element, TypeOf(table.Address)]);
                return true;
            case Opcode.TableCopy:
                table = GetTable(instruction.Index);
                var source = GetTable(instruction.Index2);
                CheckMatch(source.Element, table.Element, "elements");
                Copy(table.Address, source.Address);
                return true;
            case Opcode.TableInit:
                table = GetTable(instruction.Index2);
                CheckMatch(GetElementType(instruction.Index), table.Element, "elements");
                Pop([TypeOf(table.Address), ValueType.I32, ValueType.I32]);
                return true;
            case Opcode.ElemDrop:
                GetElementType(instruction.Index);
                return true;
            default:
                return false;
        }
    }

    private static ValueType TypeOf(AddressType address) => address == AddressType.I64 ? ValueType.I64 : ValueType.I32;

    // A length must fit both: it is as wide as the narrower address.
    private void Copy(AddressType target, AddressType source) =>
        Pop([TypeOf(target), TypeOf(source), TypeOf(target < source ? target : source)]);

    private void CheckMatch(ValueType found, ValueType expected, string what)
    {
        if (!_types.IsSubtype(found, expected))
        {
            throw Invalid($"type mismatch: {InstructionTable.GetMnemonic(_opcode)} expected {what} of type {expected} but found {found}");
        }
    }

    private MemoryType GetMemory(int index)
    {
        var memories = _module.Memories;
        return (uint)index < (uint)memories.Length ? memories[index] : throw Invalid($"unknown memory {index}: there are {memories.Length}");
    }

    private TableType GetTable(int index)
    {
        var tables = _module.Tables;
        return (uint)index < (uint)tables.Length ? tables[index] : throw Invalid($"unknown table {index}: there are {tables.Length}");
    }

    private ValueType GetElementType(int index)
    {
        var types = _module.ElementTypes;
        return (uint)index < (uint)types.Length ? types[index] : throw Invalid($"unknown elem segment {index}: there are {types.Length}");
    }

    private void CheckDataSegment(int index)
    {
        // In the binary format the count must stand before the code (spec 5.5.16); text has no such section.
        var count = _module.Definition.DataCount;
        if (count is null && _sourceMap is null)
        {
            throw new MalformedModuleException(
                $"data count section required: {InstructionTable.GetMnemonic(_opcode)} names data segment {index}", _baseOffset + _offset);
        }

        var segments = count ?? _module.Definition.Data.Length;
        if (index >= segments)
        {
            throw Invalid($"unknown data segment {index}: there are {segments}");
        }
    }
}
