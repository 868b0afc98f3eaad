// The parser of a text module: functions, tables, memories, globals, tags, imports, exports and start (spec 6.6).
using System.Numerics;
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;

namespace Weft.Wasm.Text;

internal sealed partial class ModuleParser
{
    private readonly List<Import> _imports = [];
    private readonly List<FunctionDefinition> _functions = [];
    private readonly List<TableDefinition> _tables = [];
    private readonly List<MemoryType> _memories = [];
    private readonly List<TagType> _tags = [];
    private readonly List<GlobalDefinition> _globals = [];
    private readonly List<Export> _exports = [];
    private readonly IndexSpace _localSpace = new("local", "local", ImplementationLimits.Locals);
    private readonly List<int> _localSymbols = [];
    private readonly List<(int Count, ValueType Type)> _localGroups = [];
    private int? _startFunction;

    // How many of each index space the third pass has seen, imports included: the index of the next.
    private int _functionCount;
    private int _tableCount;
    private int _memoryCount;
    private int _globalCount;
    private int _tagCount;

    private void ParseImport()
    {
        if (_imports.Count >= ImplementationLimits.Imports)
        {
            throw _source.Error($"too many imports: the limit is {ImplementationLimits.Imports}", Current.Start);
        }

        var module = ParseName();
        var name = ParseName();
        if (Current.Kind != TokenKind.LeftParenthesis)
        {
            throw Unexpected("what is imported: (func ...), (table ...), (memory ...), (global ...) or (tag ...)");
        }

        _position++;
        var word = WordAt(_position++);
        var symbol = ParseOptionalIdentifier();
        var annotation = ParseNameAnnotation();
        switch (word)
        {
            case Word.Func:
                AddName(NameKind.Function, _functionCount++, symbol, annotation);
                _imports.Add(new Import(module, name, new ExternalFunctionType(ParseTypeUseIndex(allowNames: true))));
                break;
            case Word.Table:
                AddName(NameKind.Table, _tableCount++, symbol, annotation);
                _imports.Add(new Import(module, name, ParseTableType()));
                break;
            case Word.Memory:
                AddName(NameKind.Memory, _memoryCount++, symbol, annotation);
                _imports.Add(new Import(module, name, ParseMemoryType()));
                break;
            case Word.Global:
                AddName(NameKind.Global, _globalCount++, symbol, annotation);
                _imports.Add(new Import(module, name, ParseGlobalType()));
                break;
            case Word.Tag:
                AddName(NameKind.Tag, _tagCount++, symbol, annotation);
                _imports.Add(new Import(module, name, new TagType(ParseTypeUseIndex(allowNames: true))));
                break;
            default:
                _position -= symbol >= 0 ? 2 : 1;
                throw Unexpected("func, table, memory, global or tag");
        }

        Close();
    }

    /// <summary>The exports and the import that may stand inside a definition (spec 6.6.1 ff.).</summary>
    private (string Module, string Name)? ParseInlineExportsAndImport(ExternalKind kind, int index)
    {
        while (TakeForm(Word.Export))
        {
            AddExport(ParseName(), kind, index);
            Close();
        }

        if (!TakeForm(Word.Import))
        {
            return null;
        }

        var import = (ParseName(), ParseName());
        Close();
        if (_imports.Count >= ImplementationLimits.Imports)
        {
            throw _source.Error($"too many imports: the limit is {ImplementationLimits.Imports}", Current.Start);
        }

        return import;
    }

    private void AddExport(string name, ExternalKind kind, int index)
    {
        if (_exports.Count >= ImplementationLimits.Exports)
        {
            throw _source.Error($"too many exports: the limit is {ImplementationLimits.Exports}", Current.Start);
        }

        _exports.Add(new Export(name, kind, index));
    }

    private void ParseExport()
    {
        var name = ParseName();
        if (Current.Kind != TokenKind.LeftParenthesis)
        {
            throw Unexpected("what is exported: (func ...), (table ...), (memory ...), (global ...) or (tag ...)");
        }

        _position++;
        ExternalKind? kind = WordAt(_position) switch
        {
            Word.Func => ExternalKind.Function,
            Word.Table => ExternalKind.Table,
            Word.Memory => ExternalKind.Memory,
            Word.Global => ExternalKind.Global,
            Word.Tag => ExternalKind.Tag,
            _ => null,
        };
        var space = SpaceOf(WordAt(_position)) ?? throw Unexpected("func, table, memory, global or tag");
        _position++;
        AddExport(name, kind!.Value, ParseIndex(space));
        Close();
    }

