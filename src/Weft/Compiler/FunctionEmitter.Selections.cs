// Selections. RyuJIT makes a branch of one in a loop, which costs dearly when it cannot be predicted: there integers are chosen by masks.
using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private void EmitSelect()
    {
        var kind = _operands[^2].Kind;
        if (ChoosesByMask(_offset, kind))
        {
            var form = MakeMask();
            TakeAny(3);
            EmitChoice(kind, form);
            Push(kind);
            return;
        }

        Take(3);
        if (FindExtreme(_offset) is { } extreme)
        {
            // The comparison has no effects.
            _il.Emit(OpCodes.Pop);
            Call(extreme);
        }
        else
        {
            _il.Emit(OpCodes.Call, SupportMethods.Select(kind));
        }

        Push(kind);
    }

    private bool AvoidsBranch(int selection) =>
        _frames.Exists(frame => frame.Opcode == Opcode.Loop) && !_scan.Operands.Selections.IsSteady(selection);

    private bool ChoosesByMask(int selection, ValueKind kind) =>
        kind is ValueKind.I32 or ValueKind.I64 && AvoidsBranch(selection)
        && (_laneOperations.Contains(selection) ? _scan.Operands.Selections.FindMethod(selection) is null : FindExtreme(selection) is null);

    // The method that does the same as a selection by a comparison of the same two values. To a vector and back is the least work for integers, but takes
    // longer than what the next round of a loop should wait for.
    private string? FindExtreme(int selection)
    {
        var selections = _scan.Operands.Selections;
        if (selections.FindFloatMethod(selection) is { } method)
        {
            return selections.IsSteadyWithOthers(selection) ? null : method;
        }

        return !AvoidsBranch(selection) ? null : selections.FindMethod(selection) switch
        {
            { } extreme when selections.IsCarried(selection) => "Carried" + extreme,
            { } extreme when Sse41.IsSupported && !_settings.IsPersistent => extreme,
            _ => null,
        };
    }

    // A comparison whose result chooses, as a mask of 64 bits; false for others. RyuJIT would write a byte of a register, and wait for whoever had
    // written the rest of it.
    private bool EmitMaskOfComparison(in Instruction instruction)
    {
        var operands = instruction.Opcode == Opcode.I32Eqz ? 1 : 2;
        if (instruction.Opcode is not (>= Opcode.I32Eqz and <= Opcode.I32GeU)
            || !_scan.Operands.Selections.Conditions.TryFindSelection(instruction.Offset, out var selection)
            || !ChoosesByMask(selection, _operands[^(operands + 1)].Kind))
        {
            return false;
        }

        var (method, form) = instruction.Opcode switch
        {
            Opcode.I32Eqz => (nameof(Support.MaskOfZero), OperandForm.Mask),
            Opcode.I32Eq => (nameof(Support.MaskOfEqual), OperandForm.Mask),
            Opcode.I32Ne => (nameof(Support.MaskOfEqual), OperandForm.Opposite),
            Opcode.I32LtS => (nameof(Support.MaskOfLessSigned), OperandForm.Mask),
            Opcode.I32GeS => (nameof(Support.MaskOfLessSigned), OperandForm.Opposite),
            Opcode.I32LtU => (nameof(Support.MaskOfLessUnsigned), OperandForm.Mask),
            Opcode.I32GeU => (nameof(Support.MaskOfLessUnsigned), OperandForm.Opposite),
            Opcode.I32GtS => (nameof(Support.MaskOfGreaterSigned), OperandForm.Mask),
            Opcode.I32LeS => (nameof(Support.MaskOfGreaterSigned), OperandForm.Opposite),
            Opcode.I32GtU => (nameof(Support.MaskOfGreaterUnsigned), OperandForm.Mask),
            _ => (nameof(Support.MaskOfGreaterUnsigned), OperandForm.Opposite),
        };
        Take(operands);
        Call(method);
        Push(ValueKind.I32, OperandOrigin.Other, form);
        return true;
    }

    // The condition of the selection becomes a mask, if it is none yet.
    private OperandForm MakeMask()
    {
        var form = _operands[^1].Form;
        if (form != OperandForm.Number)
        {
            return form;
        }

        Take(1);
        if (_scan.Operands.Selections.Conditions.IsTruth(_offset))
        {
            _il.Emit(OpCodes.Conv_U8);
            _il.Emit(OpCodes.Neg);
            form = OperandForm.Mask;
        }
        else
        {
            Call(nameof(Support.MaskOfZero));
            form = OperandForm.Opposite;
        }

        Push(ValueKind.I32, OperandOrigin.Other, form);
        return form;
    }

    // Chooses by the mask on the evaluation stack between the two values below it.
    private void EmitChoice(ValueKind kind, OperandForm form)
    {
        var isOpposite = form == OperandForm.Opposite;
        var isByDifference = _scan.Operands.Selections.Conditions.HasConstant(_offset, isOpposite);
        Call((kind, isOpposite, isByDifference) switch
        {
            (ValueKind.I32, false, false) => nameof(Support.Choose32),
            (ValueKind.I32, true, false) => nameof(Support.ChooseOpposite32),
            (ValueKind.I32, false, true) => nameof(Support.ChooseByDifference32),
            (ValueKind.I32, true, true) => nameof(Support.ChooseOppositeByDifference32),
            (_, false, _) => nameof(Support.Choose64),
            _ => nameof(Support.ChooseOpposite64),
        });
    }
}
