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
            var webs = chain.Locals.ConvertAll(local => (local.Local, Web: _webs.Find(local.Offset)));
            if (webs.TrueForAll(web => web.Web != LocalWebs.Initial && !_wide.Contains(web)))
            {
                _laneOperations.UnionWith(chain.Operations);
                _laneProducers.UnionWith(chain.Producers);
                _laneWebs.UnionWith(webs);
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

        if (LaneScan.Has(instruction.Opcode))
        {
            // A shift takes its count, a constant, as a number.
            TakeAny(InstructionTable.GetSignature(instruction.Opcode)!.Operands.Length);
            Call(MethodInLane(instruction.Opcode));
        }
        else
        {
            EmitSelectInLane();
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

    private void EmitSelectInLane()
    {
        if (_scan.Operands.Selections.FindMethod(_offset) is { } extreme)
        {
            // The comparison has no effects.
            Take(1);
            _il.Emit(OpCodes.Pop);
            TakeAny(2);
            Call("Lane" + extreme);
            return;
        }

        var form = MakeMask();
        TakeAny(3);
        Call(form == OperandForm.Mask ? nameof(Support.LaneChoice) : nameof(Support.LaneChoiceOpposite));
    }

    private static string MethodInLane(Opcode opcode) => opcode switch
    {
        Opcode.I32Add => nameof(Support.LaneSum),
        Opcode.I32Sub => nameof(Support.LaneDifference),
        Opcode.I32And => nameof(Support.LaneAnd),
        Opcode.I32Or => nameof(Support.LaneOr),
        Opcode.I32Xor => nameof(Support.LaneXor),
        Opcode.I32Shl => nameof(Support.LaneShiftLeft),
        Opcode.I32ShrS => nameof(Support.LaneShiftRightSigned),
        Opcode.I32ShrU => nameof(Support.LaneShiftRightUnsigned),
        Opcode.I32Extend8S => nameof(Support.LaneExtend8),
        Opcode.I32Extend16S => nameof(Support.LaneExtend16),
        _ => throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "not done in a lane"),
    };

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
