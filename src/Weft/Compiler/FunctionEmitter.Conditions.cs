// Comparisons whose result would wait in a local for a branch: what they compare waits in its place, and they are emitted where the result is
// read.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    // By the offset of the instruction that reads its result: a comparison, once what it compares is in variables.
    private readonly Dictionary<int, (Instruction Comparison, Variable[] Operands)> _waiting = [];

    // By the offset of a comparison that waits: that of the instruction that reads its result. And those that would put it into a local.
    private readonly Dictionary<int, int> _readers = [];
    private readonly HashSet<int> _unwritten = [];

    // Which comparisons wait. One whose result is read elsewhere, too, does not.
    private void FindWaitingConditions()
    {
        _waiting.Clear();
        _readers.Clear();
        _unwritten.Clear();
        foreach (var (comparison, write, read) in _scan.Operands.Conditions.Found)
        {
            if (_webs.IsExtent(write, read))
            {
                _readers[comparison] = read;
                _unwritten.Add(write);
            }
        }
    }

    // Emits what has to do with a comparison that waits; false for other instructions.
    private bool EmitWaiting(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.LocalSet:
                return _unwritten.Contains(instruction.Offset);
            case Opcode.LocalGet when _waiting.Remove(instruction.Offset, out var waiting):
                EmitComparison(in waiting.Comparison, waiting.Operands);
                return true;
            default:
                if (!_readers.TryGetValue(instruction.Offset, out var read))
                {
                    return false;
                }

                var signature = InstructionTable.GetSignature(instruction.Opcode)!;
                var operands = new Variable[signature.Operands.Length];
                Take(operands.Length);
                for (var i = operands.Length - 1; i >= 0; i--)
                {
                    operands[i] = Rent(KindOf(signature.Operands[i]));
                    Save(operands[i]);
                }

                _waiting[read] = (instruction, operands);
                return true;
        }
    }

    private void EmitComparison(in Instruction comparison, Variable[] operands)
    {
        var signature = InstructionTable.GetSignature(comparison.Opcode)!;
        for (var i = 0; i < operands.Length; i++)
        {
            var kind = KindOf(signature.Operands[i]);
            Load(operands[i]);
            Push(kind);
            Release(kind, operands[i]);
        }

        EmitNumeric(in comparison, EmitterTable.Find(comparison.Opcode)!);
    }
}