    private void ParseStart()
    {
        if (_startFunction is not null)
        {
            throw _source.Error("multiple start sections", Current.Start);
        }

        _startFunction = ParseIndex(_functionSpace);
    }

    private void ParseFunction(int end)
    {
        var index = _functionCount++;
        AddName(NameKind.Function, index, ParseOptionalIdentifier(), ParseNameAnnotation());
        if (ParseInlineExportsAndImport(ExternalKind.Function, index) is { } import)
        {
            _imports.Add(new Import(import.Module, import.Name, new ExternalFunctionType(ParseTypeUseIndex(allowNames: true))));
            return;
        }

        var typeToken = Current;
        var type = ParseTypeUseIndex(allowNames: true);
        _currentFunction = index;
        DefineParameters(type, typeToken);
        ParseLocals(typeToken, type);
        BeginCode();
        WriteLocals();
        ParseInstructions(end);
        _functions.Add(new FunctionDefinition(type, EndFunctionBody()));
        _localSpace.Reset(_localSymbols);
        _currentFunction = -1;
    }

    private void DefineParameters(int type, in Token token)
    {
        _localGroups.Clear();
        if (_parameterSymbols.Count == 0)
        {
            if (_localSpace.Skip(GetFunctionType(type)?.Parameters.Length ?? 0) is { } error)
            {
                throw _source.Error(error, token.Start);
            }

            return;
        }

        foreach (var (symbol, name, place) in _parameterSymbols)
        {
            DefineLocal(symbol, name, place);
        }
    }

    private void DefineLocal(int symbol, byte[]? name, int token)
    {
        AddName(NameKind.Local, _currentFunction, _localSpace.Count, symbol, name);
        if (_localSpace.Define(symbol, _symbols) is { } error)
        {
            throw _source.Error(error, _tokens[token].Start);
        }

        if (symbol >= 0)
        {
            _localSymbols.Add(symbol);
        }
    }

    private void ParseLocals(in Token typeToken, int type)
    {
        while (TakeForm(Word.Local))
        {
            var token = _position;
            var symbol = ParseOptionalIdentifier();
            var name = ParseNameAnnotation();
            if (symbol >= 0 || name is not null)
            {
                if (type >= _types.Count)
                {
                    // Its number follows the parameters, and how many these are is not known.
                    throw _source.Error($"unknown type {type}: a function with named locals needs one defined before", typeToken.Start);
                }

                DefineLocal(symbol, name, token);
                AddLocal(ParseValueType());
            }
            else
            {
                while (Current.Kind != TokenKind.RightParenthesis)
                {
                    DefineLocal(-1, null, _position);
                    AddLocal(ParseValueType());
                }
            }

            Close();
        }
    }

    private void AddLocal(ValueType type)
    {
        if (_localGroups.Count > 0 && _localGroups[^1].Type == type)
        {
            _localGroups[^1] = (_localGroups[^1].Count + 1, type);
        }
        else
        {
            _localGroups.Add((1, type));
        }
    }

    private void WriteLocals()
    {
        _code.WriteIndex(_localGroups.Count);
        foreach (var (count, type) in _localGroups)
        {
            _code.WriteIndex(count);
            TypeWriter.WriteValueType(_code, type);
        }
    }

    private void ParseTable(int end)
    {
        var index = _tableCount++;
        AddName(NameKind.Table, index, ParseOptionalIdentifier(), ParseNameAnnotation());
        if (ParseInlineExportsAndImport(ExternalKind.Table, index) is { } import)
        {
            _imports.Add(new Import(import.Module, import.Name, ParseTableType()));
            return;
        }

        var address = ParseAddressType();
        if (Current.Kind == TokenKind.Natural)
        {
            var limits = ParseLimits();
            var type = new TableType(ParseReferenceType(), limits, address);
            var initializer = _position < end ? ParseExpression(end) : null;
            _tables.Add(new TableDefinition(type, initializer));
            return;
        }

        var element = ParseReferenceType();
        if (!TakeForm(Word.Elem))
        {
            throw Unexpected("(elem ...), or limits before the reference type");
        }

        var segment = ParseInlineElements(element, index, address);
        Close();
        var count = (ulong)segment.Count;
        _tables.Add(new TableDefinition(new TableType(element, new Limits(count, count), address), null));
        _elements.Add(segment);
    }

