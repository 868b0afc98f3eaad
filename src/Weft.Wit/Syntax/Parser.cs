// Tokens to a tree: files, packages, interfaces, worlds (WIT.md, "Top-level items"). Types and functions are in the other part.
namespace Weft.Wit.Syntax;

internal sealed partial class Parser
{
    private readonly WitSource _source;
    private readonly WitProposals _proposals;
    private readonly Lexer _lexer;

    private Parser(WitSource source, WitProposals proposals)
    {
        _source = source;
        _proposals = proposals;
        _lexer = new Lexer(source);
    }

    public static FileSyntax Parse(WitSource source, WitProposals proposals) => new Parser(source, proposals).ParseFile();

    private FileSyntax ParseFile()
    {
        var nested = new List<PackageSyntax>();
        PackageReference? name = null;
        var documentation = (string?)null;
        if (Is("package"))
        {
            var fileDocumentation = _lexer.Documentation;
            var first = ParsePackageName();
            if (Accept(";"))
            {
                (name, documentation) = (first, fileDocumentation);
            }
            else
            {
                nested.Add(ParsePackageBody(first, fileDocumentation));
            }
        }

        var package = ParseItems(name, documentation, nested);
        return _lexer.Current.Kind == TokenKind.End ? new FileSyntax(_source, package, nested) : throw Expected("`package`, `interface`, `world` or `use`");
    }

    private PackageReference ParsePackageName()
    {
        Expect("package");
        return ParsePackageReference(ParseIdentifier());
    }

    private PackageSyntax ParsePackageBody(PackageReference name, string? documentation)
    {
        Expect("{", "`;` for the package of the file, or `{` for a nested one");
        var package = ParseItems(name, documentation, nested: null);
        if (Is("package"))
        {
            throw Error("packages do not nest in nested ones: write them one after the other in the file");
        }

        Expect("}", "`interface`, `world`, `use` or `}`");
        return package;
    }

    private PackageSyntax ParseItems(PackageReference? name, string? documentation, List<PackageSyntax>? nested)
    {
        var uses = new List<TopLevelUse>();
        var interfaces = new List<InterfaceItem>();
        var worlds = new List<WorldItem>();
        while (true)
        {
            var start = _lexer.Current;
            var isPackage = Is("package");
            if (isPackage && nested is null)
            {
                break;
            }

            var attributes = ParseAttributes();
            if (Is("package") && nested is not null)
            {
                RejectAttributes(attributes, start, "package");
                nested.Add(ParsePackageBody(ParsePackageName(), attributes.Documentation));
            }
            else if (Accept("interface"))
            {
                interfaces.Add(ParseInterface(attributes, ParseIdentifier()));
            }
            else if (Accept("world"))
            {
                worlds.Add(ParseWorld(attributes));
            }
            else if (Accept("use"))
            {
                RejectAttributes(attributes, start, "top-level use");
                var path = ParseUsePath();
                var local = Accept("as") ? ParseIdentifier() : path.Name;
                Expect(";");
                uses.Add(new TopLevelUse(path, local));
            }
            else if (_lexer.Current.Start != start.Start)
            {
                throw Expected("`interface` or `world`");
            }
            else
            {
                break;
            }
        }

        return new PackageSyntax(name, documentation, uses, interfaces, worlds);
    }

    private void RejectAttributes(Attributes attributes, Token start, string item)
    {
        if (attributes.Gate is not null || attributes.ExternalId is not null)
        {
            throw _lexer.Error(start.Start, $"a {item} cannot have attributes: put them on the items inside");
        }
    }

    private InterfaceItem ParseInterface(Attributes attributes, Identifier name)
    {
        Expect("{");
        var items = new List<Item>();
        while (!Accept("}"))
        {
            var own = ParseAttributes();
            items.Add(Accept("use") ? ParseUse(own) : TryParseDefinition(own) ?? (Item)ParseNamedFunction(own, "a type, a function or `use`"));
        }

        return new InterfaceItem(attributes, name, items);
    }

