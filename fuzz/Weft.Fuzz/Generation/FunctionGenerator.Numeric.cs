// Numeric and vector instructions, and what keeps their results the same on every engine.
using System.Runtime.Intrinsics;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

internal sealed partial class FunctionGenerator
{
    private const uint CanonicalF32 = 0x7FC0_0000;
    private const ulong CanonicalF64 = 0x7FF8_0000_0000_0000;

    private bool TryNumeric(ValueType type, int depth, Looseness loose)
    {
        var candidates = Producers(type);
        if (candidates.Count == 0)
        {
            return false;
        }

        if (type == ValueType.V128 && _dice.OneIn(12))
        {
            Twice(depth);
            return true;
        }

        var operation = _dice.Pick(candidates);
        var inputs = operation.Rule switch
        {
            NanRule.SeesBits => Looseness.Exact,
            NanRule.Passes when loose != operation.Input => Looseness.Exact,
            _ => operation.Input,
        };
        for (var i = 0; i < operation.Signature.Operands.Length; i++)
        {
            var operand = NumericOperation.ToValueType(operation.Signature.Operands[i], ValueType.I32);
            Value(operand, depth, operand == ValueType.I32 || operand == ValueType.I64 || IsSign(operation, i) ? Looseness.Exact : inputs);
            if (operation.Hazard != Hazard.None && i == operation.Signature.Operands.Length - 1 && !AtHazard())
            {
                Guard(operation, operand);
            }
        }

        WriteNumeric(operation.Opcode);
        if (operation.Signature.Results.Length > 1)
        {
            Keep([.. operation.Signature.Results.Select(result => NumericOperation.ToValueType(result, ValueType.I32))], _dice.Next(2));
        }
        else if (operation.Rule == NanRule.Makes && operation.Output != loose)
        {
            Canonicalize(type, operation.Output);
        }

        return true;
    }

    // The sign of a NaN is open as well, and copysign gives it to a number.
    private static bool IsSign(NumericOperation operation, int operand) => operand == 1 && operation.Opcode is (Opcode.F32Copysign or Opcode.F64Copysign);

    private List<NumericOperation> Producers(ValueType type)
    {
        if (!_producers.TryGetValue(type.Kind, out var list))
        {
            _producers[type.Kind] = list =
                [.. _plan.Numeric.Where(operation => operation.Signature.Results.Length > 0 && NumericOperation.ToValueType(operation.Signature.Results[0], default) == type)];
        }

        return list;
    }

    private readonly Dictionary<ValueKind, List<NumericOperation>> _producers = [];

    private void WriteNumeric(Opcode opcode)
    {
        var instruction = new Instruction { Opcode = opcode };
        switch (InstructionTable.GetImmediates(opcode))
        {
            case ImmediateKind.Lane:
                instruction.Lane = (byte)_dice.Next(InstructionTable.GetLanes(opcode));
                break;
            case ImmediateKind.Shuffle:
                instruction.Vector = Shuffle();
                break;
        }

        _code.Write(instruction);
    }

    // Engines recognise patterns among shuffles: rotations, broadcasts, interleavings, blends.
    private Vector128<byte> Shuffle()
    {
        var lanes = new byte[16];
        var kind = _dice.Next(7);
        var start = _dice.Next(32);
        var width = 1 << _dice.Next(4);
        for (var i = 0; i < 16; i++)
        {
            lanes[i] = (byte)(kind switch
            {
                0 => start + i,
                1 => start / width * width + (i % width),
                2 => ((i / width) % 2 * 16) + ((i / width / 2 * width) + (i % width)) + (start & 8),
                3 => i + (_dice.Next(2) * 16),
                4 => ((i / width) * width * 2) + (i % width),
                5 => (i ^ (width - 1)) + (start & 16),
                _ => _dice.Next(32),
            } & 31);
        }

        return Vector128.Create<byte>(lanes);
    }

