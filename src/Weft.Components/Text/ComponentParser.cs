// Text to ComponentDefinition (component model, Explainer.md). One pass: a definition sees only what stands before it, so that every
// identifier is known when it is used, and the definitions that abbreviations stand for are added as they are met. This part: the
// door, scopes and indices.
using System.Collections.Immutable;
using System.Text;
using Weft.Components.Binary;
using Weft.Wasm;
using Weft.Wasm.Text;

namespace Weft.Components.Text;

/// <summary>Parses components in the text format, with all abbreviations.</summary>
public static class ComponentTextParser
{
    /// <summary>Parses one component: <c>(component ...)</c>, or its definitions alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="MalformedModuleException">The text is not a component; the error carries line and column.</exception>
    /// <exception cref="InvalidModuleException">A module inside has a branch hint at an instruction that does not branch.</exception>
    public static ComponentDefinition Parse(string text, WatParserOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(Encoding.UTF8.GetBytes(text), options);
    }

    /// <summary>Parses one component: <c>(component ...)</c>, or its definitions alone.</summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="MalformedModuleException">The text is not a component; the error carries line and column.</exception>
    /// <exception cref="InvalidModuleException">A module inside has a branch hint at an instruction that does not branch.</exception>
    public static ComponentDefinition Parse(ReadOnlyMemory<byte> text, WatParserOptions? options = null)
    {
        options ??= WatParserOptions.Default;
        try
        {
            return new ComponentParser(Tokenizer.Tokenize(text, options.Start), options).Parse();
        }
        catch (MalformedModuleException error) when (error.Position is { } position && error.Reason.StartsWith("illegal escape", StringComparison.Ordinal))
        {
            throw new MalformedModuleException("invalid string escape: " + error.Reason, position);
        }
    }

    /// <summary>Whether a text is a component rather than a module: whether it begins with <c>(component</c>.</summary>
    public static bool IsComponent(ReadOnlySpan<byte> text)
    {
        text = SkipSpace(text.StartsWith("\uFEFF"u8) ? text[3..] : text);
        return text.StartsWith("("u8) && SkipSpace(text[1..]).StartsWith("component"u8);
    }

    private static ReadOnlySpan<byte> SkipSpace(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            text = text.TrimStart(" \t\r\n"u8);
            if (text.StartsWith(";;"u8))
            {
                var end = text.IndexOfAny((byte)'\n', (byte)'\r');
                text = end < 0 ? [] : text[end..];
            }
            else if (text.StartsWith("(;"u8))
            {
                text = SkipComment(text);
            }
            else
            {
                return text;
            }
        }
    }

    private static ReadOnlySpan<byte> SkipComment(ReadOnlySpan<byte> text)
    {
        var depth = 0;
        while (!text.IsEmpty)
        {
            var isOpening = text.StartsWith("(;"u8);
            var isClosing = text.StartsWith(";)"u8);
            depth += isOpening ? 1 : isClosing ? -1 : 0;
            text = text[(isOpening || isClosing ? 2 : 1)..];
            if (depth == 0)
            {
                break;
            }
        }

        return text;
    }
}

/// <summary>Parses one component.</summary>
internal sealed partial class ComponentParser : TokenCursor
{
    private readonly WatParserOptions _options;
    private ParserScope _scope = new(ScopeKind.Component, -1, null);

    public ComponentParser(TokenizedText source, WatParserOptions options) : base(source) => _options = options;

    /// <summary>Parses the whole text.</summary>
    public ComponentDefinition Parse()
    {
        ComponentDefinition component;
        if (TakeForm("component"))
        {
            // A script's definition is parsed as a component.
            TakeKeyword("definition");
            var symbol = TakeIdentifier();
            if (TakeKeyword("binary"))
            {
                component = ComponentReader.Read(ParseStrings());
            }
            else if (TakeKeyword("quote"))
            {
                component = ComponentTextParser.Parse(ParseStrings(), _options with { Start = new TextPosition(1, 1) });
            }
            else
            {
                component = ParseBody(symbol, outer: null);
            }

            Close();
        }
        else
        {
            component = ParseBody(-1, outer: null);
        }

        if (Current.Kind != TokenKind.End)
        {
            throw Unexpected("the end of the text after the component");
        }

        return component;
    }

    private ComponentDefinition ParseBody(int symbol, ParserScope? outer)
    {
        Enter(ScopeKind.Component, symbol, outer);
        while (!AtEnd)
        {
            ParseDefinition();
        }

        var scope = _scope;
        var component = new ComponentDefinition { Items = [.. scope.Items], Names = MakeNames(scope) };
        _scope = scope.Outer!;
        return component;
    }

    private void Enter(ScopeKind kind, int symbol, ParserScope? outer)
    {
        _scope = new ParserScope(kind, symbol, outer);
        if (_scope.Depth > ComponentLimits.NestingDepth)
        {
            throw Error($"nesting too deep: more than {ComponentLimits.NestingDepth} components or types in each other", Position);
        }
    }

