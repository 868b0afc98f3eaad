// The parser of a text module: what is open among instructions, where their bytes go, and labels (spec 6.5.1, 6.5.2).
using System.Runtime.InteropServices;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text;

internal sealed partial class ModuleParser
{
    /// <summary>What is open: a flat block, or the part of a folded form where the parser stands.</summary>
    private enum FrameKind : byte
    {
        /// <summary>A flat block; <c>else</c>, <c>catch</c> and <c>end</c> belong to the innermost.</summary>
        FlatBlock,
        /// <summary>A folded instruction: only folded operands may follow; its own bytes wait until it closes.</summary>
        Operands,
        /// <summary>A folded block, loop or try_table.</summary>
        FoldedBlock,
        /// <summary>A folded if before <c>then</c>: only folded operands may follow; its own bytes wait for <c>then</c>.</summary>
        Condition,
        /// <summary>Inside <c>(then ...)</c>.</summary>
        Then,
        /// <summary>After <c>(then ...)</c>: <c>(else ...)</c> or the end.</summary>
        AfterThen,
        /// <summary>Inside <c>(else ...)</c>.</summary>
        Else,
        /// <summary>After <c>(else ...)</c>, or after <c>(delegate ...)</c>: only the end.</summary>
        Complete,
        /// <summary>A folded try before <c>(do ...)</c>.</summary>
        Try,
        /// <summary>Inside <c>(do ...)</c>.</summary>
        Do,
        /// <summary>After <c>(do ...)</c>: clauses, delegate, or the end.</summary>
        AfterDo,
        /// <summary>Inside <c>(catch ...)</c>.</summary>
        Catch,
        /// <summary>After <c>(catch ...)</c>: more clauses or the end.</summary>
        AfterCatch,
        /// <summary>Inside <c>(catch_all ...)</c>; afterwards only the end.</summary>
        CatchAll,
    }

    private ref Frame PushFrame(FrameKind kind, Opcode opcode, int symbol)
    {
        if (_frameCount == _frames.Length)
        {
            if (_frameCount >= ImplementationLimits.NestingDepth)
            {
                throw _source.Error($"nesting too deep: more than {ImplementationLimits.NestingDepth} open blocks", Current.Start);
            }

            Array.Resize(ref _frames, Math.Min(_frames.Length * 2, ImplementationLimits.NestingDepth));
        }

        ref var frame = ref _frames[_frameCount++];
        frame = new Frame { Kind = kind, Opcode = opcode, Symbol = symbol };
        return ref frame;
    }

    /// <summary>Encodes the parsed instruction where it will wait for its operands.</summary>
    private void Wait(ref Frame frame, int token, int hint)
    {
        frame.WaitingStart = _waiting.Length;
        frame.Position = _locator.Locate(_tokens[token].Start);
        frame.Hint = (sbyte)hint;
        InstructionWriter.Write(_waiting, _instruction);
    }

    /// <summary>Writes an instruction whose operands are complete.</summary>
    private void Release(in Frame frame)
    {
        AddBranchHint(frame.Hint);
        _mapOffsets.Add(_code.Length);
        _mapPositions.Add(frame.Position);
        _code.WriteBytes(_waiting.WrittenSpan[frame.WaitingStart..]);
        _waiting.Truncate(frame.WaitingStart);
    }

    /// <summary>Writes the parsed instruction.</summary>
    private void Emit(int token, int hint)
    {
        AddBranchHint(hint);
        MarkPosition(token);
        InstructionWriter.Write(_code, _instruction);
    }

    private void AddBranchHint(int hint)
    {
        if (hint >= 0)
        {
            _functionHints.Add(new BranchHint(_code.Length, IsLikely: hint == 1));
        }
    }

    private void MarkPosition(int token)
    {
        _mapOffsets.Add(_code.Length);
        _mapPositions.Add(_locator.Locate(_tokens[token].Start));
    }

    private void EmitEnd() => _code.WriteByte((byte)InstructionTable.GetCode(Opcode.End));

    private void EmitCatch(Opcode opcode)
    {
        MarkPosition(_position++);
        _instruction.Opcode = opcode;
        if (opcode == Opcode.Catch)
        {
            _instruction.Index = ParseIndex(_tagSpace);
        }

        InstructionWriter.Write(_code, _instruction);
    }

    private void EmitDelegate()
    {
        MarkPosition(_position++);
        _instruction.Opcode = Opcode.Delegate;
        _instruction.Index = ParseLabel();
        InstructionWriter.Write(_code, _instruction);
    }

    /// <summary>The label and type of a block, and the clauses of a try_table, into the current instruction; returns the label.</summary>
    private int ParseBlockHeader(Opcode opcode, out byte[]? name)
    {
        var symbol = ParseOptionalIdentifier();
        name = ParseNameAnnotation();
        _instruction.Opcode = opcode;
        var token = Current;
        var index = ParseTypeUse(allowNames: false);
        _instruction.Block = index >= 0 ? BlockType.OfType(index)
            : _parameters.Count > 0 || _results.Count > 1 ? BlockType.OfType(FindOrAddFunctionType(token))
            : _results.Count == 1 ? BlockType.OfResult(_results[0])
            : BlockType.Empty;
        if (opcode == Opcode.TryTable)
        {
            ParseCatchClauses();
        }

        return symbol;
    }

    private void PushLabel(in Frame frame, byte[]? name)
    {
        ref var open = ref _frames[_frameCount - 1];
        if (_currentFunction >= 0)
        {
            AddName(NameKind.Label, _currentFunction, _labelOrdinal, frame.Symbol, name);
        }

        _labelOrdinal++;
        _labelCount++;
        if (frame.Symbol >= 0)
        {
            if (_labelOf.Length == 0)
            {
                _labelOf = new int[_symbols.Count];
            }

            open.Shadowed = _labelOf[frame.Symbol];
            _labelOf[frame.Symbol] = _labelCount;
        }
    }

    private void PopLabel(in Frame frame)
    {
        _labelCount--;
        if (frame.Symbol >= 0)
        {
            _labelOf[frame.Symbol] = frame.Shadowed;
        }
    }

    private void ParseMatchingLabel(int symbol)
    {
        var token = Current;
        var given = ParseOptionalIdentifier();
        if (given >= 0 && given != symbol)
        {
            throw _source.Error(
                $"mismatching label ${_symbols.GetName(given)}: the block's is {(symbol < 0 ? "missing" : "$" + _symbols.GetName(symbol))}", token.Start);
        }
    }

    private int ParseLabel()
    {
        ref readonly var token = ref Current;
        if (token.Kind == TokenKind.Natural)
        {
            return ParseU32();
        }

        if (token.Kind != TokenKind.Identifier)
        {
            throw Unexpected("a label");
        }

        var position = token.Data < _labelOf.Length ? _labelOf[token.Data] : 0;
        if (position == 0)
        {
            throw _source.Error($"unknown label ${_symbols.GetName(token.Data)}", token.Start);
        }

        _position++;
        return _labelCount - position;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Frame
    {
        public FrameKind Kind;
        public sbyte Hint;
        public Opcode Opcode;
        public int Symbol;
        public int Shadowed;
        public int WaitingStart;
        public TextPosition Position;
        public byte[]? Name;
    }
}
