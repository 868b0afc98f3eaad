// The parser of a text module (spec 6.4-6.6): tokens to ModuleDefinition. This part: the module, its index spaces, and what all parts use.
using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Weft.Wasm.CustomSections;

namespace Weft.Wasm.Text;

/// <summary>
/// Parses one module. Three passes over its fields: the first collects identifiers (they may be used before they are defined), the
/// second parses the type definitions (type uses compare with them), the third everything else, in the order of the text, because
/// type uses append the types they lack in that order (spec 6.4.9).
/// </summary>
internal sealed partial class ModuleParser
{
    private readonly TokenizedText _source;
    private readonly Token[] _tokens;
    private readonly SymbolTable _symbols;
    private readonly WatParserOptions _options;
    private readonly TextLocator _locator;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    private readonly IndexSpace _typeSpace = new("type", "type", ImplementationLimits.Types);
    private readonly IndexSpace _functionSpace = new("function", "func", ImplementationLimits.Functions);
    private readonly IndexSpace _tableSpace = new("table", "table", ImplementationLimits.Tables);
    private readonly IndexSpace _memorySpace = new("memory", "memory", ImplementationLimits.Memories);
    private readonly IndexSpace _globalSpace = new("global", "global", ImplementationLimits.Globals);
    private readonly IndexSpace _tagSpace = new("tag", "tag", ImplementationLimits.Tags);
    private readonly IndexSpace _elementSpace = new("elem segment", "elem", ImplementationLimits.ElementSegments);
    private readonly IndexSpace _dataSpace = new("data segment", "data", ImplementationLimits.DataSegments);

    private int _position;
    private int _fieldsEnd;
    private string? _definedKind;

    public ModuleParser(TokenizedText source, WatParserOptions options)
    {
        _source = source;
        _tokens = source.Tokens;
        _symbols = source.Symbols;
        _options = options;
        _locator = new TextLocator(source.Text, source.Start);
        _annotationTaken = new bool[source.Annotations.Count];
        RewindAnnotations();
    }

    private ref readonly Token Current => ref _tokens[_position];

    /// <summary>Parses the whole text.</summary>
    public ModuleDefinition Parse(bool isDefinition)
    {
        ParseHeader(isDefinition);
        var start = _position;
        CollectIdentifiers();
        _position = start;
        ParseTypeFields();
        _position = start;
        while (true)
        {
            ParseFieldAnnotations();
            if (_position == _fieldsEnd)
            {
                break;
            }

            ParseField();
        }

        var wrapped = Current.Kind == TokenKind.RightParenthesis;
        _position += wrapped ? 1 : 0;
        if (Current.Kind != TokenKind.End)
        {
            throw Unexpected("the end of the text after the module");
        }

        ThrowIfAnnotationsAreLeft();
        return Build();
    }

    private void ParseHeader(bool isDefinition)
    {
        if (!AtForm(Word.Module))
        {
            _fieldsEnd = _source.Count;
            if (_options.ModuleName is { } given)
            {
                AddModuleName(-1, Encoding.UTF8.GetBytes(given));
            }

            return;
        }

        _fieldsEnd = Current.Data;
        _position += 2;
        if (isDefinition && WordAt(_position) == Word.Definition)
        {
            _position++;
        }

        var symbol = ParseOptionalIdentifier();
        var name = ParseNameAnnotation();
        AddModuleName(symbol, name);
        if (name is not null && TakeAnnotation(AnnotationKind.Name) is { } second)
        {
            throw _source.Error("@name annotation: multiple module names", second.Start);
        }
    }

    /// <summary>First pass: numbers everything that has an index. Fields that break the grammar are for the third pass to report.</summary>
    private void CollectIdentifiers()
    {
        while (_position < _fieldsEnd && Current.Kind == TokenKind.LeftParenthesis)
        {
            var end = Current.Data;
            var field = _position;
            _position += 2;
            switch (WordAt(field + 1))
            {
                case Word.Type:
                    Define(_typeSpace, SymbolAt(_position));
                    break;
                case Word.Rec:
                    while (_position < end && Current.Kind == TokenKind.LeftParenthesis)
                    {
                        Define(_typeSpace, SymbolAt(_position + 2));
                        _position = Current.Data + 1;
                    }

                    break;
                case Word.Import:
                    CollectImport(field, end);
                    break;
                case var word when SpaceOf(word) is { } space:
                    CollectDefinition(word, space, field, end);
                    break;
                case Word.Elem:
                    Define(_elementSpace, SymbolAt(_position));
                    break;
                case Word.Data:
                    Define(_dataSpace, SymbolAt(_position));
                    break;
                default:
                    break;
            }

            _position = end + 1;
        }
    }

