// Structured control. Where paths meet, every operand is in its slot; a branch carries what its label takes to the label's slots.
using System.Collections.Immutable;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Interpreter.Lowering;

internal sealed partial class FunctionLowering
{
    // More operands than these move by one instruction, so that code does not grow by the product of branches and operands.
    private const int SingleMoves = 4;

    // The operands of a branch that is to be emitted: a slot, and words as they are.
    private readonly ushort[] _conditionWords = new ushort[8];
    private int _conditionSlot;
    private int _conditionLength;
    private int _tables;

    private Label LabelAt(int depth) => _labels[^(depth + 1)];

    private static bool IsFunction(Label label) => label.Depth == 0;

    private bool LowerControl(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Unreachable:
                Begin(Bytecode.Unreachable);
                _unreachable = true;
                return true;
            case Opcode.Block:
                OpenBlock(Opcode.Block, instruction.Block);
                return true;
            case Opcode.Loop:
                var loop = OpenBlock(Opcode.Loop, instruction.Block);
                loop.Position = _position;
                Barrier();
                CountLoop();
                StartFuel();
                return true;
            case Opcode.If:
                LowerIf(instruction.Block);
                return true;
            case Opcode.Else:
                LowerElse();
                return true;
            case Opcode.End:
                LowerEnd();
                return true;
            case Opcode.Br:
                Branch(LabelAt(instruction.Index));
                _unreachable = true;
                return true;
            case Opcode.BrIf:
                var condition = Pop();
                BranchIf(condition, holds: true, LabelAt(instruction.Index));
                return true;
            case Opcode.BrTable:
                LowerBranchTable(instruction.Labels);
                return true;
            case Opcode.Return:
                Return();
                _unreachable = true;
                return true;
            default:
                return LowerCall(in instruction) || LowerException(in instruction);
        }
    }

    private Label OpenBlock(Opcode opcode, BlockType block)
    {
        Flush();
        var (parameters, results) = _module.GetBlockType(block);
        return PushLabel(opcode, parameters, results);
    }

    private Label PushLabel(Opcode opcode, ImmutableArray<ValueType> parameters, ImmutableArray<ValueType> results)
    {
        var height = _operands.Count - parameters.Length;
        var label = new Label
        {
            Opcode = opcode,
            Parameters = parameters,
            Results = results,
            Height = height,
            Slot = height < _operands.Count ? _operands[height].Slot : _nextSlot,
            Depth = _labels.Count,
        };
        _labels.Add(label);
        return label;
    }

    private void PushAll(ImmutableArray<ValueType> types)
    {
        foreach (var type in types)
        {
            PushSlot(type.Kind);
        }
    }

    private void LowerIf(BlockType block)
    {
        var op = TakeCondition(Pop(), holds: false);
        Flush();
        var (parameters, results) = _module.GetBlockType(block);
        var label = PushLabel(Opcode.If, parameters, results);
        BeginCondition(op);
        label.ElsePatch = JumpAhead();
        StartFuel();
    }

    private void LowerElse()
    {
        var label = _labels[^1];
        if (!_unreachable)
        {
            MoveOperands(label);
            EmitJump(label);
        }

        Truncate(label.Height);
        Bind(label.ElsePatch);
        label.ElsePatch = -1;
        label.Opcode = Opcode.Else;
        _unreachable = false;
        PushAll(label.Parameters);
        _flushed = _operands.Count;
        StartFuel();
    }

    private void LowerEnd()
    {
        var label = _labels[^1];
        if (IsFunction(label))
        {
            if (!_unreachable)
            {
                Return();
            }

            _labels.Clear();
            return;
        }

        CloseProtected(label);
        var meets = label.Patches >= 0 || label.ElsePatch >= 0 || label.ExceptionSlot >= 0 || label.IsCaught;
        if (!_unreachable && meets)
        {
            MoveOperands(label);
        }

        _labels.RemoveAt(_labels.Count - 1);
        if (label.ElsePatch >= 0)
        {
            Bind(label.ElsePatch);
            _unreachable = false;
        }

        if (label.Patches >= 0 || label.IsCaught)
        {
            if (label.Position < 0)
            {
                Bind(label);
            }

            _unreachable = false;
        }

        if (meets && !_unreachable)
        {
            Truncate(label.Height);
            PushAll(label.Results);
            _flushed = _operands.Count;
            StartFuel();
        }

        if (_unreachable)
        {
            Truncate(label.Height);
        }
    }

    // Whether the operands that a branch takes along are not yet where its label wants them.
    private bool NeedsMove(Label label)
    {
        var count = label.BranchTypes.Length;
        if (count > SingleMoves)
        {
            Flush();
            return _operands[^count].Slot != label.Slot;
        }

        var slot = label.Slot;
        for (var i = count; i > 0; i--)
        {
            var operand = _operands[^i];
            if (operand.Place != OperandPlace.Slot || operand.Slot != slot)
            {
                return true;
            }

            slot += SlotsOf(operand.Kind);
        }

        return false;
    }

    // Carries operands to their label's slots, lowest first: these are never above the slots they come from. The stack stays as it is.
    private void MoveOperands(Label label)
    {
        var count = label.BranchTypes.Length;
        if (count > SingleMoves)
        {
            Flush();
            MoveRange(label.Slot, count);
            return;
        }

        var slot = label.Slot;
        for (var i = count; i > 0; i--)
        {
            var operand = _operands[^i];
            if (operand.Place == OperandPlace.Constant)
            {
                EmitConstant(slot, operand.Bits);
            }
            else
            {
                EmitCopy(slot, operand.Place == OperandPlace.Local ? _localSlots[operand.Local] : operand.Slot, operand.Kind);
            }

            slot += SlotsOf(operand.Kind);
        }
    }

    // Carries flushed operands down.
    private void MoveRange(int to, int count)
    {
        var from = _operands[^count].Slot;
        var slots = _nextSlot - from;
        if (from == to)
        {
            return;
        }

        Begin(Bytecode.CopyRange);
        WideSlot(to);
        WideSlot(from);
        Number(slots);
        if (_usesReferences)
        {
            Begin(Bytecode.CopyReferenceRange);
            WideSlot(to);
            WideSlot(from);
            Number(slots);
        }
    }

    private void EmitJump(Label label)
    {
        Begin(label.Position >= 0 ? Bytecode.BkJump : Bytecode.Jump);
        Jump(label);
    }

    private void Branch(Label label)
    {
        if (IsFunction(label))
        {
            Return();
            return;
        }

        MoveOperands(label);
        EmitJump(label);
    }

    // Before a branch that may not be taken: returning several results puts the operands in their slots, which both ways must have done.
    private void SettleResults(Label label)
    {
        if (IsFunction(label) && label.BranchTypes.Length > 1)
        {
            Flush();
        }
    }

    private void BranchIf(in Operand condition, bool holds, Label label)
    {
        if (!IsFunction(label) && !NeedsMove(label))
        {
            var direct = TakeCondition(condition, holds);
            BeginCondition(label.Position >= 0 ? BytecodeInfo.GetBackward(direct) : direct);
            Jump(label);
        }
        else
        {
            var skip = TakeCondition(condition, !holds);
            SettleResults(label);
            BeginCondition(skip);
            var patch = JumpAhead();
            Branch(label);
            Bind(patch);
        }

        StartFuel();
    }

    // Chooses the branch for a popped condition; a comparison just made becomes part of it.
    private Bytecode TakeCondition(in Operand condition, bool holds)
    {
        var branch = BytecodeInfo.None;
        if (IsResultOf(condition, Bytecode.I32Eqz) && IsMaskTestedByLast())
        {
            // i32.and, i32.eqz, branch: the mask is nobody else's, so that both become part of the branch.
            _last = _beforeLast;
            _lastOp = (Bytecode)_code[_last];
            _position = _last + BytecodeInfo.GetLength(_lastOp);
            holds = !holds;
        }

        if (IsResultOfLast(condition))
        {
            branch = _lastOp switch
            {
                Bytecode.I32And => holds ? Bytecode.BrI32And : Bytecode.BrI32NotAnd,
                Bytecode.I32AndI => holds ? Bytecode.BrI32AndI : Bytecode.BrI32NotAndI,
                Bytecode.I64EqQ => holds ? Bytecode.BrI64EqQ : Bytecode.BrI64NeQ,
                Bytecode.I64NeQ => holds ? Bytecode.BrI64NeQ : Bytecode.BrI64EqQ,
                var op => BytecodeInfo.GetBranch(op, holds),
            };
        }

        if (branch != BytecodeInfo.None)
        {
            var words = _code.AsSpan(_last + 3, _position - _last - 3);
            words.CopyTo(_conditionWords);
            _conditionSlot = _code[_last + 2];
            _conditionLength = words.Length;
            Rollback();
            return branch;
        }

        SetCondition(Use(condition));
        return holds ? Bytecode.BrI32Nez : Bytecode.BrI32Eqz;
    }

    // Whether the i32.eqz before this tests an i32.and right before it, whose result is an operand and not a local.
    private bool IsMaskTestedByLast() =>
        _beforeLast >= 0 && (Bytecode)_code[_beforeLast] is Bytecode.I32And or Bytecode.I32AndI
        && _code[_beforeLast + 1] == _code[_last + 2] && _code[_beforeLast + 1] > _header;

    // A branch on one slot.
    private void SetCondition(int slot)
    {
        _conditionSlot = slot;
        _conditionLength = 0;
    }

    // A branch whose condition is not an operand that was popped; the operands that it takes along are on the stack.
    private void BranchOn(Bytecode holds, Bytecode fails, Label label)
    {
        if (!IsFunction(label) && !NeedsMove(label))
        {
            BeginCondition(label.Position >= 0 ? BytecodeInfo.GetBackward(holds) : holds);
            Jump(label);
        }
        else
        {
            SettleResults(label);
            BeginCondition(fails);
            var patch = JumpAhead();
            Branch(label);
            Bind(patch);
        }

        StartFuel();
    }

    private void BeginCondition(Bytecode branch)
    {
        Begin(branch);
        Slot(_conditionSlot);
        foreach (var word in _conditionWords.AsSpan(0, _conditionLength))
        {
            _code[_position++] = word;
        }
    }

    private void LowerBranchTable(int[] labels)
    {
        var index = Pop();
        var subtract = IsResultOf(index, Bytecode.I32AddI);
        int slot, minus = 0;
        if (subtract)
        {
            slot = _code[_last + 2];
            minus = -IntAt(_last + 3);
            Rollback();
        }
        else
        {
            slot = Use(index);
        }

        if (LabelAt(labels[^1]).BranchTypes.Length != 0)
        {
            Flush();
        }

        Begin(subtract ? Bytecode.BranchTableSubI : Bytecode.BranchTable);
        Slot(slot);
        Int(labels.Length - 1);
        if (subtract)
        {
            Int(minus);
        }

        Reserve(labels.Length * 2);
        var table = ++_tables;
        var stubs = new List<(Label Stub, Label Target)>();
        foreach (var depth in labels)
        {
            var label = LabelAt(depth);
            if (!IsFunction(label) && label.Position < 0 && !NeedsMove(label))
            {
                Jump(label);
                continue;
            }

            if (label.StubTable != table)
            {
                label.StubTable = table;
                label.StubIndex = stubs.Count;
                stubs.Add((new Label { Opcode = Opcode.Block, Parameters = [], Results = [], Height = 0, Slot = 0, Depth = 0 }, label));
            }

            Jump(stubs[label.StubIndex].Stub);
        }

        Barrier();
        foreach (var (stub, target) in stubs)
        {
            Bind(stub);
            Branch(target);
        }

        _unreachable = true;
    }

    private void Return()
    {
        EmitPoll();
        var results = _type.Results;
        if (results.Length == 1 && !_usesReferences && !_options.Listens && results[0].Kind != ValueKind.V128)
        {
            var operand = _operands[^1];
            if (operand.Place == OperandPlace.Constant && operand.Bits <= uint.MaxValue)
            {
                Begin(Bytecode.Return1Const);
                Number(_header);
                Int((int)operand.Bits);
                return;
            }

            var from = Use(operand);
            Begin(Bytecode.Return1);
            Number(_header);
            Slot(from);
            return;
        }

        if (results.Length == 1)
        {
            var operand = _operands[^1];
            EmitCopy(0, Use(operand), operand.Kind);
        }
        else if (results.Length > 1)
        {
            Flush();
            MoveRange(0, results.Length);
        }

        if (_options.Listens)
        {
            Begin(Bytecode.ReturnListened);
        }

        Begin(_usesReferences ? Bytecode.ReturnReferences : Bytecode.Return);
        Number(_header);
        if (_usesReferences)
        {
            Number(SlotsOf(results.AsSpan()));
            _frameSizePatches.Add(_position);
            Int(0);
        }
    }
}
