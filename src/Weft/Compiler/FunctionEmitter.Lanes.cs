// What loops carry through minima and maxima, in the first lane of a vector register (LaneScan). Variables on the way are vectors; what else reads them
// gets a number, for which the next round need not wait.
using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private readonly HashSet<(int Local, int Web)> _laneWebs = [];

    // Offsets: of the operations that are done in a lane, and of what leaves a value on the stack for them.
    private readonly HashSet<int> _laneOperations = [];
    private readonly HashSet<int> _laneProducers = [];

    private void FindLanes()
    {
        _laneWebs.Clear();
        _laneOperations.Clear();
        _laneProducers.Clear();
        if (!Sse41.IsSupported || _settings.IsPersistent || _isCompact)
        {
            return;
        }

        // What is an address is better a number; more webs than can be told apart are one for each local.
        var lanes = _scan.Operands.Lanes;
        foreach (var chain in lanes.Chains)
        {
            if (chain.Locals.TrueForAll(local => _webs.Find(local.Offset) != LocalWebs.Initial && !_wide.Contains((local.Local, _webs.Find(local.Offset)))))
            {
                _laneOperations.UnionWith(chain.Operations);
                _laneProducers.UnionWith(chain.Producers);
                _laneWebs.UnionWith(chain.Locals.Select(local => (local.Local, _webs.Find(local.Offset))));
            }
        }

        foreach (var (offset, local, producer) in lanes.Writes)
        {
            if (_laneOperations.Contains(producer) && _laneWebs.Contains((local, _webs.Find(offset))))
            {
                _laneProducers.Add(producer);
            }
        }
    }

    // Emits what is done in a lane; false for other instructions.
    private bool EmitLaneOperation(in Instruction instruction)
    {
        if (!_laneOperations.Contains(instruction.Offset))
        {
            return false;
        }

        switch (instruction.Opcode)
        {
            case Opcode.I32Add:
                TakeAny(2);
                Call(nameof(Support.LaneSum));
                break;
            case Opcode.I32Sub:
                TakeAny(2);
                Call(nameof(Support.LaneDifference));
                break;
            default:
                // The comparison has no effects.
                Take(1);
                _il.Emit(OpCodes.Pop);
                TakeAny(2);
                Call("Lane" + _scan.Operands.Selections.FindMethod(instruction.Offset));
                break;
        }

        Push(ValueKind.I32, OperandOrigin.Other, OperandForm.Lane);
        if (!_laneProducers.Contains(instruction.Offset))
        {
            TakeAny(1);
            LeaveLane();
            Push(ValueKind.I32);
        }

        return true;
    }

    // If the value of the instruction that was emitted last goes on in a lane, it becomes one here.
    private void MakeLane()
    {
        if (!_unreachable && _laneProducers.Contains(_offset) && _operands[^1].Form == OperandForm.Number)
        {
            Take(1);
            EnterLane();
            Push(ValueKind.I32, OperandOrigin.Other, OperandForm.Lane);
        }
    }

    private void EnterLane() => Call(nameof(Support.ToLane));

    private void LeaveLane() => Call(nameof(Support.FromLane));
}
