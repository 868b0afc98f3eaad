// Numeric instructions: constants become immediates, and frequent neighbours become one instruction.
using Weft.Semantics;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Interpreter.Lowering;

internal sealed partial class FunctionLowering
{
    private void LowerNumeric(in Instruction instruction, Signature signature)
    {
        var isDeterministic = (_options.Profile & NumericProfile.DeterministicRelaxedSimd) != 0;
        var opcode = isDeterministic ? DeterministicVector.Plain(instruction.Opcode) : instruction.Opcode;
        var nan = (_options.Profile & NumericProfile.CanonicalNaNs) != 0 ? CanonicalNaN.ResultOf(opcode) : NaNResult.None;
        switch (opcode)
        {
            case Opcode.I32WrapI64 or Opcode.I32ReinterpretF32 or Opcode.I64ReinterpretF64 or Opcode.F32ReinterpretI32 or Opcode.F64ReinterpretI64:
                Reinterpret(KindOf(signature.Results[0]));
                return;
            case Opcode.I32Eqz when NegateComparison():
                return;
        }

        if (signature.Results.Length == 2)
        {
            LowerWide(opcode, signature);
            return;
        }

        var result = KindOf(signature.Results[0]);
        if (signature.Operands.Length == 2 && result is ValueKind.I32 or ValueKind.I64 or ValueKind.F64 && LowerBinary(opcode, result))
        {
            MakeCanonical(nan);
            return;
        }

        var op = isDeterministic ? DeterministicForm(opcode) : BytecodeForms.Plain(opcode);
        Span<int> slots = stackalloc int[3];
        var count = signature.Operands.Length;
        for (var i = count - 1; i >= 0; i--)
        {
            slots[i] = Use(Pop());
        }

        var slot = PushSlot(result);
        Begin(op);
        Slot(slot);
        foreach (var operand in slots[..count])
        {
            Slot(operand);
        }

        switch (InstructionTable.GetImmediates(opcode))
        {
            case ImmediateKind.Lane:
                Number(instruction.Lane);
                break;
            case ImmediateKind.Shuffle:
                Vector(instruction.Vector);
                break;
        }

        ResultOnTop();
        MakeCanonical(nan);
    }

    // Puts the canonical NaN in the place of any in the result on top, by an instruction of its own: code without it pays nothing.
    private void MakeCanonical(NaNResult result)
    {
        if (result == NaNResult.None)
        {
            return;
        }

        var slot = _operands[^1].Slot;
        Begin(result switch
        {
            NaNResult.F32 => Bytecode.CanonicalF32,
            NaNResult.F64 => Bytecode.CanonicalF64,
            NaNResult.F32x4 => Bytecode.CanonicalF32x4,
            _ => Bytecode.CanonicalF64x2,
        });
        Slot(slot);
        Slot(slot);
        ResultOnTop();
    }

    private static Bytecode DeterministicForm(Opcode opcode) => opcode switch
    {
        Opcode.F32x4RelaxedMadd => Bytecode.TwiceRoundedMaddF32x4,
        Opcode.F32x4RelaxedNmadd => Bytecode.TwiceRoundedNmaddF32x4,
        Opcode.F64x2RelaxedMadd => Bytecode.TwiceRoundedMaddF64x2,
        Opcode.F64x2RelaxedNmadd => Bytecode.TwiceRoundedNmaddF64x2,
        Opcode.I16x8RelaxedDotI8x16I7x16S => Bytecode.SignedDotI8x16,
        Opcode.I32x4RelaxedDotI8x16I7x16AddS => Bytecode.SignedDotAddI8x16,
        _ => BytecodeForms.Plain(opcode),
    };

    private static ValueKind KindOf(SignatureType type) => type switch
    {
        SignatureType.I32 => ValueKind.I32,
        SignatureType.I64 => ValueKind.I64,
        SignatureType.F32 => ValueKind.F32,
        SignatureType.F64 => ValueKind.F64,
        _ => ValueKind.V128,
    };

