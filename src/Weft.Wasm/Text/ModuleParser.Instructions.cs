// The parser of a text module: instructions, flat and folded (spec 6.5), encoded while they are parsed. Nesting is on an explicit stack.
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text;

internal sealed partial class ModuleParser
{
    private readonly ByteWriter _code = new();
    private readonly ByteWriter _waiting = new();
    private readonly List<int> _mapOffsets = [];
    private readonly List<TextPosition> _mapPositions = [];
    private Frame[] _frames = new Frame[16];
    private int _frameCount;
    private int[] _labelOf = [];
    private int _labelCount;
    private int _labelOrdinal;
    private int _currentFunction = -1;
    private Instruction _instruction;

    private void BeginCode()
    {
        _code.Clear();
        _mapOffsets.Clear();
        _mapPositions.Clear();
        _labelOrdinal = 0;
    }

    private SourceMap TakeSourceMap() => new([.. _mapOffsets], [.. _mapPositions]);

    private FunctionBody EndFunctionBody()
    {
        MarkPosition(_position);
        EmitEnd();
        if (_functionHints.Count > 0)
        {
            _branchHints.Add(new FunctionBranchHints(_currentFunction, [.. _functionHints]));
            _functionHints.Clear();
        }

        return new FunctionBody(_code.ToArray(), SourceMap: TakeSourceMap());
    }

    /// <summary>An expression outside functions, up to a token.</summary>
    private ConstantExpression ParseExpression(int end)
    {
        BeginCode();
        ParseInstructions(end);
        MarkPosition(_position);
        EmitEnd();
        return new ConstantExpression(_code.ToArray(), SourceMap: TakeSourceMap());
    }

    /// <summary>Instructions up to a token, which closes a parenthesis opened before, or follows a closed one.</summary>
    private void ParseInstructions(int end)
    {
        while (_position < end)
        {
            ThrowIfCodeIsTooLong();
            var hint = _nextAnnotationToken <= _position ? ParseBranchHint() : -1;
            ref readonly var token = ref Current;
            switch (token.Kind)
            {
                case TokenKind.Keyword when (uint)token.Data < KeywordTable.FirstWord:
                    ParseFlat((Opcode)token.Data, hint);
                    break;
                case TokenKind.LeftParenthesis:
                    OpenForm(hint);
                    break;
                case TokenKind.RightParenthesis when _frameCount > 0:
                    CloseForm();
                    break;
                default:
                    throw Unexpected("an instruction");
            }
        }

        ThrowIfCodeIsTooLong();
        if (_frameCount > 0)
        {
            throw Unexpected(_frames[_frameCount - 1].Opcode == Opcode.Try ? "catch, catch_all, delegate or end" : "end");
        }
    }

    private void ThrowIfCodeIsTooLong()
    {
        // One byte is left for the end.
        if (_code.Length >= ImplementationLimits.FunctionBytes)
        {
            throw _source.Error($"function body too long: more than {ImplementationLimits.FunctionBytes} bytes", Current.Start);
        }
    }

    private void ParseFlat(Opcode opcode, int hint)
    {
        if (_frameCount > 0 && _frames[_frameCount - 1].Kind is not (FrameKind.FlatBlock or FrameKind.FoldedBlock or FrameKind.Then or FrameKind.Else
            or FrameKind.Do or FrameKind.Catch or FrameKind.CatchAll))
        {
            throw Unexpected("( or )");
        }

        switch (opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                var start = _position++;
                var symbol = ParseBlockHeader(opcode, out var name);
                Emit(start, hint);
                PushLabel(PushFrame(FrameKind.FlatBlock, opcode, symbol), name);
                return;
            case Opcode.End:
                ref var ended = ref FlatBlock(opcode);
                MarkPosition(_position++);
                ParseMatchingLabel(ended.Symbol);
                EmitEnd();
                PopLabel(ended);
                _frameCount--;
                return;
            case Opcode.Else:
                ref var conditional = ref FlatBlock(opcode);
                MarkPosition(_position++);
                ParseMatchingLabel(conditional.Symbol);
                _code.WriteByte((byte)InstructionTable.GetCode(Opcode.Else));
                conditional.Opcode = Opcode.Else;
                return;
            case Opcode.Catch or Opcode.CatchAll:
                ref var handled = ref FlatBlock(opcode);
                EmitCatch(opcode);
                handled.Opcode = opcode;
                return;
            case Opcode.Delegate:
                ref var delegated = ref FlatBlock(opcode);
                PopLabel(delegated);
                EmitDelegate();
                _frameCount--;
                return;
            default:
                var place = _position++;
                ParseImmediates(opcode);
                Emit(place, hint);
                return;
        }
    }

    /// <summary>The innermost flat block, to which a keyword that is not an instruction of its own must belong.</summary>
    private ref Frame FlatBlock(Opcode keyword)
    {
        if (_frameCount > 0 && _frames[_frameCount - 1].Kind == FrameKind.FlatBlock)
        {
            ref var frame = ref _frames[_frameCount - 1];
            var fits = keyword switch
            {
                Opcode.Else => frame.Opcode == Opcode.If,
                Opcode.Catch or Opcode.CatchAll => frame.Opcode is Opcode.Try or Opcode.Catch,
                Opcode.Delegate => frame.Opcode == Opcode.Try,
                _ => true,
            };
            if (fits)
            {
                return ref frame;
            }
        }

        throw Unexpected("an instruction");
    }

