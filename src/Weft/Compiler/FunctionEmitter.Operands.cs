// The operand stack. At its bottom are operands in locals, at its top operands on the evaluation stack; never the other way round.
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private readonly List<Operand> _operands = [];

    // RyuJIT walks trees by recursion: a hostile body must not make them deep, nor the evaluation stack high.
    private const int MaximumDepth = 150;
    private const int MaximumEvaluated = 500;

    // How many operands, from the top, are on the evaluation stack.
    private int _evaluated;

    // The depth of what was taken last: of the operands of the value that is pushed next.
    private int _takenDepth;

    private void ResetOperands()
    {
        _operands.Clear();
        _bases.Clear();
        _pooled.Clear();
        _wideAddress = null;
        _takenDepth = 0;
        _evaluated = 0;
    }

    // An operand that emitted code has just put on the evaluation stack.
    private void Push(ValueKind kind, OperandOrigin origin = OperandOrigin.Other, OperandForm form = OperandForm.Number)
    {
        var operand = new Operand(kind, null, origin, _takenDepth + 1) { Form = form };
        _takenDepth = 0;
        if (operand.Depth > MaximumDepth)
        {
            var local = Rent(operand.ClrType);
            Save(local);
            Load(local);
            Release(operand.ClrType, local);
            operand = operand with { Depth = 0 };
        }

        _operands.Add(operand);
        if (++_evaluated > MaximumEvaluated)
        {
            Spill();
        }
    }

    // An operand that lies in a local, which is free when the operand is taken.
    private void PushLocal(ValueKind kind, Variable local, OperandOrigin origin = OperandOrigin.Other)
    {
        if (_evaluated != 0)
        {
            Load(local);
            Push(kind, origin);
            Release(kind, local);
            return;
        }

        _operands.Add(new Operand(kind, local, origin));
    }

    // Puts the topmost operands on the evaluation stack, and takes them off the operand stack: emitted code consumes them next.
    private void Take(int count)
    {
        for (var i = _operands.Count - count; i < _operands.Count; i++)
        {
            if (_operands[i].Form != OperandForm.Number)
            {
                throw new InvalidOperationException("a value is used for something else than it was made for");
            }
        }

        TakeAny(count);
    }

    // The same for what knows which form they may have.
    private void TakeAny(int count)
    {
        Evaluate(count);
        _takenDepth = 0;
        for (var i = _operands.Count - count; i < _operands.Count; i++)
        {
            _takenDepth = Math.Max(_takenDepth, _operands[i].Depth);
        }

        _operands.RemoveRange(_operands.Count - count, count);
        _evaluated -= count;
    }

    // The same for one, and what it is.
    private ValueKind Take()
    {
        var kind = _operands[^1].Kind;
        Take(1);
        return kind;
    }

    private void Evaluate(int count)
    {
        if (_evaluated >= count)
        {
            return;
        }

        // What is evaluated stands above what is not: down with it, so that all come up in order.
        Spill();
        for (var i = _operands.Count - count; i < _operands.Count; i++)
        {
            var operand = _operands[i];
            LoadOperand(in operand);
            _operands[i] = operand with { Local = null, Origin = Lasting(operand.Origin), Depth = operand.Deferred?.Count ?? 0, Deferred = null };
            ReleaseOperand(in operand);
        }

        _evaluated = count;
    }

    // Empties the evaluation stack into locals.
    private void Spill()
    {
        for (var i = _operands.Count - 1; _evaluated != 0; i--, _evaluated--)
        {
            var operand = _operands[i];
            var local = Rent(operand.ClrType);
            Save(local);
            _operands[i] = operand with { Local = local, Origin = Lasting(operand.Origin), Depth = 0 };
        }
    }

    // What stays known of a value while it lies in a local.
    private static OperandOrigin Lasting(OperandOrigin origin) =>
        origin is OperandOrigin.NonNull or OperandOrigin.SmallInteger ? origin : OperandOrigin.Other;

    // Empties the evaluation stack below its topmost value, which is not an operand any more and stays.
    private void SpillBelow(ValueKind kind)
    {
        if (_evaluated == 0)
        {
            return;
        }

        var top = Rent(kind);
        Save(top);
        Spill();
        Load(top);
        Release(kind, top);
    }

    // Drops what is left on the evaluation stack, before code goes elsewhere for good.
    private void Discard()
    {
        for (; _evaluated != 0; _evaluated--)
        {
            _il.Emit(OpCodes.Pop);
            _operands.RemoveAt(_operands.Count - 1);
        }
    }

    // Forgets operands above a height; what is left of them on the evaluation stack has been dealt with.
    private void Truncate(int height)
    {
        for (var i = _operands.Count - 1; i >= height; i--)
        {
            if (_operands[i].Local is not null)
            {
                ReleaseOperand(_operands[i]);
            }
        }

        _operands.RemoveRange(height, _operands.Count - height);
        _evaluated = 0;
    }

    // A variable of a type that no operand has, for within an instruction.
    private Variable Rent(Type type) => _variables.Rent(type);

    private void Release(Type type, Variable variable) => _variables.Release(type, variable);

    private Variable Declare(Type type) => _variables.Declare(type);

    private Variable Declare(ValueKind kind) => _variables.Declare(kind);

    private Variable Rent(ValueKind kind) => _variables.Rent(kind);

    private Variable[] Rent(ReadOnlySpan<ValueType> types) => _variables.Rent(types);

    private void Release(ValueKind kind, Variable variable) => _variables.Release(kind, variable);

    private void Load(Variable variable) => _variables.Load(variable);

    private void Save(Variable variable) => _variables.Save(variable);

    // Stores values from the evaluation stack, the last on top, in locals.
    private void Store(ReadOnlySpan<Variable> locals)
    {
        for (var i = locals.Length - 1; i >= 0; i--)
        {
            Save(locals[i]);
        }
    }

    private void LoadDefault(ValueKind kind)
    {
        switch (kind)
        {
            case ValueKind.I32:
                Int(0);
                break;
            case ValueKind.I64:
                Long(0);
                break;
            case ValueKind.F32:
                _il.Emit(OpCodes.Ldc_R4, 0f);
                break;
            case ValueKind.F64:
                _il.Emit(OpCodes.Ldc_R8, 0d);
                break;
            case ValueKind.V128:
                _il.Emit(OpCodes.Call, typeof(Vector128<byte>).GetProperty(nameof(Vector128<>.Zero))!.GetMethod!);
                break;
            default:
                _il.Emit(OpCodes.Ldnull);
                break;
        }
    }
}