    private WorldItem ParseWorld(Attributes attributes)
    {
        var name = ParseIdentifier();
        Expect("{");
        var items = new List<Item>();
        while (!Accept("}"))
        {
            var own = ParseAttributes();
            items.Add(Is("import") || Is("export") ? ParseExtern(own)
                : Accept("use") ? ParseUse(own)
                : Accept("include") ? ParseInclude(own)
                : TryParseDefinition(own) ?? throw Expected("`import`, `export`, `include`, `use` or a type"));
        }

        return new WorldItem(attributes, name, items);
    }

    private ExternItem ParseExtern(Attributes attributes)
    {
        var isExport = _lexer.Advance().Text == "export";
        var name = ParseIdentifier();
        if (!Is(":"))
        {
            Expect(";");
            return new ExternItem(attributes, name, isExport, HasName: false, null, null, new UsePath(null, name));
        }

        var colon = _lexer.Advance();
        if (Is("func") || Is("async"))
        {
            var function = ParseFunction(attributes, name, WitFunctionKind.Freestanding);
            Expect(";");
            return new ExternItem(attributes, name, isExport, HasName: true, function, null, null);
        }

        if (Accept("interface"))
        {
            return new ExternItem(attributes, name, isExport, HasName: true, null, ParseInterface(attributes, name), null);
        }

        // `label: path` or a path with a package? A path goes on with a slash; a label's path may have another colon.
        var second = ParseIdentifier();
        UsePath path;
        var hasName = !Is("/");
        if (!hasName)
        {
            path = ParseRestOfPath(name, second);
        }
        else if (Is(";") && colon.Start == name.Position + name.Name.Length && second.Position == colon.End)
        {
            throw name.Error($"`{name.Name}:{second.Name}` is a package, which cannot be imported: name an interface of it, as in `{name.Name}:{second.Name}/an-interface`, "
                + $"or put a space behind the colon if `{second.Name}` is an interface that is to be called `{name.Name}`");
        }
        else
        {
            path = ParseUsePath(second);
        }

        Expect(";");
        return new ExternItem(attributes, name, isExport, hasName, null, null, path);
    }

    private UseItem ParseUse(Attributes attributes)
    {
        var path = ParseUsePath();
        Expect(".", "`.{` and the names of types");
        Expect("{");
        var names = ParseList("}", ParseUseName);
        Expect(";");
        return new UseItem(attributes, path, names);

        UseName ParseUseName()
        {
            var name = ParseIdentifier();
            return new UseName(name, Accept("as") ? ParseIdentifier() : name);
        }
    }

    private IncludeItem ParseInclude(Attributes attributes)
    {
        var path = ParseUsePath();
        IReadOnlyList<UseName> names = [];
        if (Accept("with"))
        {
            Expect("{");
            names = ParseList("}", () =>
            {
                var name = ParseIdentifier();
                Expect("as");
                return new UseName(name, ParseIdentifier());
            });
            Accept(";");
        }
        else
        {
            Expect(";");
        }

        return new IncludeItem(attributes, path, names);
    }

    private UsePath ParseUsePath() => ParseUsePath(ParseIdentifier());

    private UsePath ParseUsePath(Identifier first) => Accept(":") ? ParseRestOfPath(first, ParseIdentifier()) : new UsePath(null, first);

    // Behind `namespace:name`.
    private UsePath ParseRestOfPath(Identifier first, Identifier second)
    {
        RejectNestedNames(":");
        Expect("/");
        var name = ParseIdentifier();
        RejectNestedNames("/");
        var version = Accept("@") ? _lexer.ReadVersion() : null;
        return new UsePath(new PackageReference(new WitPackageName(first.Name, second.Name, version), first), name);
    }

