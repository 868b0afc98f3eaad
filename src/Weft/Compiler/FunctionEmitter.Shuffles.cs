// Shuffles: as the instruction that the lanes ask for.
using System.Reflection.Emit;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private void EmitShuffle(in Instruction instruction)
    {
        Take(2);
        var pattern = ShufflePattern.Find(instruction.Vector, _scan.Operands.AreSame(instruction.Offset));
        if (pattern.IsSwapped)
        {
            Swap();
        }

        if (!pattern.TakesTwo)
        {
            _il.Emit(OpCodes.Pop);
        }

        switch (pattern.Form)
        {
            case ShuffleForm.Same:
                break;
            case ShuffleForm.Bytes:
                EmitKnownVector(pattern.Lanes);
                Call(nameof(Support.ShuffleBytes));
                break;
            case ShuffleForm.Blend:
                EmitKnownVector(pattern.Lanes);
                Call(nameof(Support.Blend));
                break;
            case ShuffleForm.General:
                EmitKnownVector(pattern.Lanes);
                _il.Emit(OpCodes.Call, EmitterTable.Find(instruction.Opcode)!.Method!);
                break;
            case var form:
                Int(pattern.Control);
                Call(form switch
                {
                    ShuffleForm.Words => nameof(Support.ShuffleWords),
                    ShuffleForm.Pairs => nameof(Support.ShufflePairs),
                    ShuffleForm.Align => nameof(Support.ShuffleAligned),
                    ShuffleForm.InterleaveLower => nameof(Support.InterleaveLower),
                    _ => nameof(Support.InterleaveUpper),
                });
                break;
        }
    }

    // Exchanges the two vectors on the evaluation stack.
    private void Swap()
    {
        var second = Rent(ValueKind.V128);
        var first = Rent(ValueKind.V128);
        Save(second);
        Save(first);
        Load(second);
        Load(first);
        Release(ValueKind.V128, first);
        Release(ValueKind.V128, second);
    }
}