    private void CollectImport(int field, int end)
    {
        // (import "module" "name" (func $id ...
        if (field + 5 < end && _tokens[field + 4].Kind == TokenKind.LeftParenthesis && SpaceOf(WordAt(field + 5)) is { } space)
        {
            ThrowIfImportIsLate(field);
            Define(space, SymbolAt(field + 6));
        }
    }

    private void CollectDefinition(Word word, IndexSpace space, int field, int end)
    {
        Define(space, SymbolAt(_position));
        _position += SymbolAt(_position) >= 0 ? 1 : 0;
        while (AtForm(Word.Export))
        {
            _position = Current.Data + 1;
        }

        if (AtForm(Word.Import))
        {
            ThrowIfImportIsLate(field);
            return;
        }

        _definedKind ??= space.Noun;
        if (word is Word.Table or Word.Memory)
        {
            // Segments written inside their table or memory come before those that follow.
            for (; _position < end; _position = Current.Kind == TokenKind.LeftParenthesis ? Current.Data + 1 : _position + 1)
            {
                if (AtForm(word == Word.Table ? Word.Elem : Word.Data))
                {
                    Define(word == Word.Table ? _elementSpace : _dataSpace, -1);
                }
            }
        }
    }

    private void ThrowIfImportIsLate(int token)
    {
        if (_definedKind is not null)
        {
            throw _source.Error($"import after {_definedKind}: imports come first", _tokens[token].Start);
        }
    }

    private IndexSpace? SpaceOf(Word word) => word switch
    {
        Word.Func => _functionSpace,
        Word.Table => _tableSpace,
        Word.Memory => _memorySpace,
        Word.Global => _globalSpace,
        Word.Tag => _tagSpace,
        _ => null,
    };

    private void Define(IndexSpace space, int symbol)
    {
        if (space.Define(symbol, _symbols) is { } error)
        {
            throw _source.Error(error, Current.Start);
        }
    }

    private void ParseField()
    {
        if (Current.Kind != TokenKind.LeftParenthesis)
        {
            throw Unexpected("a module field");
        }

        var end = Current.Data;
        _position++;
        var word = WordAt(_position++);
        switch (word)
        {
            case Word.Type or Word.Rec:
                SkipTypeField(end);
                break;
            case Word.Import:
                ParseImport();
                break;
            case Word.Func:
                ParseFunction(end);
                break;
            case Word.Table:
                ParseTable(end);
                break;
            case Word.Memory:
                ParseMemory(end);
                break;
            case Word.Global:
                ParseGlobal(end);
                break;
            case Word.Tag:
                ParseTag();
                break;
            case Word.Export:
                ParseExport();
                break;
            case Word.Start:
                ParseStart();
                break;
            case Word.Elem:
                ParseElementSegment(end);
                break;
            case Word.Data:
                ParseDataSegment(end);
                break;
            default:
                _position--;
                throw Unexpected("a module field: type, rec, import, func, table, memory, global, tag, export, start, elem or data");
        }

        Close();
    }

    private ModuleDefinition Build()
    {
        var customSections = _customSections;
        if (!_names.IsEmpty)
        {
            customSections.Add(_names.ToCustomSection());
        }

        if (_branchHints.Count > 0)
        {
            customSections.Add(new BranchHintSection([.. _branchHints]).ToCustomSection());
        }

        return new ModuleDefinition
        {
            Types = [.. _groups],
            Imports = [.. _imports],
            Functions = [.. _functions],
            Tables = [.. _tables],
            Memories = [.. _memories],
            Tags = [.. _tags],
            Globals = [.. _globals],
            Exports = [.. _exports],
            Start = _startFunction,
            Elements = [.. _elements],
            Data = [.. _data],
            DataCount = _usesDataCount ? _data.Count : null,
            CustomSections = [.. customSections],
        };
    }

    /// <summary>The word at a token; <see cref="Word.NoWord"/> when it is something else.</summary>
    private Word WordAt(int index)
    {
        ref readonly var token = ref _tokens[index];
        return token.Kind == TokenKind.Keyword && token.Data >= KeywordTable.FirstWord ? (Word)(token.Data - KeywordTable.FirstWord) : Word.NoWord;
    }

    /// <summary>The symbol of the identifier at a token that may lie behind the end; -1 when there is none.</summary>
    private int SymbolAt(int index) => index < _source.Count && _tokens[index].Kind == TokenKind.Identifier ? _tokens[index].Data : -1;