    private TableType ParseTableType()
    {
        var address = ParseAddressType();
        var limits = ParseLimits();
        return new TableType(ParseReferenceType(), limits, address);
    }

    private AddressType ParseAddressType()
    {
        if (TakeWord(Word.I64))
        {
            return AddressType.I64;
        }

        TakeWord(Word.I32);
        return AddressType.I32;
    }

    /// <summary>Limits (spec 6.4.12): 64-bit numbers whatever the address type, whose range validation checks.</summary>
    private Limits ParseLimits()
    {
        var minimum = ParseNatural(64);
        return new Limits(minimum, Current.Kind == TokenKind.Natural ? ParseNatural(64) : null);
    }

    private void ParseMemory(int end)
    {
        var index = _memoryCount++;
        AddName(NameKind.Memory, index, ParseOptionalIdentifier(), ParseNameAnnotation());
        if (ParseInlineExportsAndImport(ExternalKind.Memory, index) is { } import)
        {
            _imports.Add(new Import(import.Module, import.Name, ParseMemoryType()));
            return;
        }

        if (Current.Kind == TokenKind.Natural || (WordAt(_position) is Word.I32 or Word.I64 && _tokens[_position + 1].Kind == TokenKind.Natural))
        {
            _memories.Add(ParseMemoryType());
            return;
        }

        var address = ParseAddressType();
        var pageSize = ParsePageSize();
        if (!TakeForm(Word.Data))
        {
            throw Unexpected("limits or (data ...)");
        }

        // (data ...) inside a memory gives it exactly the pages that its bytes need (spec 6.6.5).
        var bytes = ParseStrings();
        Close();
        var pages = ((ulong)bytes.Length + (1UL << pageSize) - 1) >> pageSize;
        _memories.Add(new MemoryType(new Limits(pages, pages), address, IsShared: false, pageSize));
        _data.Add(new DataSegment(SegmentMode.Active, index, ZeroOffset(address), bytes));
    }

    private MemoryType ParseMemoryType()
    {
        var address = ParseAddressType();
        var limits = ParseLimits();
        var isShared = TakeWord(Word.Shared);
        return new MemoryType(limits, address, isShared, ParsePageSize());
    }

    /// <summary>The binary logarithm of the page size (custom page sizes proposal); which sizes there may be is for validation.</summary>
    private int ParsePageSize()
    {
        var token = Current;
        if (!TakeForm(Word.PageSize))
        {
            return 16;
        }

        var size = ParseNatural(32);
        if (!BitOperations.IsPow2(size))
        {
            throw _source.Error($"invalid custom page size {size}: it must be a power of two", token.Start);
        }

        Close();
        return BitOperations.Log2(size);
    }

    private GlobalType ParseGlobalType()
    {
        if (!TakeForm(Word.Mut))
        {
            return new GlobalType(ParseValueType(), IsMutable: false);
        }

        var type = new GlobalType(ParseValueType(), IsMutable: true);
        Close();
        return type;
    }

    private void ParseGlobal(int end)
    {
        var index = _globalCount++;
        AddName(NameKind.Global, index, ParseOptionalIdentifier(), ParseNameAnnotation());
        if (ParseInlineExportsAndImport(ExternalKind.Global, index) is { } import)
        {
            _imports.Add(new Import(import.Module, import.Name, ParseGlobalType()));
            return;
        }

        var type = ParseGlobalType();
        _globals.Add(new GlobalDefinition(type, ParseExpression(end)));
    }

    private void ParseTag()
    {
        var index = _tagCount++;
        AddName(NameKind.Tag, index, ParseOptionalIdentifier(), ParseNameAnnotation());
        var import = ParseInlineExportsAndImport(ExternalKind.Tag, index);
        var type = new TagType(ParseTypeUseIndex(allowNames: true));
        if (import is { } names)
        {
            _imports.Add(new Import(names.Module, names.Name, type));
        }
        else
        {
            _tags.Add(type);
        }
    }
}
