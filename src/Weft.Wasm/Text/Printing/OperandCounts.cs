// How many values an instruction takes and leaves (spec 3.4): what folding needs to know, without validating.
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text;

/// <summary>The shape of an instruction. A wrong guess in an invalid module only costs beauty: folded text keeps the order of instructions.</summary>
internal static class OperandCounts
{
    /// <summary>The number of operands and results of an instruction that is not part of a block's syntax; nothing when it is unknown.</summary>
    /// <param name="scope">The module.</param>
    /// <param name="instruction">The instruction.</param>
    /// <param name="labelArity">The number of values that the instruction's label takes, 0 when it has none.</param>
    /// <param name="functionResults">The number of results of the function.</param>
    public static (int Operands, int Results) Get(PrinterScope scope, in Instruction instruction, int labelArity, int functionResults)
    {
        if (InstructionTable.GetSignature(instruction.Opcode) is { } signature)
        {
            return (signature.Operands.Length, signature.Results.Length);
        }

        switch (instruction.Opcode)
        {
            case Opcode.LocalGet or Opcode.GlobalGet or Opcode.MemorySize or Opcode.TableSize or Opcode.RefNull or Opcode.RefFunc or Opcode.StructNewDefault:
                return (0, 1);
            case Opcode.LocalSet or Opcode.GlobalSet or Opcode.Drop or Opcode.ThrowRef:
                return (1, 0);
            case Opcode.LocalTee or Opcode.MemoryGrow or Opcode.TableGet or Opcode.RefIsNull or Opcode.RefAsNonNull or Opcode.ArrayLen
                or Opcode.ArrayNewDefault or Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU or Opcode.RefI31 or Opcode.I31GetS or Opcode.I31GetU
                or Opcode.RefTest or Opcode.RefTestNull or Opcode.RefCast or Opcode.RefCastNull or Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                return (1, 1);
            case Opcode.TableSet or Opcode.StructSet:
                return (2, 0);
            case Opcode.TableGrow or Opcode.RefEq or Opcode.ArrayNew or Opcode.ArrayNewData or Opcode.ArrayNewElem or Opcode.ArrayGet or Opcode.ArrayGetS
                or Opcode.ArrayGetU:
                return (2, 1);
            case Opcode.Select or Opcode.SelectTyped:
                return (3, 1);
            case Opcode.ArraySet or Opcode.MemoryCopy or Opcode.MemoryFill or Opcode.MemoryInit or Opcode.TableCopy or Opcode.TableFill or Opcode.TableInit:
                return (3, 0);
            case Opcode.ArrayFill or Opcode.ArrayInitData or Opcode.ArrayInitElem:
                return (4, 0);
            case Opcode.ArrayCopy:
                return (5, 0);
            case Opcode.ArrayNewFixed:
                return (instruction.Index2, 1);
            case Opcode.StructNew:
                return ((scope.GetComposite(instruction.Index) as StructType)?.Fields.Length ?? 0, 1);
            case Opcode.Return:
                return (functionResults, 0);
            case Opcode.Br:
                return (labelArity, 0);
            case Opcode.BrIf:
                return (labelArity + 1, labelArity);
            case Opcode.BrTable:
                return (labelArity + 1, 0);
            case Opcode.BrOnNull:
                return (labelArity + 1, labelArity + 1);
            case Opcode.BrOnNonNull:
                return (labelArity, Math.Max(labelArity - 1, 0));
            case Opcode.BrOnCast or Opcode.BrOnCastFail:
                return (labelArity, labelArity);
            case Opcode.Call:
                return OfCall(scope.GetTypeOfFunction(instruction.Index), 0);
            case Opcode.CallIndirect or Opcode.CallRef:
                return OfCall(scope.GetFunctionType(instruction.Index), 1);
            case Opcode.ReturnCall:
                return (OfCall(scope.GetTypeOfFunction(instruction.Index), 0).Operands, 0);
            case Opcode.ReturnCallIndirect or Opcode.ReturnCallRef:
                return (OfCall(scope.GetFunctionType(instruction.Index), 1).Operands, 0);
            case Opcode.Throw:
                return (scope.GetTypeOfTag(instruction.Index)?.Parameters.Length ?? 0, 0);
            default:
                // nop, unreachable, rethrow, elem.drop, data.drop.
                return (0, 0);
        }
    }

    /// <summary>The number of parameters and results of a block.</summary>
    public static (int Parameters, int Results) Get(PrinterScope scope, BlockType type)
    {
        if (type.TypeIndex >= 0)
        {
            return scope.GetFunctionType(type.TypeIndex) is { } function ? (function.Parameters.Length, function.Results.Length) : (0, 0);
        }

        return (0, type.Result is null ? 0 : 1);
    }

    private static (int Operands, int Results) OfCall(FunctionType? type, int extra) =>
        type is null ? (0, 0) : (type.Parameters.Length + extra, type.Results.Length);
}
