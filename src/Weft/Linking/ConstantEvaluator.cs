// Evaluates constant expressions (spec 3.4.12, 4.7.2): initialisers of globals and tables, offsets and elements of segments.
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;

namespace Weft.Linking;

/// <summary>Evaluates the constant expressions of one instance. They are validated, so that operands are there and of the right type.</summary>
internal sealed class ConstantEvaluator
{
    private readonly Instance _instance;
    private readonly List<Value> _stack = new(4);
    private Instruction _instruction;

    public ConstantEvaluator(Instance instance)
    {
        _instance = instance;
    }

    /// <summary>The value of an expression that is one constant, as most are; null for others.</summary>
    public static Value? TryEvaluate(ConstantExpression expression)
    {
        var reader = new InstructionReader(new ByteReader(expression.Bytes.Span, expression.Offset));
        var instruction = default(Instruction);
        reader.Read(ref instruction);
        Value? value = instruction.Opcode switch
        {
            Opcode.I32Const => Value.FromInt32((int)instruction.Bits),
            Opcode.I64Const => Value.FromInt64((long)instruction.Bits),
            Opcode.F32Const => Value.FromBits(ValueKind.F32, instruction.Bits),
            Opcode.F64Const => Value.FromBits(ValueKind.F64, instruction.Bits),
            _ => default(Value?),
        };
        if (value is not null)
        {
            reader.Read(ref instruction);
        }

        return instruction.Opcode == Opcode.End ? value : null;
    }

    /// <summary>The value of an expression. Globals it names have their values already.</summary>
    public Value Evaluate(ConstantExpression expression)
    {
        _stack.Clear();
        var reader = new InstructionReader(new ByteReader(expression.Bytes.Span, expression.Offset));
        while (true)
        {
            reader.Read(ref _instruction);
            if (_instruction.Opcode == Opcode.End)
            {
                return Pop();
            }

            Execute(_instruction);
        }
    }

    private void Execute(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.I32Const:
                Push(Value.FromInt32((int)instruction.Bits));
                break;
            case Opcode.I64Const:
                Push(Value.FromInt64((long)instruction.Bits));
                break;
            case Opcode.F32Const:
                Push(Value.FromBits(ValueKind.F32, instruction.Bits));
                break;
            case Opcode.F64Const:
                Push(Value.FromBits(ValueKind.F64, instruction.Bits));
                break;
            case Opcode.V128Const:
                Push(Value.FromVector(instruction.Vector));
                break;
            case Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul:
                ExecuteArithmetic(instruction.Opcode);
                break;
            case Opcode.GlobalGet:
                Push(_instance.Globals[instruction.Index].Value);
                break;
            case Opcode.RefNull:
                Push(Value.FromReference(null));
                break;
            case Opcode.RefFunc:
                Push(Value.FromReference(_instance.GetFunctionByIndex(instruction.Index)));
                break;
            case Opcode.RefI31:
                Push(Value.FromReference(I31.Create(Pop().AsInt32())));
                break;
            case Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                // An external reference and the same object inside are one and the same here.
                break;
            case Opcode.StructNew or Opcode.StructNewDefault:
                ExecuteStruct(instruction);
                break;
            case Opcode.ArrayNew or Opcode.ArrayNewDefault or Opcode.ArrayNewFixed:
                ExecuteArray(instruction);
                break;
            default:
                throw new InvalidOperationException($"{InstructionTable.GetMnemonic(instruction.Opcode)} in a constant expression that was validated");
        }
    }

    private void ExecuteArithmetic(Opcode opcode)
    {
        var right = Pop();
        var left = Pop();
        Push(opcode switch
        {
            Opcode.I32Add => Value.FromInt32(left.AsInt32() + right.AsInt32()),
            Opcode.I32Sub => Value.FromInt32(left.AsInt32() - right.AsInt32()),
            Opcode.I32Mul => Value.FromInt32(left.AsInt32() * right.AsInt32()),
            Opcode.I64Add => Value.FromInt64(left.AsInt64() + right.AsInt64()),
            Opcode.I64Sub => Value.FromInt64(left.AsInt64() - right.AsInt64()),
            _ => Value.FromInt64(left.AsInt64() * right.AsInt64()),
        });
    }

    private void ExecuteStruct(in Instruction instruction)
    {
        var structure = Shape(instruction.Index).NewStruct(_instance.Store);
        if (instruction.Opcode == Opcode.StructNew)
        {
            for (var i = structure.FieldCount - 1; i >= 0; i--)
            {
                structure.Initialize(i, Pop());
            }
        }

        Push(Value.FromReference(structure));
    }

    private void ExecuteArray(in Instruction instruction)
    {
        var shape = Shape(instruction.Index);
        ArrayObject array;
        switch (instruction.Opcode)
        {
            case Opcode.ArrayNew:
                array = shape.NewArray(_instance.Store, (uint)Pop().AsInt32());
                var value = Pop();
                for (var i = 0; i < array.Length; i++)
                {
                    array.Initialize(i, value);
                }

                break;
            case Opcode.ArrayNewDefault:
                array = shape.NewArray(_instance.Store, (uint)Pop().AsInt32());
                break;
            default:
                array = shape.NewArray(_instance.Store, (uint)instruction.Index2);
                for (var i = array.Length - 1; i >= 0; i--)
                {
                    array.Initialize(i, Pop());
                }

                break;
        }

        Push(Value.FromReference(array));
    }

    private ObjectShape Shape(int typeIndex) => _instance.Store.GetShape(_instance.Validated.CanonicalTypes[typeIndex]);

    private void Push(in Value value) => _stack.Add(value);

    private Value Pop()
    {
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }
}
