// Instructions on numbers and vectors: a sequence of CIL, or a small method that RyuJIT inlines.
using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Semantics;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private void EmitNumeric(in Instruction instruction, EmitterRow row)
    {
        if ((_settings.Profile & NumericProfile.DeterministicRelaxedSimd) != 0 && EmitDeterministic(instruction.Opcode))
        {
            return;
        }

        if (EmitDeferred(in instruction, row) || EmitMaskOfComparison(in instruction))
        {
            return;
        }

        var signature = InstructionTable.GetSignature(instruction.Opcode)!;
        var immediates = InstructionTable.GetImmediates(instruction.Opcode);
        if (EmitUnseen(in instruction) || EmitShift(instruction.Opcode) || EmitConstantRotation(instruction.Opcode) || EmitVectorRotation(instruction.Offset))
        {
            // Emitted.
        }
        else if (immediates == ImmediateKind.Shuffle)
        {
            EmitShuffle(in instruction);
        }
        else if (row.Form == EmitterForm.Cil)
        {
            Take(signature.Operands.Length);
            foreach (var code in row.Codes)
            {
                _il.Emit(code);
            }
        }
        else
        {
            Take(signature.Operands.Length);
            int? constant = immediates == ImmediateKind.Lane ? instruction.Lane : TrapCauses.IsTruncation(instruction.Opcode) ? _offset : null;
            CallLeaf(_isTested ? TestedRotation(instruction.Opcode) : row.Method!, constant);
        }

        MakeCanonical(instruction.Opcode);

        PushResults(signature, row);
    }

    // Two shifts of a vector and what joins them, as the rotation that they are: a processor may have it. Code that is compiled ahead of time does not
    // know the processor.
    private bool EmitVectorRotation(int offset)
    {
        if (_settings.Form is not (CodeForm.Memory or CodeForm.Portable) || !_scan.Operands.TryFindRotation(offset, out var rotation))
        {
            return false;
        }

        Take(2);
        _il.Emit(OpCodes.Pop);
        _il.Emit(OpCodes.Pop);
        if (VariableOf(rotation.Local, _webs.Find(rotation.Producer)) is { } variable)
        {
            Load(variable);
        }
        else
        {
            LoadArgument(rotation.Local);
        }

        Int(rotation.Count);
        CallLeaf(SupportMethods.Find(rotation.Width == 32 ? nameof(Support.RotateI32x4) : nameof(Support.RotateI64x2)));
        return true;
    }

    // A relaxed instruction as one that leaves nothing to choose; false when it is not relaxed.
    private bool EmitDeterministic(Opcode opcode)
    {
        var plain = DeterministicVector.Plain(opcode);
        var method = plain != opcode ? EmitterTable.Find(plain)!.Method
            : DeterministicVector.MethodFor(opcode) is { } name ? typeof(DeterministicVector).GetMethod(name) : null;
        if (method is null)
        {
            return false;
        }

        Take(InstructionTable.GetSignature(opcode)!.Operands.Length);
        _il.Emit(OpCodes.Call, method);
        MakeCanonical(plain);
        Push(ValueKind.V128);
        return true;
    }

    // Puts the canonical NaN in the place of any in the result that is on the stack.
    private void MakeCanonical(Opcode opcode)
    {
        if ((_settings.Profile & NumericProfile.CanonicalNaNs) != 0 && CanonicalNaN.ResultOf(opcode) is var result and not NaNResult.None)
        {
            _il.Emit(OpCodes.Call, typeof(CanonicalNaN).GetMethod(result.ToString())!);
        }
    }

    // What RyuJIT would simplify without regard to signalling NaNs: it takes a promotion back, which must make them quiet; and it knows a number of 32
    // bits as a double, so that one made of bits that it knows is quiet.
    private bool EmitUnseen(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.F32DemoteF64 when _scan.Promotes:
                Take(1);
                Call(nameof(Support.Demote));
                return true;
            case Opcode.F32ReinterpretI32:
                Take(1);
                Call(nameof(Support.ReinterpretI32));
                return true;
            case Opcode.F32x4ExtractLane:
                Take(1);
                Int(instruction.Lane);
                Call(nameof(Support.ExtractLaneF32x4));
                return true;
            default:
                return false;
        }
    }

    // Shifts: what the methods of the table do, without the temporaries that inlining them leaves behind.
    private bool EmitShift(Opcode opcode)
    {
        var isWide = opcode is Opcode.I64Shl or Opcode.I64ShrS or Opcode.I64ShrU;
        switch (opcode)
        {
            case Opcode.I32Shl or Opcode.I32ShrS or Opcode.I32ShrU or Opcode.I64Shl or Opcode.I64ShrS or Opcode.I64ShrU:
                Take(2);
                if (isWide)
                {
                    _il.Emit(OpCodes.Conv_I4);
                }

                // Two shifts joined may be a rotation to RyuJIT, whose count may turn out to be a constant: it encodes those above 127 wrongly
                // (Integer.Rotl32). One of the two always has a count that it knows nothing about.
                if (opcode is Opcode.I32ShrU or Opcode.I64ShrU && !_scan.Operands.HasConstantCount(_offset))
                {
                    LoadContext();
                    LoadField(nameof(InstanceContext.CountMask));
                    _il.Emit(OpCodes.And);
                }

                // RyuJIT knows that the processor takes the count modulo the width.
                Int(isWide ? 63 : 31);
                _il.Emit(OpCodes.And);
                _il.Emit(opcode switch
                {
                    Opcode.I32Shl or Opcode.I64Shl => OpCodes.Shl,
                    Opcode.I32ShrS or Opcode.I64ShrS => OpCodes.Shr,
                    _ => OpCodes.Shr_Un,
                });
                return true;
            default:
                return false;
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Tuples keep their fields.")]
    private void PushResults(Signature signature, EmitterRow row)
    {
        switch (signature.Results.Length)
        {
            case 0:
                break;
            case 1:
                Push(KindOf(signature.Results[0]));
                break;
            default:
                // A tuple: its items, in order.
                var tuple = row.Method!.ReturnType;
                var local = Declare(tuple);
                Save(local);
                for (var i = 0; i < signature.Results.Length; i++)
                {
                    Load(local);
                    _il.Emit(OpCodes.Ldfld, tuple.GetField($"Item{i + 1}")!);
                    Push(KindOf(signature.Results[i]));
                }

                break;
        }
    }

    private static ValueKind KindOf(SignatureType type) => type switch
    {
        SignatureType.I32 => ValueKind.I32,
        SignatureType.I64 => ValueKind.I64,
        SignatureType.F32 => ValueKind.F32,
        SignatureType.F64 => ValueKind.F64,
        SignatureType.V128 => ValueKind.V128,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "only a memory tells the type of an address"),
    };
}