    // One vector as both operands, which compilers see through: turned lanes, and shifts that make a rotation, or nearly.
    private void Twice(int depth)
    {
        var local = NewLocal(ValueType.V128, reserved: true);
        Value(ValueType.V128, depth, Looseness.Exact);
        _code.Op(Opcode.LocalTee, local);
        if (_dice.OneIn(2))
        {
            _code.Op(Opcode.LocalGet, local);
            WriteNumeric(Opcode.I8x16Shuffle);
            return;
        }

        var (left, right, width) = _dice.OneIn(2) ? (Opcode.I32x4Shl, Opcode.I32x4ShrU, 32) : (Opcode.I64x2Shl, Opcode.I64x2ShrU, 64);
        var count = _dice.Next(width + 2);
        if (_dice.OneIn(2))
        {
            (left, right) = (right, left);
        }

        _code.I32(count);
        _code.Op(left);
        _code.Op(Opcode.LocalGet, local);
        _code.I32(width - count + (_dice.OneIn(5) ? _dice.Next(3) : 0));
        _code.Op(right);
        _code.Op(Opcode.V128Or);
    }

    // Changes the last operand on the stack, so that the instruction does not trap.
    private void Guard(NumericOperation operation, ValueType operand)
    {
        if (operation.Hazard == Hazard.Division)
        {
            // Neither zero nor minus one.
            if (operand == ValueType.I32)
            {
                _code.I32(int.MaxValue);
                _code.Op(Opcode.I32And);
                _code.I32(1);
                _code.Op(Opcode.I32Or);
            }
            else
            {
                _code.I64(long.MaxValue);
                _code.Op(Opcode.I64And);
                _code.I64(1);
                _code.Op(Opcode.I64Or);
            }

            return;
        }

        // Numbers below 2^31 alone; a NaN is below nothing.
        var isSingle = operand == ValueType.F32;
        var local = NewLocal(operand, reserved: true);
        _code.Op(Opcode.LocalTee, local);
        _code.Number(operand.Kind, 0);
        _code.Op(Opcode.LocalGet, local);
        if (operation.Mnemonic.EndsWith("_u", StringComparison.Ordinal))
        {
            _code.Number(operand.Kind, isSingle ? BitConverter.SingleToUInt32Bits(-0.5f) : BitConverter.DoubleToUInt64Bits(-0.5));
            _code.Op(isSingle ? Opcode.F32Ge : Opcode.F64Ge);
            _code.Op(Opcode.LocalGet, local);
        }
        else
        {
            _code.Op(isSingle ? Opcode.F32Abs : Opcode.F64Abs);
        }

        _code.Number(operand.Kind, isSingle ? BitConverter.SingleToUInt32Bits(2147483000f) : BitConverter.DoubleToUInt64Bits(2147483647.0));
        _code.Op(isSingle ? Opcode.F32Lt : Opcode.F64Lt);
        if (operation.Mnemonic.EndsWith("_u", StringComparison.Ordinal))
        {
            _code.Op(Opcode.I32And);
        }

        _code.Op(Opcode.Select);
    }

    // Every NaN becomes the same one: what a float instruction makes of NaNs is open (spec 4.3.3), and the comparison is of bits.
    private void Canonicalize(ValueType type, Looseness shape)
    {
        var local = NewLocal(type, reserved: true);
        if (type.Kind == ValueKind.V128)
        {
            _code.Op(Opcode.LocalTee, local);
            _code.Vector(shape == Looseness.F32 ? Vector128.Create(CanonicalF32).AsByte() : Vector128.Create(CanonicalF64).AsByte());
            _code.Op(Opcode.LocalGet, local);
            _code.Op(Opcode.LocalGet, local);
            _code.Op(shape == Looseness.F32 ? Opcode.F32x4Eq : Opcode.F64x2Eq);
            _code.Op(Opcode.V128Bitselect);
            return;
        }

        var canonical = shape == Looseness.F32 ? CanonicalF32 : CanonicalF64;
        if (_dice.Percent(70))
        {
            _code.Op(Opcode.LocalTee, local);
            _code.Number(type.Kind, canonical);
            _code.Op(Opcode.LocalGet, local);
            _code.Op(Opcode.LocalGet, local);
            _code.Op(shape == Looseness.F32 ? Opcode.F32Eq : Opcode.F64Eq);
            _code.Op(Opcode.Select);
            return;
        }

        _code.Op(Opcode.LocalSet, local);
        _code.Op(Opcode.LocalGet, local);
        _code.Op(Opcode.LocalGet, local);
        _code.Op(shape == Looseness.F32 ? Opcode.F32Ne : Opcode.F64Ne);
        _code.Block(Opcode.If, BlockType.OfResult(type));
        _code.Number(type.Kind, canonical);
        _code.Op(Opcode.Else);
        _code.Op(Opcode.LocalGet, local);
        _code.Op(Opcode.End);
    }
}