    // The bits stay; readers of 32 bits ignore the upper half of a slot.
    private void Reinterpret(ValueKind kind)
    {
        ref var operand = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_operands)[^1];
        operand.Kind = kind;
        if (operand.Place == OperandPlace.Constant && kind == ValueKind.I32)
        {
            operand.Bits = (uint)operand.Bits;
        }
    }

    private bool NegateComparison()
    {
        if (!IsResultOfLast(_operands[^1]) || BytecodeInfo.GetOpposite(_lastOp) is var opposite && opposite == BytecodeInfo.None)
        {
            return false;
        }

        HandlerTable.Prepare(opposite);
        _code[_last] = (ushort)opposite;
        _lastOp = opposite;
        return true;
    }

    // Four or two operands side by side in their slots, two results in theirs.
    private void LowerWide(Opcode opcode, Signature signature)
    {
        FlushTop(signature.Operands.Length);
        var from = 0;
        for (var i = 0; i < signature.Operands.Length; i++)
        {
            from = Pop().Slot;
        }

        var to = PushSlot(ValueKind.I64);
        PushSlot(ValueKind.I64);
        Begin(BytecodeForms.Plain(opcode));
        Slot(to);
        Slot(from);
    }

    // Two operands, one result: with a constant, or with what came before, or as it is.
    private bool LowerBinary(Opcode opcode, ValueKind result)
    {
        var right = _operands[^1];
        var left = _operands[^2];
        if (left.Place == OperandPlace.Constant && right.Place != OperandPlace.Constant && Swap(opcode) is { } swapped)
        {
            opcode = swapped;
            (left, right) = (right, left);
        }

        if (right.Place == OperandPlace.Constant && left.Place != OperandPlace.Constant)
        {
            return left.Kind switch
            {
                ValueKind.I32 => LowerImmediate32(opcode, left, (int)right.Bits, result),
                ValueKind.I64 => LowerImmediate64(opcode, left, (long)right.Bits, result),
                _ => false,
            };
        }

        if (left.Place == OperandPlace.Constant)
        {
            if (opcode == Opcode.I32Sub && right.Place != OperandPlace.Constant)
            {
                Pop();
                Pop();
                EmitImmediate(Bytecode.I32RSubI, Use(right), (int)left.Bits, ValueKind.I32);
                return true;
            }

            return false;
        }

        // The operand made last may be absorbed, on either side of a commutative operation.
        if (IsResultOfLast(right))
        {
            return Absorb(opcode, right, left, isRight: true);
        }

        return IsResultOfLast(left) && Absorb(opcode, left, right, isRight: false);
    }

    private static Opcode? Swap(Opcode opcode) => opcode switch
    {
        Opcode.I32Add or Opcode.I32Mul or Opcode.I32And or Opcode.I32Or or Opcode.I32Xor or Opcode.I32Eq or Opcode.I32Ne
            or Opcode.I64Add or Opcode.I64Mul or Opcode.I64And or Opcode.I64Or or Opcode.I64Xor or Opcode.I64Eq or Opcode.I64Ne => opcode,
        Opcode.I32LtS => Opcode.I32GtS,
        Opcode.I32LtU => Opcode.I32GtU,
        Opcode.I32GtS => Opcode.I32LtS,
        Opcode.I32GtU => Opcode.I32LtU,
        Opcode.I32LeS => Opcode.I32GeS,
        Opcode.I32LeU => Opcode.I32GeU,
        Opcode.I32GeS => Opcode.I32LeS,
        Opcode.I32GeU => Opcode.I32LeU,
        Opcode.I64LtS => Opcode.I64GtS,
        Opcode.I64LtU => Opcode.I64GtU,
        Opcode.I64GtS => Opcode.I64LtS,
        Opcode.I64GtU => Opcode.I64LtU,
        Opcode.I64LeS => Opcode.I64GeS,
        Opcode.I64LeU => Opcode.I64GeU,
        Opcode.I64GeS => Opcode.I64LeS,
        Opcode.I64GeU => Opcode.I64LeU,
        _ => null,
    };

    private bool LowerImmediate32(Opcode opcode, in Operand left, int constant, ValueKind result)
    {
        var op = BytecodeForms.Immediate(opcode);
        switch (opcode)
        {
            case Opcode.I32Sub:
                op = Bytecode.I32AddI;
                constant = -constant;
                break;
            case Opcode.I32Rotr:
                op = Bytecode.I32RotlI;
                constant = -constant & 31;
                break;
            case Opcode.I32DivS or Opcode.I32DivU or Opcode.I32RemS or Opcode.I32RemU when constant is 0 or -1:
                return false;
        }

        if (op == BytecodeInfo.None)
        {
            return false;
        }

        Pop();
        Pop();
        if (op == Bytecode.I32AddI && IsResultOf(left, Bytecode.I32AddI))
        {
            var from = _code[_last + 2];
            var sum = IntAt(_last + 3) + constant;
            Rollback();
            EmitImmediate(op, from, sum, result);
        }
        else if (op == Bytecode.I32AddI && IsResultOf(left, Bytecode.I32Add))
        {
            var (a, b) = (_code[_last + 2], _code[_last + 3]);
            Rollback();
            EmitThree(Bytecode.I32AddAddI, a, b, result);
            Int(constant);
            ResultOnTop();
        }
        else if (op == Bytecode.I32AndI && IsResultOf(left, Bytecode.I32ShrUI))
        {
            var (a, count) = (_code[_last + 2], IntAt(_last + 3));
            Rollback();
            var slot = PushSlot(result);
            Begin(Bytecode.I32ShrUAnd);
            Slot(slot);
            Slot(a);
            Number(count & 31);
            Int(constant);
            ResultOnTop();
        }
        else
        {
            EmitImmediate(op, Use(left), constant, result);
        }

        return true;
    }

    private bool LowerImmediate64(Opcode opcode, in Operand left, long constant, ValueKind result)
    {
        var op = BytecodeForms.Immediate(opcode);
        if (opcode == Opcode.I64Sub)
        {
            (opcode, op, constant) = (Opcode.I64Add, Bytecode.I64AddI, unchecked(-constant));
        }
        else if (opcode == Opcode.I64Rotr)
        {
            (op, constant) = (Bytecode.I64RotlI, -constant & 63);
        }

        if (constant == (int)constant && op != BytecodeInfo.None)
        {
            Pop();
            Pop();
            EmitImmediate(op, Use(left), (int)constant, result);
            return true;
        }

        op = opcode switch
        {
            Opcode.I64Add => Bytecode.I64AddQ,
            Opcode.I64And => Bytecode.I64AndQ,
            Opcode.I64Or => Bytecode.I64OrQ,
            Opcode.I64Xor => Bytecode.I64XorQ,
            Opcode.I64Eq => Bytecode.I64EqQ,
            Opcode.I64Ne => Bytecode.I64NeQ,
            _ => BytecodeInfo.None,
        };
        if (op == BytecodeInfo.None)
        {
            return false;
        }

        Pop();
        Pop();
        var from = Use(left);
        var slot = PushSlot(result);
        Begin(op);
        Slot(slot);
        Slot(from);
        Long((ulong)constant);
        ResultOnTop();
        return true;
    }

    private void EmitImmediate(Bytecode op, int from, int constant, ValueKind result)
    {
        var slot = PushSlot(result);
        Begin(op);
        Slot(slot);
        Slot(from);
        Int(constant);
        ResultOnTop();
    }

    private void EmitThree(Bytecode op, int a, int b, ValueKind result)
    {
        var slot = PushSlot(result);
        Begin(op);
        Slot(slot);
        Slot(a);
        Slot(b);
    }

    private bool Absorb(Opcode opcode, in Operand made, in Operand other, bool isRight)
    {
        var (fused, form) = (opcode, _lastOp) switch
        {
            (Opcode.I32Add, Bytecode.I32ShlI) => (Bytecode.I32ShlAdd, AbsorbedForm.OtherShifted),
            (Opcode.I32Add, Bytecode.I32Add) => (Bytecode.I32Add3, AbsorbedForm.Three),
            (Opcode.I32Add, Bytecode.I32AddI) => (Bytecode.I32AddAddI, AbsorbedForm.TwoAndConstant),
            (Opcode.I32Add, Bytecode.I32Mul) => (Bytecode.I32MulAdd, AbsorbedForm.Three),
            (Opcode.I32Add, Bytecode.I32MulI) => (Bytecode.I32MulIAdd, AbsorbedForm.TwoAndConstant),
            (Opcode.I32Xor, Bytecode.I32Xor) => (Bytecode.I32Xor3, AbsorbedForm.Three),
            (Opcode.I32Xor, Bytecode.I32And) => (Bytecode.I32AndXor, AbsorbedForm.Three),
            (Opcode.I32Xor, Bytecode.I32ShlI) => (Bytecode.I32ShlIXor, AbsorbedForm.ShiftedOther),
            (Opcode.I32Xor, Bytecode.I32ShrUI) => (Bytecode.I32ShrUIXor, AbsorbedForm.ShiftedOther),
            (Opcode.I32Xor, Bytecode.I32RotlI) => (Bytecode.I32RotlIXor, AbsorbedForm.ShiftedOther),
            (Opcode.I64Add, Bytecode.I64Add) => (Bytecode.I64Add3, AbsorbedForm.Three),
            (Opcode.I64Xor, Bytecode.I64Xor) => (Bytecode.I64Xor3, AbsorbedForm.Three),
            (Opcode.F64Add, Bytecode.F64Mul) => (isRight ? Bytecode.F64AddMul : Bytecode.F64MulAdd, AbsorbedForm.Three),
            _ => (BytecodeInfo.None, default),
        };
        if (fused == BytecodeInfo.None)
        {
            return false;
        }

        var first = _code[_last + 2];
        int second = form == AbsorbedForm.Three ? _code[_last + 3] : 0;
        var constant = form == AbsorbedForm.Three ? 0 : IntAt(_last + 3);
        Rollback();
        Pop();
        Pop();
        var from = Use(other);
        switch (form)
        {
            case AbsorbedForm.Three:
                EmitThree(fused, first, second, made.Kind);
                Slot(from);
                break;
            case AbsorbedForm.TwoAndConstant:
                EmitThree(fused, first, from, made.Kind);
                Int(constant);
                break;
            case AbsorbedForm.OtherShifted:
                EmitThree(fused, from, first, made.Kind);
                Number(constant & 31);
                break;
            case AbsorbedForm.ShiftedOther:
                EmitThree(fused, first, from, made.Kind);
                Number(constant & 31);
                break;
        }

        ResultOnTop();
        return true;
    }

    // How the operands of an absorbed instruction and the other operand lie in the fused one.
    private enum AbsorbedForm
    {
        Three,
        TwoAndConstant,
        OtherShifted,
        ShiftedOther,
    }
}
