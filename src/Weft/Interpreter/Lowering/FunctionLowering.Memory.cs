// Loads, stores and atomic accesses: which form depends on the memory and on how the address was made.
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Interpreter.Lowering;

internal sealed partial class FunctionLowering
{
    private void LowerMemoryAccess(in Instruction instruction, Signature signature)
    {
        var opcode = instruction.Opcode;
        var memory = _module.Memories[instruction.Index];
        var is64 = memory.Address == AddressType.I64;
        if (instruction.Index != 0 || is64)
        {
            EmitAccess(BytecodeForms.General(opcode), in instruction, signature, is64);
        }
        else if (!_options.GuardPages || memory.PageSize % (ulong)Environment.SystemPageSize != 0 || BytecodeForms.Plain(opcode) == BytecodeInfo.None)
        {
            EmitAccess(BytecodeForms.Checked(opcode), in instruction, signature, is64: null);
        }
        else if (!LowerConstantAddress(in instruction, signature) && !LowerSumAddress(in instruction, signature))
        {
            EmitAccess(BytecodeForms.Plain(opcode), in instruction, signature, is64: null);
        }
    }

    private void EmitAccess(Bytecode op, in Instruction instruction, Signature signature, bool? is64)
    {
        Span<int> slots = stackalloc int[3];
        var count = signature.Operands.Length;
        for (var i = count - 1; i >= 0; i--)
        {
            slots[i] = Use(Pop());
        }

        var hasResult = signature.Results.Length != 0;
        var result = hasResult ? PushSlot(KindOf(signature.Results[0])) : 0;
        Begin(op);
        if (hasResult)
        {
            Slot(result);
        }

        foreach (var slot in slots[..count])
        {
            Slot(slot);
        }

        if (is64 is { } wide)
        {
            Number(instruction.Index);
            Long(instruction.Bits);
            Number(wide ? 1 : 0);
        }
        else
        {
            Int((int)(uint)instruction.Bits);
        }

        if (InstructionTable.GetLanes(instruction.Opcode) != 0)
        {
            Number(instruction.Lane);
        }

        if (hasResult)
        {
            ResultOnTop();
        }
    }

    private bool LowerConstantAddress(in Instruction instruction, Signature signature)
    {
        var op = BytecodeForms.Constant(instruction.Opcode);
        var address = _operands[^signature.Operands.Length];
        var effective = (uint)address.Bits + instruction.Bits;
        if (op == BytecodeInfo.None || address.Place != OperandPlace.Constant || effective > uint.MaxValue)
        {
            return false;
        }

        if (signature.Operands.Length == 2)
        {
            var value = Use(Pop());
            Pop();
            Begin(op);
            Slot(value);
            Int((int)(uint)effective);
        }
        else
        {
            Pop();
            var slot = PushSlot(KindOf(signature.Results[0]));
            Begin(op);
            Slot(slot);
            Int((int)(uint)effective);
            ResultOnTop();
        }

        return true;
    }

    private bool LowerSumAddress(in Instruction instruction, Signature signature)
    {
        var opcode = instruction.Opcode;
        var address = _operands[^signature.Operands.Length];
        var added = BytecodeForms.Added(opcode);
        var isStore = signature.Operands.Length == 2;
        if (added == BytecodeInfo.None || (isStore && _operands[^1].Place == OperandPlace.Slot))
        {
            return false;
        }

        if (IsResultOf(address, Bytecode.I32Add))
        {
            var (a, b) = (_code[_last + 2], _code[_last + 3]);
            Rollback();
            if (isStore)
            {
                var value = Pop();
                Pop();
                var from = UseBehind(value);
                Begin(added);
                Slot(a);
                Slot(b);
                Slot(from);
                Int((int)(uint)instruction.Bits);
            }
            else
            {
                Pop();
                var slot = PushSlot(KindOf(signature.Results[0]));
                Begin(added);
                Slot(slot);
                Slot(a);
                Slot(b);
                Int((int)(uint)instruction.Bits);
                ResultOnTop();
            }

            return true;
        }

        if (IsResultOf(address, Bytecode.I32AddI))
        {
            var (a, constant) = (_code[_last + 2], IntAt(_last + 3));
            Rollback();
            var value = isStore ? UseBehind(Pop()) : 0;
            Pop();
            var result = isStore ? 0 : PushSlot(KindOf(signature.Results[0]));
            Begin(BytecodeForms.Moved(opcode));
            Slot(isStore ? a : result);
            Slot(isStore ? value : a);
            Int(constant);
            Int((int)(uint)instruction.Bits);
            if (!isStore)
            {
                ResultOnTop();
            }

            return true;
        }

        if (!isStore && IsResultOf(address, Bytecode.I32ShlAdd))
        {
            var (a, b, count) = (_code[_last + 2], _code[_last + 3], _code[_last + 4]);
            Rollback();
            Pop();
            var slot = PushSlot(KindOf(signature.Results[0]));
            Begin(BytecodeForms.Shifted(opcode));
            Slot(slot);
            Slot(a);
            Slot(b);
            Number(count);
            Int((int)(uint)instruction.Bits);
            ResultOnTop();
            return true;
        }

        return false;
    }

    /// <summary>
    /// Uses the value of a store whose address is not made any more: what the address was made of may be in the slot of a constant, for one
    /// of them was on top of the other, but not behind it.
    /// </summary>
    private int UseBehind(Operand value)
    {
        if (value.Place == OperandPlace.Constant)
        {
            value.Slot++;
            _maximumSlot = Math.Max(_maximumSlot, value.Slot + 1);
        }

        return Use(value);
    }
}