    /// <summary>An opening parenthesis among instructions.</summary>
    private void OpenForm(int hint)
    {
        ref readonly var token = ref _tokens[_position + 1];
        if (_frameCount > 0 && OpenPart(ref _frames[_frameCount - 1], token))
        {
            return;
        }

        if (token.Kind != TokenKind.Keyword || (uint)token.Data >= KeywordTable.FirstWord)
        {
            _position++;
            throw Unexpected("an instruction");
        }

        var opcode = (Opcode)token.Data;
        var start = ++_position;
        _position++;
        switch (opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.TryTable or Opcode.Try:
                var symbol = ParseBlockHeader(opcode, out var name);
                Emit(start, hint);
                PushLabel(PushFrame(opcode == Opcode.Try ? FrameKind.Try : FrameKind.FoldedBlock, opcode, symbol), name);
                break;
            case Opcode.If:
                var label = ParseBlockHeader(opcode, out var labelName);
                ref var conditional = ref PushFrame(FrameKind.Condition, opcode, label);
                conditional.Name = labelName;
                Wait(ref conditional, start, hint);
                break;
            case Opcode.Else or Opcode.End or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate:
                _position = start;
                throw Unexpected("an instruction");
            default:
                ParseImmediates(opcode);
                Wait(ref PushFrame(FrameKind.Operands, opcode, -1), start, hint);
                break;
        }
    }

    /// <summary>An opening parenthesis that starts a part of a folded if or try; false when it starts an instruction.</summary>
    private bool OpenPart(ref Frame frame, in Token keyword)
    {
        switch (frame.Kind)
        {
            case FrameKind.Condition when WordOf(keyword) == Word.Then:
                Release(frame);
                PushLabel(frame, frame.Name);
                frame.Kind = FrameKind.Then;
                break;
            case FrameKind.AfterThen when IsOpcode(keyword, Opcode.Else):
                MarkPosition(_position + 1);
                _code.WriteByte((byte)InstructionTable.GetCode(Opcode.Else));
                frame.Kind = FrameKind.Else;
                break;
            case FrameKind.Try when WordOf(keyword) == Word.Do:
                frame.Kind = FrameKind.Do;
                break;
            case FrameKind.AfterDo or FrameKind.AfterCatch when IsOpcode(keyword, Opcode.Catch) || IsOpcode(keyword, Opcode.CatchAll):
                _position++;
                EmitCatch((Opcode)keyword.Data);
                frame.Kind = (Opcode)keyword.Data == Opcode.Catch ? FrameKind.Catch : FrameKind.CatchAll;
                return true;
            case FrameKind.AfterDo when IsOpcode(keyword, Opcode.Delegate):
                PopLabel(frame);
                _position++;
                EmitDelegate();
                Close();
                frame.Kind = FrameKind.Complete;
                frame.Opcode = Opcode.Delegate;
                return true;
            case FrameKind.AfterThen or FrameKind.Complete or FrameKind.Try or FrameKind.AfterDo or FrameKind.AfterCatch:
                _position++;
                throw Unexpected(frame.Kind switch
                {
                    FrameKind.AfterThen => "else, or ) before it",
                    FrameKind.Try => "do",
                    FrameKind.AfterDo => "catch, catch_all, delegate, or ) before it",
                    FrameKind.AfterCatch => "catch, catch_all, or ) before it",
                    _ => ") before it",
                });
            default:
                return false;
        }

        _position += 2;
        return true;
    }

    private static bool IsOpcode(in Token token, Opcode opcode) => token.Kind == TokenKind.Keyword && token.Data == (int)opcode;

    /// <summary>A closing parenthesis among instructions.</summary>
    private void CloseForm()
    {
        ref var frame = ref _frames[_frameCount - 1];
        switch (frame.Kind)
        {
            case FrameKind.Operands:
                Release(frame);
                _frameCount--;
                break;
            case FrameKind.Then:
                frame.Kind = FrameKind.AfterThen;
                break;
            case FrameKind.Do:
                frame.Kind = FrameKind.AfterDo;
                break;
            case FrameKind.Catch:
                frame.Kind = FrameKind.AfterCatch;
                break;
            case FrameKind.Else or FrameKind.CatchAll:
                frame.Kind = FrameKind.Complete;
                break;
            case FrameKind.Complete when frame.Opcode == Opcode.Delegate:
                _frameCount--;
                break;
            case FrameKind.FoldedBlock or FrameKind.AfterThen or FrameKind.Complete or FrameKind.AfterDo or FrameKind.AfterCatch:
                MarkPosition(_position);
                EmitEnd();
                PopLabel(frame);
                _frameCount--;
                break;
            case FrameKind.Condition:
                throw Unexpected("(then ...)");
            case FrameKind.Try:
                throw Unexpected("(do ...)");
            default:
                throw Unexpected("end");
        }

        _position++;
    }
}
