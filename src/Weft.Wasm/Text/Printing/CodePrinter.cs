// Bodies and constant expressions as text (spec 6.5, 6.6.4): locals, then instructions one a line or folded.
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text;

/// <summary>Prints code.</summary>
internal sealed class CodePrinter
{
    private readonly PrinterScope _scope;
    private readonly TextOutput _output;
    private readonly InstructionPrinter _instructions;
    private readonly FoldedPrinter _folded;
    private readonly bool _isFolded;
    private readonly List<ValueType> _locals = [];
    private Instruction _instruction;

    public CodePrinter(PrinterScope scope, TextOutput output, bool isFolded)
    {
        _scope = scope;
        _output = output;
        _isFolded = isFolded;
        _instructions = new InstructionPrinter(scope);
        _folded = new FoldedPrinter(scope, _instructions);
    }

    /// <summary>Prints types and type uses as well.</summary>
    public InstructionPrinter Instructions => _instructions;

    /// <summary>Prints the type, locals and instructions of a defined function, inside its parentheses.</summary>
    /// <param name="functionIndex">Its index, imports included.</param>
    /// <param name="function">The function.</param>
    /// <param name="hints">Its branch hints; default for none.</param>
    public void PrintFunction(int functionIndex, FunctionDefinition function, ImmutableArray<BranchHint> hints)
    {
        var body = function.Body;
        var reader = new ByteReader(body.Bytes.Span, body.Offset);
        var type = _scope.GetFunctionType(function.TypeIndex);
        ReadLocals(ref reader, type?.Parameters.Length ?? 0);

        // Without a type nobody knows the numbers of locals, and the parser gives them no names.
        var locals = type is null ? IdentifierTable.Empty : _scope.GetLocals(functionIndex, type.Parameters.Length + _locals.Count);
        _instructions.PrintTypeUse(_output, function.TypeIndex, locals);
        if (_locals.Count > 0)
        {
            _instructions.PrintTyped(_output, "local", CollectionsMarshal.AsSpan(_locals), locals, type?.Parameters.Length ?? 0, 2);
        }

        var isEmpty = _locals.Count == 0 && reader.Remaining == 1;
        _instructions.Locals = locals;
        _instructions.Blocks.Start(_scope.GetLabels(functionIndex));
        var instructions = new InstructionReader(reader);
        if (_isFolded && _folded.TryBuild(instructions, type?.Results.Length ?? 0, new BranchHintCursor(hints)))
        {
            _folded.PrintBody(_output, 2);
        }
        else
        {
            _instructions.Blocks.Start(_scope.GetLabels(functionIndex));
            PrintFlat(instructions, new BranchHintCursor(hints));
        }

        if (!isEmpty)
        {
            _output.NewLine(1);
        }
    }

    /// <summary>Prints a constant expression behind a space, in <c>(keyword ...)</c> unless it is one folded instruction.</summary>
    public void PrintExpression(ConstantExpression expression, string keyword, int indentation)
    {
        _instructions.Locals = IdentifierTable.Empty;
        _instructions.Blocks.Start(NameMap.Empty);
        var instructions = new InstructionReader(new ByteReader(expression.Bytes.Span, expression.Offset));
        instructions.Read(ref _instruction);
        if (instructions.Position == expression.Bytes.Length - 1 && expression.Bytes.Span[^1] == (byte)InstructionTable.GetCode(Opcode.End)
            && InstructionTable.GetImmediates(_instruction.Opcode) is not (ImmediateKind.Block or ImmediateKind.TryTable)
            && _instruction.Opcode is not (Opcode.Else or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate or Opcode.End))
        {
            // Nearly all are one instruction; tables of functions have thousands of them.
            _output.Write(" (");
            _instructions.Print(_output, _instruction, expression.Offset);
            _output.Write(')');
            return;
        }

        if (!_folded.TryBuild(new InstructionReader(new ByteReader(expression.Bytes.Span, expression.Offset)), 1, default))
        {
            throw new MalformedModuleException("constant expression too long to print", expression.Offset);
        }

        _folded.PrintExpression(_output, keyword, indentation);
    }

    private void ReadLocals(ref ByteReader reader, int parameterCount)
    {
        _locals.Clear();
        for (var groups = reader.ReadCount(int.MaxValue, "groups of locals"); groups > 0; groups--)
        {
            var at = reader.Offset;
            var count = reader.ReadU32();
            var type = TypeReader.ReadValueType(ref reader);
            if (count > ImplementationLimits.Locals - parameterCount - _locals.Count)
            {
                throw new MalformedModuleException($"too many locals: the limit is {ImplementationLimits.Locals}", at);
            }

            CollectionsMarshal.SetCount(_locals, _locals.Count + (int)count);
            CollectionsMarshal.AsSpan(_locals)[^(int)count..].Fill(type);
        }
    }

    private void PrintFlat(InstructionReader reader, BranchHintCursor hints)
    {
        var blocks = _instructions.Blocks;
        while (true)
        {
            reader.Read(ref _instruction);
            var opcode = _instruction.Opcode;
            if (opcode == Opcode.End && blocks.Count == 0)
            {
                break;
            }

            var isInside = opcode is not (Opcode.End or Opcode.Else or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate);
            var indentation = blocks.Count + (isInside ? 2 : 1);
            _output.NewLine(indentation);
            if (hints.Find(_instruction.Offset) is var hint and >= 0)
            {
                _output.Write(hint == 1 ? "(@metadata.code.branch_hint \"\\01\")" : "(@metadata.code.branch_hint \"\\00\")");
                _output.NewLine(indentation);
            }

            _instructions.Print(_output, _instruction, reader.Offset - reader.Position + _instruction.Offset);
        }

        ThrowIfMoreFollows(reader);
    }

    internal static void ThrowIfMoreFollows(in InstructionReader reader)
    {
        if (!reader.AtEnd)
        {
            throw new MalformedModuleException("section size mismatch: bytes follow the end of a body", reader.Offset);
        }
    }
}
