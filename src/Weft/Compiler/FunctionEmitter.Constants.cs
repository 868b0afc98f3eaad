// Constants. RyuJIT computes with those that it sees, and not always as the specification does; some must be read from memory, which it does
// not see through. x * 1, x - 0 and x + -0 are x to it, but not when x is a signalling NaN, which arithmetic makes quiet (spec 4.3.3); it
// keeps constants of 32 bits as doubles, which makes signalling ones quiet where nothing computes; and it writes long ones out at each use.
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    // More would push other things out of registers.
    private const int PooledConstants = 6;

    private readonly Dictionary<ValueKind, Variable> _zeros = [];
    private readonly Dictionary<long, Variable> _pooled = [];

    private bool EmitConstant(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.I32Const:
                Int((int)instruction.Bits);
                Push(ValueKind.I32, OperandOrigin.Constant);
                return true;
            case Opcode.I64Const:
                EmitLong((long)instruction.Bits);
                Push(ValueKind.I64, OperandOrigin.Constant);
                return true;
            case Opcode.F32Const:
                EmitSingle((uint)instruction.Bits);
                Push(ValueKind.F32);
                return true;
            case Opcode.F64Const:
                EmitDouble(instruction.Bits);
                Push(ValueKind.F64);
                return true;
            case Opcode.V128Const:
                EmitVector(instruction.Vector);
                Push(ValueKind.V128);
                return true;
            default:
                return false;
        }
    }

    // Large constants that loops use most are read once, from memory.
    private void DeclareConstants()
    {
        foreach (var (value, _) in _scan.LoopConstants.OrderByDescending(pair => pair.Value).Take(PooledConstants))
        {
            if (!_pooled.TryGetValue(value, out var variable))
            {
                _pooled[value] = variable = Declare(ValueKind.I64);
            }

            LoadHidden(value, OpCodes.Ldind_I8);
            Save(variable);
        }
    }

    // Zero of a kind of floating-point value, as a constant that RyuJIT does not know; read once.
    private void LoadHiddenZero(ValueKind kind)
    {
        if (!_zeros.TryGetValue(kind, out var zero))
        {
            _zeros[kind] = zero = Declare(kind);
            switch (kind)
            {
                case ValueKind.F32:
                    LoadHidden(0, OpCodes.Ldind_R4);
                    break;
                case ValueKind.F64:
                    LoadHidden(0, OpCodes.Ldind_R8);
                    break;
                default:
                    LoadHidden(Vector128<byte>.Zero);
                    break;
            }

            Save(zero);
        }

        Load(zero);
    }

    private void LoadHidden(long value, OpCode load)
    {
        LoadConstantAddress(value);
        _il.Emit(load);
    }

    private void LoadHidden(Vector128<byte> value)
    {
        LoadConstantAddress(value);
        _il.Emit(OpCodes.Ldobj, typeof(Vector128<byte>));
    }

    private void EmitLong(long value)
    {
        if (_pooled.TryGetValue(value, out var variable))
        {
            Load(variable);
        }
        else
        {
            Long(value);
        }
    }

    private void EmitSingle(uint bits)
    {
        var value = BitConverter.UInt32BitsToSingle(bits);
        if (float.IsNaN(value) || IsNeutral(value))
        {
            LoadHidden(bits, OpCodes.Ldind_R4);
        }
        else
        {
            _il.Emit(OpCodes.Ldc_R4, value);
        }
    }

    private void EmitDouble(ulong bits)
    {
        var value = BitConverter.UInt64BitsToDouble(bits);
        if (double.IsNaN(value) || IsNeutral(value))
        {
            LoadHidden((long)bits, OpCodes.Ldind_R8);
        }
        else
        {
            _il.Emit(OpCodes.Ldc_R8, value);
        }
    }

    private void EmitVector(Vector128<byte> value)
    {
        if (ExactFloats.HasSignallingLane(value) || IsNeutral(value.AsSingle()[0]) || IsNeutral(value.AsDouble()[0]))
        {
            LoadHidden(value);
        }
        else
        {
            EmitKnownVector(value);
        }
    }

    private void EmitKnownVector(Vector128<byte> value)
    {
        if (value == Vector128<byte>.Zero)
        {
            LoadDefault(ValueKind.V128);
            return;
        }

        var halves = value.AsUInt64();
        Long((long)halves[0]);
        Long((long)halves[1]);
        _il.Emit(OpCodes.Call, typeof(Vector128).GetMethod(nameof(Vector128.Create), [typeof(ulong), typeof(ulong)])!);
    }

    // Whether some arithmetic of the function leaves a number as it is when this is the other.
    private bool IsNeutral(double value) => value switch
    {
        1 or -1 => _scan.Multiplies,
        0 => double.IsNegative(value) ? _scan.Adds : _scan.Subtracts,
        _ => false,
    };
}
