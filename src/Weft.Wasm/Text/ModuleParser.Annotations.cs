// The parser of a text module: annotations (spec 6.3.7, appendix A.5) and the custom sections they become.
using System.Text.Unicode;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text;

internal sealed partial class ModuleParser
{
    private readonly List<CustomSection> _customSections = [];
    private readonly List<FunctionBranchHints> _branchHints = [];
    private readonly List<BranchHint> _functionHints = [];
    private readonly bool[] _annotationTaken;
    private int _annotationIndex;
    private int _nextAnnotationToken;

    /// <summary>Goes back to the first annotation that is not taken yet: a pass begins.</summary>
    private void RewindAnnotations()
    {
        _annotationIndex = 0;
        SeekAnnotation(0);
    }

    /// <summary>Goes on to the first annotation from a token on that is not taken yet.</summary>
    private void SeekAnnotation(int token)
    {
        var annotations = _source.Annotations;
        while (_annotationIndex < annotations.Count && (_annotationTaken[_annotationIndex] || annotations[_annotationIndex].TokenIndex < token))
        {
            _annotationIndex++;
        }

        _nextAnnotationToken = _annotationIndex < annotations.Count ? annotations[_annotationIndex].TokenIndex : int.MaxValue;
    }

    /// <summary>The annotation of a kind directly before the current token.</summary>
    private Annotation? TakeAnnotation(AnnotationKind kind)
    {
        if (_nextAnnotationToken > _position)
        {
            return null;
        }

        if (_nextAnnotationToken < _position)
        {
            ThrowMisplaced();
        }

        var annotation = _source.Annotations[_annotationIndex];
        if (annotation.Kind != kind)
        {
            return null;
        }

        _annotationTaken[_annotationIndex] = true;
        SeekAnnotation(_nextAnnotationToken);
        return annotation;
    }

    private void ThrowMisplaced()
    {
        var annotation = _source.Annotations[_annotationIndex];
        var message = annotation.Kind switch
        {
            AnnotationKind.Custom => "misplaced @custom annotation: it belongs between module fields",
            AnnotationKind.Name => "misplaced @name annotation: it belongs where an identifier may stand",
            _ => "@metadata.code.branch_hint annotation: misplaced, it belongs directly before an instruction",
        };
        throw _source.Error(message, annotation.Start);
    }

    private void ThrowIfAnnotationsAreLeft()
    {
        if (_nextAnnotationToken != int.MaxValue)
        {
            ThrowMisplaced();
        }
    }

    /// <summary>The annotations between fields: custom sections.</summary>
    private void ParseFieldAnnotations()
    {
        while (_nextAnnotationToken <= _position)
        {
            if (TakeAnnotation(AnnotationKind.Custom) is { } custom)
            {
                ParseCustomSection(custom);
            }
            else if (TakeAnnotation(AnnotationKind.BranchHint) is { } hint)
            {
                throw _source.Error("@metadata.code.branch_hint annotation: not in a function", hint.Start);
            }
            else
            {
                ThrowMisplaced();
            }
        }
    }

    /// <summary>The name that an annotation gives to what the parser is reading, or null (appendix A.5.1).</summary>
    private byte[]? ParseNameAnnotation()
    {
        if (TakeAnnotation(AnnotationKind.Name) is not { } annotation)
        {
            return null;
        }

        if (annotation.Contents is not [{ Kind: TokenKind.String } token])
        {
            throw _source.Error("@name annotation: unexpected token, expected one string", annotation.Start);
        }

        _bytes.ResetWrittenCount();
        StringLiteral.Decode(_source.GetBytes(token), _bytes);
        if (!Utf8.IsValid(_bytes.WrittenSpan))
        {
            throw _source.Error("@name annotation: malformed UTF-8 encoding", token.Start);
        }

        return _bytes.WrittenSpan.ToArray();
    }

    /// <summary><c>(@custom "name" ((before|after) section)? "bytes"*)</c> (appendix A.5.3).</summary>
    private void ParseCustomSection(Annotation annotation)
    {
        var contents = annotation.Contents;
        if (contents.Count == 0 || contents[0].Kind != TokenKind.String)
        {
            throw _source.Error("@custom annotation: missing section name", annotation.Start);
        }

        _bytes.ResetWrittenCount();
        StringLiteral.Decode(_source.GetBytes(contents[0]), _bytes);
        if (!Utf8.IsValid(_bytes.WrittenSpan))
        {
            throw _source.Error("@custom annotation: malformed UTF-8 encoding", contents[0].Start);
        }

        var name = System.Text.Encoding.UTF8.GetString(_bytes.WrittenSpan);
        var next = 1;
        var place = SectionPlace.Last;
        if (contents.Count > 1 && contents[1].Kind == TokenKind.LeftParenthesis)
        {
            place = ParseSectionPlace(contents, annotation);
            next = 5;
        }

        _bytes.ResetWrittenCount();
        for (; next < contents.Count; next++)
        {
            if (contents[next].Kind != TokenKind.String)
            {
                throw _source.Error($"@custom annotation: unexpected token {Spell(contents[next])}", contents[next].Start);
            }

            StringLiteral.Decode(_source.GetBytes(contents[next]), _bytes);
        }

        _customSections.Add(new CustomSection(name, _bytes.WrittenSpan.ToArray(), place));
    }