    private PackageReference ParsePackageReference(Identifier first)
    {
        Expect(":");
        var second = ParseIdentifier();
        RejectNestedNames(":");
        RejectNestedNames("/");
        var version = Accept("@") ? _lexer.ReadVersion() : null;
        return new PackageReference(new WitPackageName(first.Name, second.Name, version), first);
    }

    private void RejectNestedNames(string mark)
    {
        if (Is(mark))
        {
            throw Error("nested namespaces and packages are a proposal that is not supported: name packages as in `namespace:name`");
        }
    }

    private Attributes ParseAttributes()
    {
        var documentation = _lexer.Documentation;
        SemanticVersion? since = null, deprecated = null;
        string? feature = null, externalId = null;
        var start = _lexer.Current.Start;
        while (Is("@"))
        {
            _lexer.Advance();
            var name = ParseIdentifier();
            Expect("(");
            var isTwice = name.Name switch
            {
                "since" => Set(ref since, ParseArgument("version", _lexer.ReadVersion)),
                "deprecated" => Set(ref deprecated, ParseArgument("version", _lexer.ReadVersion)),
                "unstable" => Set(ref feature, ParseArgument("feature", () => ParseIdentifier().Name)),
                "external-id" => Set(ref externalId, _lexer.Current.Kind == TokenKind.String ? _lexer.ReadString() : throw Expected("a string")),
                _ => throw name.Error($"there is no attribute `@{name.Name}`; there are @since, @unstable, @deprecated and @external-id"),
            };
            if (isTwice)
            {
                throw name.Error($"`@{name.Name}` stands here twice");
            }

            Expect(")");
            documentation ??= _lexer.Documentation;
        }

        if (since is not null && feature is not null)
        {
            throw _lexer.Error(start, "an item has either @since or @unstable, not both");
        }

        if (deprecated is not null && since is null && feature is null)
        {
            throw _lexer.Error(start, "@deprecated needs @since or @unstable beside it, which says since when the item was there");
        }

        return new Attributes(documentation, since is null && feature is null ? null : new WitGate(since, feature, deprecated), externalId);
    }

    private T ParseArgument<T>(string name, Func<T> parse)
    {
        var given = ParseIdentifier();
        if (given.Name != name)
        {
            throw given.Error($"expected `{name} =`, found `{given.Name}`");
        }

        if (!Is("="))
        {
            throw Expected("`=`");
        }

        _lexer.Advance();
        return parse();
    }

    private static bool Set<T>(ref T? place, T value)
        where T : class
    {
        var isTwice = place is not null;
        place = value;
        return isTwice;
    }

    private List<T> ParseList<T>(string end, Func<T> parse)
    {
        var items = new List<T>();
        while (!Accept(end))
        {
            items.Add(parse());
            if (!Accept(","))
            {
                Expect(end, $"`,` or `{end}`");
                break;
            }
        }

        return items;
    }

    private Identifier ParseIdentifier()
    {
        var token = _lexer.Current;
        if (token.Kind == TokenKind.Keyword && token.Text != "_")
        {
            throw Error($"expected a name, found {token.Description}: write `%{token.Text}` to use it as a name");
        }

        if (token.Kind != TokenKind.Identifier)
        {
            throw Expected("a name");
        }

        _lexer.Advance();
        return new Identifier(token.Text, _source, token.Start);
    }

    private bool Is(string text) => _lexer.Current.Kind is TokenKind.Keyword or TokenKind.Operator && _lexer.Current.Text == text;

    private bool Accept(string text)
    {
        var isThere = Is(text);
        if (isThere)
        {
            _lexer.Advance();
        }

        return isThere;
    }

    private void Expect(string text, string? description = null)
    {
        if (!Accept(text))
        {
            throw Expected(description ?? $"`{text}`");
        }
    }

    private WitException Expected(string what) => Error($"expected {what}, found {_lexer.Current.Description}");

    private WitException Error(string reason) => _lexer.Error(_lexer.Current.Start, reason);
}
