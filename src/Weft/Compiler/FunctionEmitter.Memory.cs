// Loads, stores and atomic accesses. Operands become pointers by the memory's base, in a local; where no guard pages stand behind the
// memory, they are compared with its length first. A memory never moves, so that its base is loaded once a function.
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private readonly Dictionary<int, Variable> _bases = [];
    private Variable? _wideAddress;

    // The base of each memory that the function names.
    private void DeclareBases()
    {
        foreach (var memory in _scan.Memories)
        {
            if (!_bases.TryGetValue(memory, out var local))
            {
                _bases[memory] = local = Declare(typeof(byte*));
            }

            LoadContext();
            if (memory == 0)
            {
                LoadField(nameof(InstanceContext.Memory0Base));
            }
            else
            {
                LoadField(nameof(InstanceContext.Memories));
                LoadElement(memory);
                _il.Emit(OpCodes.Ldfld, ContextFields.OfMemory(nameof(MemoryCell.Base)));
            }

            Save(local);
        }
    }

    private void EmitAccess(in Instruction instruction, EmitterRow row)
    {
        var signature = InstructionTable.GetSignature(instruction.Opcode)!;
        var values = signature.Operands.Length - 1;
        var isLane = InstructionTable.GetLanes(instruction.Opcode) != 0;
        var form = _operands[^signature.Operands.Length].Form;
        TakeAny(signature.Operands.Length);
        if (form is OperandForm.Pointer or OperandForm.Inside && row.Form == EmitterForm.Store)
        {
            EmitStore(in instruction, row, KindOf(signature.Operands[1]), null, isLane, _module.Memories[instruction.Index].IsShared);
            return;
        }

        var held = new Variable[values];
        for (var i = values - 1; i >= 0; i--)
        {
            var kind = KindOf(signature.Operands[i + 1]);
            held[i] = Rent(kind);
            Save(held[i]);
        }

        EmitPointer(in instruction, row.Form == EmitterForm.Atomic, form);
        var isShared = _module.Memories[instruction.Index].IsShared;
        switch (row.Form)
        {
            case EmitterForm.Load when isLane:
                EmitLoadLane(in instruction, row, held[0], isShared);
                break;
            case EmitterForm.Load:
                EmitLoad(row, signature, isShared);
                break;
            case EmitterForm.Store:
                EmitStore(in instruction, row, KindOf(signature.Operands[1]), held[0], isLane, isShared);
                break;
            default:
                EmitAtomic(row, signature, held);
                break;
        }

        for (var i = 0; i < values; i++)
        {
            Release(KindOf(signature.Operands[i + 1]), held[i]);
        }

        if (signature.Results.Length != 0)
        {
            Push(KindOf(signature.Results[0]));
        }
    }

    private void EmitLoad(EmitterRow row, Signature signature, bool isShared)
    {
        LoadCell(row.Cell, isShared);
        if (row.Method is not null)
        {
            CallLeaf(row.Method);
        }
        else if (KindOf(signature.Results[0]) == ValueKind.I64 && row.Cell != typeof(long) && row.Cell != typeof(ulong))
        {
            _il.Emit(row.Cell == typeof(sbyte) || row.Cell == typeof(short) || row.Cell == typeof(int) ? OpCodes.Conv_I8 : OpCodes.Conv_U8);
        }
    }

    private void EmitLoadLane(in Instruction instruction, EmitterRow row, Variable vector, bool isShared)
    {
        LoadCell(row.Cell, isShared);
        var value = Declare(row.Method!.GetParameters()[1].ParameterType);
        Save(value);
        Load(vector);
        Load(value);
        CallLeaf(row.Method, instruction.Lane);
    }

    // Stores the value in the variable, or the one on the evaluation stack.
    private void EmitStore(in Instruction instruction, EmitterRow row, ValueKind kind, Variable? value, bool isLane, bool isShared)
    {
        if (value is not null)
        {
            Load(value);
        }

        if (isLane)
        {
            CallLeaf(row.Method!, instruction.Lane);
        }
        else if (kind == ValueKind.I64 && row.Cell != typeof(long) && row.Cell != typeof(ulong))
        {
            _il.Emit(OpCodes.Conv_I4);
        }

        // RyuJIT makes one store of several constants side by side; but what lies before the one that traps must be stored.
        if (isShared || _settings.GuardPages)
        {
            _il.Emit(OpCodes.Volatile);
        }

        _il.Emit(OpCodes.Stobj, row.Cell);
    }

    private void EmitAtomic(EmitterRow row, Signature signature, Variable[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Load(values[i]);
            if (KindOf(signature.Operands[i + 1]) == ValueKind.I64 && row.Cell != typeof(ulong))
            {
                _il.Emit(OpCodes.Conv_I4);
            }

            if (row.Cell == typeof(byte))
            {
                _il.Emit(OpCodes.Conv_U1);
            }
            else if (row.Cell == typeof(ushort))
            {
                _il.Emit(OpCodes.Conv_U2);
            }
        }

        _il.Emit(OpCodes.Call, row.Method!);
        if (signature.Results.Length != 0 && KindOf(signature.Results[0]) == ValueKind.I64 && row.Cell != typeof(ulong))
        {
            _il.Emit(OpCodes.Conv_U8);
        }
    }

    private void LoadCell(Type cell, bool isShared)
    {
        // RyuJIT moves ordinary loads out of loops, where the store of another thread would never be seen.
        if (isShared)
        {
            _il.Emit(OpCodes.Volatile);
        }

        _il.Emit(OpCodes.Ldobj, cell);
    }

    // The address on the evaluation stack becomes a pointer into the memory.
    private void EmitPointer(in Instruction instruction, bool isAtomic, OperandForm form)
    {
        var memory = _module.Memories[instruction.Index];
        var width = InstructionTable.GetWidth(instruction.Opcode);
        var offset = instruction.Bits;
        var is64 = memory.Address == AddressType.I64;
        var isGuarded = IsGuarded(memory) && !isAtomic && !MayBeNarrowed;
        if (form is OperandForm.Pointer or OperandForm.Inside)
        {
            if (form == OperandForm.Pointer && !isGuarded)
            {
                EmitPointerCheck(instruction.Index, width);
            }

            return;
        }

        if (!is64 && form == OperandForm.Number)
        {
            _il.Emit(OpCodes.Conv_U8);
        }

        if (!isGuarded)
        {
            EmitBoundsCheck(instruction.Index, offset, width, is64, isAtomic);
        }

        AddBase(instruction.Index, offset);
    }

    // Whether pages that nobody may touch stand behind a memory as far as its addresses reach.
    private bool IsGuarded(MemoryType memory) =>
        _settings.GuardPages && memory.Address == AddressType.I32 && memory.PageSize % (ulong)Environment.SystemPageSize == 0;

    // If the value of the instruction that was emitted last is an address, it becomes one here.
    private void MakeAddress()
    {
        if (!_unreachable && _scan.Operands.TryFindAddress(_offset, out var use) && _operands[^1].Form == OperandForm.Number)
        {
            Take(1);
            _il.Emit(OpCodes.Conv_U8);
            PushAddress(use);
        }
    }

    // A shift or a sum that is part of an address and cannot wrap around: the operand below the constant is widened, and the rest is left to
    // the addressing of the processor.
    private bool EmitIndex(in Instruction instruction)
    {
        var operands = _scan.Operands;
        if (instruction.Opcode == Opcode.I32Shl && operands.TryFindScale(instruction.Offset, out var scale))
        {
            Take(2);
            _il.Emit(OpCodes.Pop);
            _il.Emit(OpCodes.Conv_U8);
            Int(scale);
            _il.Emit(OpCodes.Shl);
            if (operands.TryFindAddress(instruction.Offset, out var access))
            {
                PushAddress(access);
            }
            else
            {
                Push(ValueKind.I32, OperandOrigin.Other, OperandForm.Wide);
            }

            return true;
        }

        if (instruction.Opcode != Opcode.I32Add || !operands.TryFindDisplacement(instruction.Offset, out var displacement)
            || !operands.TryFindAddress(instruction.Offset, out var use))
        {
            return false;
        }

        var form = _operands[^2].Form;
        TakeAny(2);
        _il.Emit(OpCodes.Pop);
        if (form == OperandForm.Number)
        {
            _il.Emit(OpCodes.Conv_U8);
        }

        if (use.IsAtomic || !IsGuarded(_module.Memories[use.Memory]))
        {
            Long(displacement);
            _il.Emit(OpCodes.Add);
            PushAddress(use);
        }
        else
        {
            PushAddress(use with { Offset = use.Offset + displacement, Greatest = use.Greatest - displacement });
        }

        return true;
    }

    // The address on the evaluation stack, widened, is the operand of an access: a pointer where guard pages check it.
    private void PushAddress(AddressUse use)
    {
        var memory = _module.Memories[use.Memory];
        var isInside = !use.IsAtomic && IsAlwaysInside(memory, use.Greatest + use.Offset, use.Width);
        if (!isInside && (use.IsAtomic || !IsGuarded(memory)))
        {
            Push(ValueKind.I32, OperandOrigin.Other, OperandForm.Wide);
            return;
        }

        AddBase(use.Memory, use.Offset);
        Push(ValueKind.I32, OperandOrigin.Other, isInside ? OperandForm.Inside : OperandForm.Pointer);
    }

    // Whether bytes that begin at a place or before it are in a memory that has not grown yet: it never shrinks.
    private static bool IsAlwaysInside(MemoryType memory, ulong start, int width)
    {
        var end = start + (ulong)width;
        return end > start && memory.Limits.Minimum >= (end + memory.PageSize - 1) / memory.PageSize;
    }

    // The address on the evaluation stack becomes a pointer.
    private void AddBase(int memory, ulong offset)
    {
        Load(_bases[memory]);
        _il.Emit(OpCodes.Add);
        if (offset is not 0 and <= int.MaxValue)
        {
            Int((int)offset);
            _il.Emit(OpCodes.Add);
        }
        else if (offset != 0)
        {
            Long((long)offset);
            _il.Emit(OpCodes.Conv_I);
            _il.Emit(OpCodes.Add);
        }
    }

    // Traps unless width bytes at the address and offset are inside; the address stays on the evaluation stack.
    private void EmitBoundsCheck(int memory, ulong offset, int width, bool is64, bool isAtomic)
    {
        var address = _wideAddress ??= Declare(typeof(ulong));
        Save(address);
        Spill();
        if (isAtomic && width > 1)
        {
            EmitAlignmentCheck(address, offset, width);
        }

        var end = offset + (ulong)width;
        var inside = _il.DefineLabel();
        if (end < offset)
        {
            // No memory reaches that far.
            EmitTrap(TrapKind.MemoryOutOfBounds);
        }
        else if (!is64)
        {
            Load(address);
            Long((long)end);
            _il.Emit(OpCodes.Add);
            LoadLength(memory);
            _il.Emit(OpCodes.Ble_Un, inside);
            EmitTrap(TrapKind.MemoryOutOfBounds);
        }
        else
        {
            // length >= end, and address <= length - end: nothing wraps around.
            var outside = _il.DefineLabel();
            LoadLength(memory);
            Long((long)end);
            _il.Emit(OpCodes.Blt_Un, outside);
            Load(address);
            LoadLength(memory);
            Long((long)end);
            _il.Emit(OpCodes.Sub);
            _il.Emit(OpCodes.Ble_Un, inside);
            _il.MarkLabel(outside);
            EmitTrap(TrapKind.MemoryOutOfBounds);
        }

        _il.MarkLabel(inside);
        Load(address);
    }

    // The same for a pointer on the evaluation stack, which holds the offset of the access already.
    private void EmitPointerCheck(int memory, int width)
    {
        var pointer = _wideAddress ??= Declare(typeof(ulong));
        var inside = _il.DefineLabel();
        _il.Emit(OpCodes.Conv_U8);
        Save(pointer);
        Spill();
        Load(pointer);
        Load(_bases[memory]);
        _il.Emit(OpCodes.Sub);
        Long(width);
        _il.Emit(OpCodes.Add);
        LoadLength(memory);
        _il.Emit(OpCodes.Ble_Un, inside);
        EmitTrap(TrapKind.MemoryOutOfBounds);
        _il.MarkLabel(inside);
        Load(pointer);
    }

    private void EmitAlignmentCheck(Variable address, ulong offset, int width)
    {
        var aligned = _il.DefineLabel();
        Load(address);
        Long((long)offset);
        _il.Emit(OpCodes.Add);
        Long(width - 1);
        _il.Emit(OpCodes.And);
        _il.Emit(OpCodes.Brfalse, aligned);
        EmitTrap(TrapKind.UnalignedAtomic);
        _il.MarkLabel(aligned);
    }

    private void LoadLength(int memory)
    {
        LoadContext();
        if (memory == 0)
        {
            LoadField(nameof(InstanceContext.Memory0));
        }
        else
        {
            LoadField(nameof(InstanceContext.Memories));
            LoadElement(memory);
        }

        _il.Emit(OpCodes.Ldfld, ContextFields.OfMemory(nameof(MemoryCell.Length)));
    }

    // What the memory's indices are on the evaluation stack: widened to 64 bits.
    private void WidenIndex(AddressType address)
    {
        if (address == AddressType.I32)
        {
            _il.Emit(OpCodes.Conv_U8);
        }
    }
}
