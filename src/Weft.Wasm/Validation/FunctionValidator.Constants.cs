// Constant expressions (spec 3.4.12): a sublanguage, checked by the rules for bodies.
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

public sealed partial class FunctionValidator
{
    private bool _isConstant;

    /// <summary>Checks a constant expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="type">The type it must have, canonical.</param>
    /// <param name="globalsInScope">How many globals it may name.</param>
    /// <param name="instruction">Room to decode into.</param>
    internal void ValidateConstant(ConstantExpression expression, ValueType type, int globalsInScope, ref Instruction instruction)
    {
        SetCode(expression.Bytes, expression.Offset, expression.SourceMap);
        _isConstant = true;
        _tracksLocals = false;
        _flatCount = _localCount = 0;
        PushControl(Opcode.Block, [], Single(type));
        var reader = CreateReader();
        while (_controlCount > 0)
        {
            if (reader.AtEnd)
            {
                ThrowNoEnd();
            }

            reader.Read(ref instruction);
            _offset = instruction.Offset;
            _opcode = instruction.Opcode;
            CheckConstant(instruction, globalsInScope);
            Apply(instruction);
        }

        CheckNothingFollows(reader.Position);
    }

    private void CheckConstant(in Instruction instruction, int globalsInScope)
    {
        switch (instruction.Opcode)
        {
            case Opcode.I32Const or Opcode.I64Const or Opcode.F32Const or Opcode.F64Const or Opcode.V128Const or Opcode.End
                or Opcode.RefNull or Opcode.RefFunc
                or Opcode.RefI31 or Opcode.StructNew or Opcode.StructNewDefault or Opcode.ArrayNew or Opcode.ArrayNewDefault
                or Opcode.ArrayNewFixed or Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                break;
            case Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul:
                if (FeatureChecks.Find(_module.Options, Features.ExtendedConst) is not null)
                {
                    throw Invalid($"constant expression required: {InstructionTable.GetMnemonic(_opcode)} needs the feature {Features.ExtendedConst}");
                }

                break;
            case Opcode.GlobalGet:
                if (instruction.Index >= globalsInScope)
                {
                    throw Invalid($"unknown global {instruction.Index}: {globalsInScope} are in scope here");
                }

                if (GetGlobal(instruction.Index).IsMutable)
                {
                    throw Invalid($"constant expression required: global {instruction.Index} is mutable");
                }

                break;
            default:
                throw Invalid($"constant expression required: {InstructionTable.GetMnemonic(_opcode)} is not constant");
        }
    }
}