    /// <summary>Whether <c>(word</c> is next.</summary>
    private bool AtForm(Word word) => Current.Kind == TokenKind.LeftParenthesis && WordAt(_position + 1) == word;

    private bool AtIndex => Current.Kind is TokenKind.Natural or TokenKind.Identifier;

    private bool TakeWord(Word word)
    {
        if (WordAt(_position) != word)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>Takes <c>(word</c> when it is next.</summary>
    private bool TakeForm(Word word)
    {
        if (!AtForm(word))
        {
            return false;
        }

        _position += 2;
        return true;
    }

    private void Close()
    {
        if (Current.Kind != TokenKind.RightParenthesis)
        {
            throw Unexpected(")");
        }

        _position++;
    }

    private int ParseOptionalIdentifier()
    {
        var symbol = SymbolAt(_position);
        _position += symbol >= 0 ? 1 : 0;
        return symbol;
    }

    /// <summary>An index: a number, or an identifier of an index space.</summary>
    private int ParseIndex(IndexSpace space)
    {
        ref readonly var token = ref Current;
        if (token.Kind == TokenKind.Identifier)
        {
            var index = space.Find(token.Data);
            if (index < 0)
            {
                throw _source.Error($"unknown {space.Noun} ${_symbols.GetName(token.Data)}", token.Start);
            }

            _position++;
            return index;
        }

        if (token.Kind != TokenKind.Natural)
        {
            throw Unexpected($"the index or identifier of a {space.Noun}");
        }

        return ParseU32();
    }

    /// <summary>A 32-bit number; those from 2^31 on become <see cref="int.MaxValue"/>, which no index space reaches.</summary>
    private int ParseU32() => (int)Math.Min(ParseNatural(32), int.MaxValue);

    private ulong ParseNatural(int bits)
    {
        ref readonly var token = ref Current;
        if (token.Kind != TokenKind.Natural)
        {
            throw Unexpected("a number without sign");
        }

        var value = (ulong)token.Data;
        if (token.Data < 0 && (!NumberLiteral.TryParseNatural(_source.GetBytes(token), out value) || (bits < 64 && value >> bits != 0)))
        {
            throw _source.Error($"i{bits} constant out of range: {Spell(token)}", token.Start);
        }

        _position++;
        return value;
    }

    /// <summary>A string that names something: valid UTF-8 (spec 6.3.4).</summary>
    private string ParseName()
    {
        var token = Current;
        var bytes = ParseString("a name");
        if (!Utf8.IsValid(bytes))
        {
            throw _source.Error("malformed UTF-8 encoding in a name", token.Start);
        }

        if (bytes.Length > ImplementationLimits.NameBytes)
        {
            throw _source.Error($"name too long: {bytes.Length} bytes, the limit is {ImplementationLimits.NameBytes}", token.Start);
        }

        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The bytes of one string, valid until the next.</summary>
    private ReadOnlySpan<byte> ParseString(string expected)
    {
        if (Current.Kind != TokenKind.String)
        {
            throw Unexpected(expected);
        }

        _bytes.ResetWrittenCount();
        StringLiteral.Decode(_source.GetBytes(Current), _bytes);
        _position++;
        return _bytes.WrittenSpan;
    }

    /// <summary>The bytes of all strings that follow.</summary>
    private byte[] ParseStrings()
    {
        _bytes.ResetWrittenCount();
        for (; Current.Kind == TokenKind.String; _position++)
        {
            StringLiteral.Decode(_source.GetBytes(Current), _bytes);
        }

        return _bytes.WrittenSpan.ToArray();
    }

    private MalformedModuleException Unexpected(string expected) => Unexpected(Current, expected);

    /// <summary>The error for a token that does not fit: unknown keywords and malformed numbers are "unknown operator".</summary>
    private MalformedModuleException Unexpected(in Token token, string expected)
    {
        var message = token.Kind == TokenKind.End ? "unexpected token: the end of the text"
            : token.Kind == TokenKind.Reserved || (token.Kind == TokenKind.Keyword && token.Data < 0) ? $"unknown operator {Spell(token)}"
            : $"unexpected token {Spell(token)}";
        return _source.Error($"{message}, expected {expected}", token.Start);
    }

    private string Spell(in Token token)
    {
        const int longest = 80;
        var bytes = _source.GetBytes(token);
        return bytes.Length <= longest ? Encoding.UTF8.GetString(bytes) : Encoding.UTF8.GetString(bytes[..longest]) + "...";
    }
}
