// Exception instructions (spec 3.4.1), and those of the legacy proposal: try, catch, catch_all, delegate, rethrow.
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

public sealed partial class FunctionValidator
{
    private bool ApplyException(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Throw:
                PopAll(GetTag(instruction.Index).Parameters);
                SetUnreachable();
                return true;
            case Opcode.ThrowRef:
                Pop(ValueType.ExnRef);
                _module.HandlesExceptions = true;
                SetUnreachable();
                return true;
            case Opcode.TryTable:
                // The clauses branch out of the block: they see the labels around it.
                foreach (var clause in instruction.Catches)
                {
                    CheckClause(clause);
                }

                Open(Opcode.TryTable, instruction.Block);
                return true;
            case Opcode.Catch:
                StartCatch(Opcode.Catch);
                PushAll(GetTag(instruction.Index).Parameters);
                return true;
            case Opcode.CatchAll:
                StartCatch(Opcode.CatchAll);
                return true;
            case Opcode.Delegate:
                ApplyDelegate(instruction.Index);
                return true;
            case Opcode.Rethrow:
                if (GetLabel(instruction.Index).Opcode is not (Opcode.Catch or Opcode.CatchAll))
                {
                    throw Invalid($"invalid rethrow label {instruction.Index}: it is not a catch block");
                }

                SetUnreachable();
                return true;
            default:
                return false;
        }
    }

    private void CheckClause(in CatchClause clause)
    {
        var payload = clause.HasTag ? GetTag(clause.Tag).Parameters.AsSpan() : [];
        var label = GetLabel(clause.Label).LabelTypes.AsSpan();
        var expected = label;
        var matches = true;
        if (clause.PushesReference)
        {
            matches = !label.IsEmpty && _types.IsSubtype(ValueType.Ref(AbstractHeapType.Exn, nullable: false), label[^1]);
            expected = matches ? label[..^1] : label;
        }

        if (!matches || !Matches(payload, expected))
        {
            throw Invalid($"type mismatch: catch clause brings {Describe(payload)}{(clause.PushesReference ? " and (ref exn)" : "")} "
                + $"but label {clause.Label} expected {Describe(label)}");
        }
    }

    private void StartCatch(Opcode opcode)
    {
        ref var frame = ref _controls[_controlCount - 1];
        if (frame.Opcode is not (Opcode.Try or Opcode.Catch))
        {
            ThrowMisplaced("try");
        }

        CheckFrameEnd(frame);
        Reopen(ref frame, opcode);
    }

    private void ApplyDelegate(int label)
    {
        ref var frame = ref _controls[_controlCount - 1];
        if (frame.Opcode != Opcode.Try)
        {
            ThrowMisplaced("try");
        }

        CheckFrameEnd(frame);
        var types = frame.EndTypes;
        PopControl();
        GetLabel(label);
        PushAll(types);
    }

    private FunctionType GetTag(int index)
    {
        var tags = _module.TagTypes;
        return (uint)index < (uint)tags.Length ? tags[index] : throw Invalid($"unknown tag {index}: there are {tags.Length}");
    }
}