    private ComponentNames MakeNames(ParserScope scope)
    {
        if (!_options.KeepNames)
        {
            return ComponentNames.Empty;
        }

        var items = ImmutableDictionary.CreateBuilder<Sort, ImmutableSortedDictionary<int, string>>();
        foreach (var group in scope.Indices.GroupBy(entry => entry.Key.Sort))
        {
            items[group.Key] = group.ToImmutableSortedDictionary(entry => entry.Value, entry => NameOf(entry.Key.Symbol));
        }

        return new ComponentNames(scope.Symbol >= 0 ? NameOf(scope.Symbol) : null, items.ToImmutable());
    }

    private void Add(ComponentItem item, int token) => _scope.Items.Add(item with { Place = new SourcePlace(null, Locate(token)) });

    private int Define(Sort sort, int symbol, int token)
    {
        var index = _scope.Define(sort, symbol);
        return index >= 0 ? index : throw Error($"duplicate {sort.Spell()} identifier ${NameOf(symbol)}", token);
    }

    private int AddType(TypeDefinition type, int token)
    {
        Add(new TypeItem(type), token);
        return Define(Sort.Type, -1, token);
    }

    /// <summary>An index: a number, or an identifier of this scope or, with an alias, of one around it.</summary>
    private int ParseIndex(Sort sort)
    {
        if (Current.Kind == TokenKind.Identifier)
        {
            var token = Position;
            return Resolve(sort, TakeIdentifier(), token);
        }

        return Current.Kind == TokenKind.Natural ? ParseNumber() : throw Unexpected($"the index or identifier of a {sort.Spell()}");
    }

    private int Resolve(Sort sort, int symbol, int token)
    {
        if (_scope.Find(sort, symbol) is var index and >= 0 || _scope.ImplicitAliases.TryGetValue((sort, symbol), out index))
        {
            return index;
        }

        var levels = 0;
        for (var scope = _scope.Outer; scope is not null; scope = scope.Outer)
        {
            levels++;
            var outer = scope.Find(sort, symbol);
            if (outer < 0)
            {
                continue;
            }

            if (sort is not (Sort.CoreModule or Sort.CoreType or Sort.Type or Sort.Component))
            {
                throw Error($"outer item `{NameOf(symbol)}` is not a module, type, or component", token);
            }

            if (_isInGroup)
            {
                // The types of the group have their indices already: an alias would have to stand before them.
                throw Error($"outer type `{NameOf(symbol)}` in a recursive group: it needs an alias of its own before the group", token);
            }

            AddOuterAlias(sort, levels, outer, token);
            return _scope.ImplicitAliases[(sort, symbol)] = Define(sort, -1, token);
        }

        throw Error($"unknown {sort.Spell()}: failed to find name `${NameOf(symbol)}`", token);
    }

    private void AddOuterAlias(Sort sort, int levels, int index, int token)
    {
        if (_scope.Kind == ScopeKind.ModuleType)
        {
            _scope.ModuleDeclarations.Add(new CoreOuterTypeDeclaration(levels, index));
        }
        else
        {
            Add(new OuterAlias(sort, levels, index), token);
        }
    }

    /// <summary>An index, or a form around one: <c>(sort index "name"*)</c>, where names lead through instances' exports.</summary>
    private int ParseIndexOrForm(Sort sort)
    {
        if (!AtList)
        {
            return ParseIndex(sort);
        }

        Position++;
        if (sort.IsCore())
        {
            // Where only core sorts can stand the prefix may be missing.
            TakeKeyword("core");
        }

        ExpectKeyword(sort.Keyword());
        return ParseFormRest(sort);
    }

    /// <summary>The rest of <c>(sort index "name"*)</c> after the sort.</summary>
    private int ParseFormRest(Sort sort)
    {
        var token = Position;
        if (!AtIndex)
        {
            throw Unexpected($"the index or identifier of a {sort.Spell()}");
        }

        if (Source.Tokens[Position + 1].Kind != TokenKind.String)
        {
            var plain = ParseIndex(sort);
            Close();
            return plain;
        }

        var isCore = sort.IsCore() && sort != Sort.CoreModule;
        var index = ParseIndex(isCore ? Sort.CoreInstance : Sort.Instance);
        while (AtString)
        {
            var name = ParseName("a name");
            var part = AtString ? Sort.Instance : sort;
            if (isCore && AtString)
            {
                throw Unexpected(")");
            }

            Add(isCore ? new CoreExportAlias(sort, index, name) : new ExportAlias(part, index, name), token);
            index = Define(isCore ? sort : part, -1, token);
        }

        Close();
        return index;
    }

    /// <summary>A sort, its <c>core</c> included, after the parenthesis.</summary>
    private Sort ParseSort(bool isCore = false)
    {
        isCore |= TakeKeyword("core");
        var keyword = KeywordAt(Position);
        foreach (var sort in SortFacts.All)
        {
            if (sort.IsCore() == isCore && sort.Keyword() == keyword)
            {
                Position++;
                return sort != Sort.Value ? sort : throw Error("support for component model `value`s is not enabled: they are a gated feature that Weft does not have", Position - 1);
            }
        }

        throw Unexpected("a sort: func, type, component, instance, or core and one of its sorts");
    }

    /// <summary><c>(sort index "name"*)</c>.</summary>
    private (Sort Sort, int Index) ParseSortIndex(bool isCore = false)
    {
        Open();
        var sort = ParseSort(isCore);
        return (sort, ParseFormRest(sort));
    }
}
