// Loads of which RyuJIT would read only a part. It narrows a load whose value is narrowed next, and touches a byte or four of one whose
// value nobody wants; but behind the last byte of a memory the whole access must trap. Where that can be, the bounds are compared.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    // Whether the load that is emitted next is one: by what the instructions behind it do with the value.
    private bool _isUsedInPart;

    // Looks at what follows an instruction, when it is a load that guard pages are to check.
    private void LookAhead(in Instruction instruction, InstructionReader ahead)
    {
        _isUsedInPart = _settings.GuardPages
            && InstructionTable.GetWidth(instruction.Opcode) > 1
            && EmitterTable.Find(instruction.Opcode) is { Form: EmitterForm.Load }
            && IsUsedInPart(ahead, InstructionTable.GetWidth(instruction.Opcode));
    }

    // Whether an operation with a constant leaves at most the lower half of a loaded value: then RyuJIT may load only that.
    private static bool IsCut(Opcode opcode, ulong constant, int width)
    {
        var half = width * 4;
        return opcode switch
        {
            Opcode.I32And or Opcode.I64And => constant >> half == 0,
            Opcode.I32Shl => (int)(constant & 31) >= 32 - half,
            Opcode.I64Shl => (int)(constant & 63) >= 64 - half,
            _ => false,
        };
    }

    private bool IsUsedInPart(InstructionReader ahead, int width)
    {
        var next = default(Instruction);
        ahead.Read(ref next);
        while (next.Opcode is Opcode.LocalSet or Opcode.LocalTee)
        {
            var local = next.Index;
            if (next.Opcode == Opcode.LocalSet && !_scan.IsRead(local))
            {
                return true;
            }

            var isSet = next.Opcode == Opcode.LocalSet;
            ahead.Read(ref next);
            if (isSet)
            {
                if (next.Opcode != Opcode.LocalGet || next.Index != local)
                {
                    return false;
                }

                ahead.Read(ref next);
            }
        }

        switch (next.Opcode)
        {
            case Opcode.I32Extend8S or Opcode.I64Extend8S or Opcode.I32Store8 or Opcode.I64Store8:
                return true;
            case Opcode.I32Extend16S or Opcode.I64Extend16S or Opcode.I32Store16 or Opcode.I64Store16:
                return width > sizeof(short);
            case Opcode.I32WrapI64 or Opcode.I64Extend32S or Opcode.I64Store32:
                return width > sizeof(int);
            case Opcode.I32Const or Opcode.I64Const:
                var constant = next.Opcode == Opcode.I32Const ? (uint)next.Bits : next.Bits;
                ahead.Read(ref next);
                return IsCut(next.Opcode, constant, width);
            case Opcode.I32And or Opcode.I64And:
                // The address is the topmost operand, the mask the one below.
                return _operands.Count > 1 && _operands[^2].Origin == OperandOrigin.Integer;
            default:
                var mnemonic = InstructionTable.GetMnemonic(next.Opcode);
                return mnemonic.Contains(".extract_lane", StringComparison.Ordinal) || mnemonic.Contains("_low", StringComparison.Ordinal);
        }
    }
}
