// Calls: the arguments go to their slots, where the callee's frame begins and its results arrive.
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Interpreter.Lowering;

internal sealed partial class FunctionLowering
{
    private bool LowerCall(in Instruction instruction)
    {
        if (instruction.Opcode is Opcode.Call or Opcode.CallIndirect or Opcode.CallRef or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef)
        {
            EmitPoll();
        }

        switch (instruction.Opcode)
        {
            case Opcode.Call:
                var frame = PassArguments(_module.GetFunctionType(instruction.Index));
                Begin(instruction.Index < _module.ImportedFunctionCount ? Bytecode.CallImport : Bytecode.Call);
                Int(instruction.Index);
                WideSlot(frame);
                TakeResults(_module.GetFunctionType(instruction.Index));
                return true;
            case Opcode.CallIndirect:
                LowerCallIndirect(in instruction);
                return true;
            case Opcode.CallRef:
                LowerCallReference(in instruction);
                return true;
            case Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef:
                LowerReturnCall(in instruction);
                _unreachable = true;
                return true;
            default:
                return false;
        }
    }

    // Pops the arguments, which end up in their slots; the slot of the first is where the callee's frame begins.
    private int PassArguments(FunctionType type)
    {
        FlushTop(type.Parameters.Length);
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            Pop();
        }

        return _nextSlot;
    }

    private void TakeResults(FunctionType type)
    {
        PushAll(type.Results);
        Barrier();
    }

    private void LowerCallIndirect(in Instruction instruction)
    {
        var type = (FunctionType)_module.GetCompositeType(instruction.Index);
        var index = Use(Pop());
        var frame = PassArguments(type);
        Begin(_module.Tables[instruction.Index2].Address == AddressType.I64 ? Bytecode.CallIndirect64 : Bytecode.CallIndirect);
        Int(_module.CanonicalTypes[instruction.Index]);
        WideSlot(frame);
        Slot(index);
        Int(instruction.Index2);
        TakeResults(type);
    }

    private void LowerCallReference(in Instruction instruction)
    {
        var type = (FunctionType)_module.GetCompositeType(instruction.Index);
        var function = Use(Pop());
        var frame = PassArguments(type);
        Begin(Bytecode.CallRef);
        Slot(function);
        WideSlot(frame);
        TakeResults(type);
    }

    private void LowerReturnCall(in Instruction instruction)
    {
        var opcode = instruction.Opcode;
        var type = opcode == Opcode.ReturnCall ? _module.GetFunctionType(instruction.Index) : (FunctionType)_module.GetCompositeType(instruction.Index);
        if (_options.Listens)
        {
            Begin(Bytecode.ReplaceListened);
        }

        var callee = opcode == Opcode.ReturnCall ? 0 : Use(Pop());
        var slots = SlotsOf(type.Parameters.AsSpan());
        var frame = PassArguments(type);
        if (_usesReferences && opcode != Opcode.ReturnCallRef)
        {
            EmitPassReferences(frame, slots);
        }

        switch (opcode)
        {
            case Opcode.ReturnCall:
                Begin(Bytecode.ReturnCall);
                Int(instruction.Index);
                break;
            case Opcode.ReturnCallIndirect:
                Begin(_module.Tables[instruction.Index2].Address == AddressType.I64 ? Bytecode.ReturnCallIndirect64 : Bytecode.ReturnCallIndirect);
                Int(_module.CanonicalTypes[instruction.Index]);
                Slot(callee);
                Int(instruction.Index2);
                break;
            default:
                // The callee itself is a reference of this frame: the instruction passes the others on after it has read it.
                Begin(Bytecode.ReturnCallRef);
                Slot(callee);
                _frameSizePatches.Add(_position);
                Int(0);
                break;
        }

        WideSlot(frame);
        Number(slots);
        Number(_header);
    }

    private void EmitPassReferences(int frame, int slots)
    {
        Begin(Bytecode.PassReferences);
        WideSlot(frame);
        Number(slots);
        _frameSizePatches.Add(_position);
        Int(0);
    }
}