    private SectionPlace ParseSectionPlace(IReadOnlyList<Token> contents, Annotation annotation)
    {
        var side = contents.Count > 2 ? WordOf(contents[2]) : Word.NoWord;
        if (side is not (Word.Before or Word.After))
        {
            throw _source.Error("@custom annotation: malformed placement, expected (before section) or (after section)", contents[1].Start);
        }

        var after = contents.Count > 3 ? WordOf(contents[3]) switch
        {
            Word.First => (side == Word.Before ? SectionPlace.First : null),
            Word.Last => (side == Word.After ? SectionPlace.Last : null),
            Word.Type => SectionPlace.AfterType,
            Word.Import => SectionPlace.AfterImport,
            Word.Func => SectionPlace.AfterFunction,
            Word.Table => SectionPlace.AfterTable,
            Word.Memory => SectionPlace.AfterMemory,
            Word.Tag => SectionPlace.AfterTag,
            Word.Global => SectionPlace.AfterGlobal,
            Word.Export => SectionPlace.AfterExport,
            Word.Start => SectionPlace.AfterStart,
            Word.Elem => SectionPlace.AfterElement,
            Word.DataCount => SectionPlace.AfterDataCount,
            Word.Code => SectionPlace.AfterCode,
            Word.Data => SectionPlace.Last,
            _ => (SectionPlace?)null,
        } : null;
        if (after is not { } place)
        {
            throw _source.Error("@custom annotation: malformed section kind", contents[1].Start);
        }

        if (contents.Count < 5 || contents[4].Kind != TokenKind.RightParenthesis)
        {
            throw _source.Error("@custom annotation: malformed placement, expected ) after the section", annotation.Start);
        }

        // "Before a section" is "after the one that precedes it in the binary format".
        return side == Word.Before && WordOf(contents[3]) != Word.First ? (SectionPlace)((int)place - 1) : place;
    }

    private static Word WordOf(in Token token) =>
        token.Kind == TokenKind.Keyword && token.Data >= KeywordTable.FirstWord ? (Word)(token.Data - KeywordTable.FirstWord) : Word.NoWord;

    /// <summary>The hint before the instruction at the current token: 0, 1, or -1 without one.</summary>
    private int ParseBranchHint()
    {
        if (TakeAnnotation(AnnotationKind.BranchHint) is not { } annotation)
        {
            ThrowMisplaced();
            return -1;
        }

        if (TakeAnnotation(AnnotationKind.BranchHint) is { } second)
        {
            throw _source.Error("@metadata.code.branch_hint annotation: duplicate annotation", second.Start);
        }

        if (annotation.Contents is not [{ Kind: TokenKind.String } token])
        {
            throw _source.Error("@metadata.code.branch_hint annotation: unexpected token, expected \"\\00\" or \"\\01\"", annotation.Start);
        }

        _bytes.ResetWrittenCount();
        StringLiteral.Decode(_source.GetBytes(token), _bytes);
        if (_bytes.WrittenCount != 1 || _bytes.WrittenSpan[0] > 1)
        {
            throw _source.Error("@metadata.code.branch_hint annotation: invalid value, expected \"\\00\" or \"\\01\"", token.Start);
        }

        var isExpression = Current.Kind == TokenKind.LeftParenthesis;
        ref readonly var instruction = ref _tokens[isExpression ? _position + 1 : _position];
        if (_currentFunction < 0)
        {
            throw _source.Error("@metadata.code.branch_hint annotation: not in a function", annotation.Start);
        }

        if (instruction.Kind != TokenKind.Keyword || instruction.Data is not ((int)Opcode.If or (int)Opcode.BrIf))
        {
            throw new InvalidModuleException(
                "@metadata.code.branch_hint annotation: invalid target, it belongs before if or br_if",
                _currentFunction,
                position: _locator.Locate(annotation.Start));
        }

        return _bytes.WrittenSpan[0];
    }
}
