// Frames of more than 65,536 slots, which operands of 16 bits cannot number. They are rare, so that they need to be right and not fast.
//
// Such a function has its header right behind its parameters and results, then a few near slots, then everything else. Before an
// instruction that names a far slot, its surroundings are copied to near slots, which the instruction names instead; after one that
// writes there, they are copied back. So neither copies nor instructions need to know what the slot holds: a v128, two results side by
// side, a reference. No instruction is absorbed by the next, as what stands before an instruction may be such a copy.
namespace Weft.Interpreter.Lowering;

internal sealed partial class FunctionLowering
{
    // What is copied of a far slot's surroundings: the largest operand is four numbers side by side (i64.add128).
    private const int FarCopySlots = 4;

    // The most operands of an instruction.
    private const int FarOperands = 6;

    // Whether a slot needed more than 16 bits although the function is lowered as if none did: it is lowered once more.
    private bool _foundFarSlot;
    private bool _hasFarSlots;
    private int _firstFarSlot;
    private int _nearSlots;
    private int _farOperands;
    private (int Near, int Far) _farResult;

    // Where the slots of declared locals begin; the header has its place before or after them.
    private int LayOutFrame(int parameterSlots, int localSlots, int resultSlots)
    {
        _header = Math.Max(localSlots, resultSlots);
        _hasFarSlots |= _header > ushort.MaxValue || _options.FarFrames;
        _firstFarSlot = ushort.MaxValue + 1;
        if (!_hasFarSlots)
        {
            _nextSlot = _header + 2;
            _maximumSlot = _nextSlot;
            return parameterSlots;
        }

        _header = Math.Max(parameterSlots, resultSlots);
        _nearSlots = _header + 2;
        var declared = _nearSlots + (FarOperands * FarCopySlots);
        _nextSlot = declared + localSlots - parameterSlots;
        _maximumSlot = _nextSlot;
        if (_options.FarFrames)
        {
            _firstFarSlot = declared;
        }

        return declared;
    }

    // A near slot for a far operand of the instruction that is being written: the copy goes before the instruction.
    private int Near(int slot)
    {
        var near = _nearSlots + (_farOperands++ * FarCopySlots);
        var op = _usesReferences ? Bytecode.LoadFarReference : Bytecode.LoadFar;
        if (BytecodeInfo.GetLetter((Bytecode)_code[_start], _position - _start) is 'd' or 'e')
        {
            _farResult = (near, slot);
        }

        HandlerTable.Prepare(op);
        Reserve(32);
        var begun = _code.AsSpan(_start, _position - _start).ToArray();
        _position = _start;
        _code[_position++] = (ushort)op;
        _code[_position++] = (ushort)near;
        Write(slot, 2);
        _start = _position;
        begun.CopyTo(_code.AsSpan(_position));
        _position += begun.Length;
        return near;
    }

    // When an instruction with a far result is complete, the result goes where it belongs.
    private void StoreFarResult()
    {
        if (_farResult.Far == 0 || _position - _start != BytecodeInfo.GetLength((Bytecode)_code[_start]))
        {
            return;
        }

        var (near, far) = _farResult;
        Begin(_usesReferences ? Bytecode.StoreFarReference : Bytecode.StoreFar);
        Number(near);
        WideSlot(far);
    }
}
