// Sums of what calls return. Calls keep no register that holds a number with a fraction: a sum that lies on the operand stack would be stored before the
// next call and read again behind it, and each addition wait for that. Here what calls return is stored, and added up where the sum is used.
using System.Reflection.Emit;
using Weft.Semantics;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>An operation on an operand that lies in a local, done when it is used.</summary>
/// <param name="Code">The instruction of CIL.</param>
/// <param name="Right">The other operand.</param>
/// <param name="Before">What is done before; null for nothing.</param>
internal sealed record DeferredOperation(OpCode Code, Variable Right, DeferredOperation? Before)
{
    /// <summary>How many there are.</summary>
    public int Count { get; } = 1 + (Before?.Count ?? 0);
}

internal sealed partial class FunctionEmitter
{
    private const int MostDeferred = 8;

    // Puts an operation off; false for others.
    private bool EmitDeferred(in Instruction instruction, EmitterRow row)
    {
        if (_isCompact || (_settings.Profile & NumericProfile.CanonicalNaNs) != 0 || !_scan.Operands.CallSums.IsDeferred(instruction.Offset)
            || row.Codes is not [var code])
        {
            return false;
        }

        Spill();
        var (left, right) = (_operands[^2], _operands[^1]);
        if (right.Deferred is not null || left.Deferred?.Count >= MostDeferred)
        {
            return false;
        }

        _operands.RemoveRange(_operands.Count - 2, 2);
        _operands.Add(left with { Deferred = new DeferredOperation(code, right.Local!, left.Deferred) });
        return true;
    }

    // Does what was put off, before paths part that both take it.
    private void CatchUp()
    {
        for (var i = 0; i < _operands.Count; i++)
        {
            if (_operands[i].Deferred is not null)
            {
                var local = Rent(_operands[i].Kind);
                LoadOperand(_operands[i]);
                Save(local);
                ReleaseOperand(_operands[i]);
                _operands[i] = _operands[i] with { Local = local, Deferred = null };
            }
        }
    }

    // Puts an operand that lies in a local on the evaluation stack without taking it.
    private void LoadOperand(in Operand operand)
    {
        Load(operand.Local!);
        LoadDeferred(operand.Deferred);
    }

    private void LoadDeferred(DeferredOperation? operation)
    {
        if (operation is not null)
        {
            LoadDeferred(operation.Before);
            Load(operation.Right);
            _il.Emit(operation.Code);
        }
    }

    private void ReleaseOperand(in Operand operand)
    {
        Release(operand.ClrType, operand.Local!);
        for (var operation = operand.Deferred; operation is not null; operation = operation.Before)
        {
            Release(operand.ClrType, operation.Right);
        }
    }
}
