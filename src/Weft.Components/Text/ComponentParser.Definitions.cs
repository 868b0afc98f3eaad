// The parser of component text: definitions and their abbreviations.
using System.Collections.Immutable;
using Weft.Components.Binary;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;

namespace Weft.Components.Text;

internal sealed partial class ComponentParser
{
    private void ParseDefinition()
    {
        var token = Position;
        Open();
        var keyword = KeywordAt(Position++);
        switch (keyword)
        {
            case "core":
                ParseCoreDefinition(token);
                break;
            case "component":
                ParseNestedComponent(token);
                break;
            case "instance":
                ParseInstance(token);
                break;
            case "func":
                ParseFunction(token);
                break;
            case "type":
                ParseType(token, allowInlineExports: true);
                break;
            case "alias":
                ParseAlias(token);
                break;
            case "canon":
                ParseCanonicalDefinition(token);
                break;
            case "import":
                ParseImport(token);
                break;
            case "export":
                ParseExport(token);
                break;
            case "start" or "value":
                throw Error("support for component model `value`s is not enabled: they are a gated feature that Weft does not have", token);
            default:
                Position--;
                throw Unexpected("a definition: core, component, instance, func, type, alias, canon, import or export");
        }

        Close();
    }

    private void ParseCoreDefinition(int token)
    {
        var keyword = KeywordAt(Position++);
        switch (keyword)
        {
            case "module":
                ParseCoreModule(token);
                break;
            case "instance":
                ParseCoreInstance(token);
                break;
            case "type":
                ParseCoreType(token);
                break;
            case "rec":
                Add(new CoreTypeItem(new CoreGroupDefinition(ParseRecursiveGroup())), token);
                break;
            case "func":
                var symbol = TakeIdentifier();
                if (TakeForm("canon"))
                {
                    Add(new CanonicalItem(ParseCanonical(out _)), token);
                    Close();
                    Define(Sort.CoreFunction, symbol, token);
                }
                else
                {
                    ParseInlineAlias(Sort.CoreFunction, symbol, token);
                }

                break;
            case "table" or "memory" or "global" or "tag":
                Position--;
                var sort = ParseSort(isCore: true);
                ParseInlineAlias(sort, TakeIdentifier(), token);
                break;
            default:
                Position--;
                throw Unexpected("a core definition: module, instance, type, rec or func");
        }
    }

    /// <summary>Whether an alias without a sort is next: with one it is a definition, which may be the first of a nested component.</summary>
    private bool AtInlineAlias => AtForm("alias") && Source.Tokens[Current.Data - 1].Kind != TokenKind.RightParenthesis;

    /// <summary><c>(sort $id (alias ...))</c> for <c>(alias ... (sort $id))</c>.</summary>
    private void ParseInlineAlias(Sort sort, int symbol, int token, List<ExternName>? exports = null)
    {
        ExpectForm("alias");
        ParseAliasTarget(sort, token);
        Close();
        AddInlineExports(sort, Define(sort, symbol, token), exports ?? [], token);
    }

    private void ParseCoreModule(int token)
    {
        var symbol = TakeIdentifier();
        var exports = ParseInlineExports();
        if (TryParseInlineImport() is { } name)
        {
            var type = ParseModuleTypeUse();
            AddImport(name, new ExternDescription(ExternDescriptionKind.CoreModule, type), symbol, token, exports);
            return;
        }

        if (AtInlineAlias)
        {
            ParseInlineAlias(Sort.CoreModule, symbol, token, exports);
            return;
        }

        ModuleDefinition module;
        if (TakeKeyword("binary"))
        {
            module = ModuleReader.Read(ParseStrings());
        }
        else if (TakeKeyword("quote"))
        {
            module = WatParser.Parse(ParseStrings());
        }
        else
        {
            module = ParseModuleFields(symbol, token);
        }

        Add(new CoreModuleItem(module), token);
        AddInlineExports(Sort.CoreModule, Define(Sort.CoreModule, symbol, token), exports, token);
    }

    /// <summary>The fields of a module are a text of their own, for the parser of modules.</summary>
    private ModuleDefinition ParseModuleFields(int symbol, int token)
    {
        var first = Position;
        while (AtList)
        {
            Position = Current.Data + 1;
        }

        if (!AtEnd)
        {
            throw Unexpected("a field of the module");
        }

        var start = Source.Tokens[first].Start;
        var text = Source.Text[start..Source.Tokens[Position].Start];
        return WatParser.Parse(text, _options with { Start = Locate(first), ModuleName = symbol >= 0 ? NameOf(symbol) : null });
    }

    private void ParseCoreInstance(int token)
    {
        var symbol = TakeIdentifier();
        if (AtForm("instantiate"))
        {
            Position += 2;
            var module = ParseIndexOrForm(Sort.CoreModule);
            var arguments = ImmutableArray.CreateBuilder<CoreArgument>();
            while (TakeForm("with"))
            {
                var name = ParseName("the name of an import");
                var start = Position;
                ExpectForm("instance");
                int instance;
                if (AtIndex)
                {
                    instance = ParseFormRest(Sort.CoreInstance);
                }
                else
                {
                    Add(new CoreExportBundle(ParseCoreInlineExports()), start);
                    instance = Define(Sort.CoreInstance, -1, start);
                    Close();
                }

                arguments.Add(new CoreArgument(name, instance));
                Close();
            }

            Close();
            Add(new CoreInstantiation(module, arguments.ToImmutable()), token);
        }
        else
        {
            Add(new CoreExportBundle(ParseCoreInlineExports()), token);
        }

        Define(Sort.CoreInstance, symbol, token);
    }

    private ImmutableArray<CoreInlineExport> ParseCoreInlineExports()
    {
        var exports = ImmutableArray.CreateBuilder<CoreInlineExport>();
        while (TakeForm("export"))
        {
            var name = ParseName("the name of an export");
            var (sort, index) = ParseSortIndex(isCore: true);
            exports.Add(new CoreInlineExport(name, sort, index));
            Close();
        }

        return exports.ToImmutable();
    }

    private void ParseNestedComponent(int token)
    {
        var symbol = TakeIdentifier();
        var exports = ParseInlineExports();
        if (TryParseInlineImport() is { } name)
        {
            AddImport(name, new ExternDescription(ExternDescriptionKind.Component, ParseScopeTypeUse(isInstance: false)), symbol, token, exports);
            return;
        }

        if (AtInlineAlias)
        {
            ParseInlineAlias(Sort.Component, symbol, token, exports);
            return;
        }

        ComponentDefinition component;
        if (TakeKeyword("binary"))
        {
            component = ComponentReader.Read(ParseStrings());
        }
        else if (TakeKeyword("quote"))
        {
            component = ComponentTextParser.Parse(ParseStrings());
        }
        else
        {
            component = ParseBody(symbol, _scope);
        }

        Add(new NestedComponent(component), token);
        AddInlineExports(Sort.Component, Define(Sort.Component, symbol, token), exports, token);
    }

    private void ParseInstance(int token)
    {
        var symbol = TakeIdentifier();
        var exports = ParseInlineExports();
        if (TryParseInlineImport() is { } name)
        {
            AddImport(name, new ExternDescription(ExternDescriptionKind.Instance, ParseScopeTypeUse(isInstance: true)), symbol, token, exports);
            return;
        }

        if (AtInlineAlias)
        {
            ParseInlineAlias(Sort.Instance, symbol, token, exports);
            return;
        }

        if (TakeForm("instantiate"))
        {
            var component = ParseIndexOrForm(Sort.Component);
            var arguments = ImmutableArray.CreateBuilder<InstantiationArgument>();
            while (TakeForm("with"))
            {
                arguments.Add(ParseArgument());
                Close();
            }

            Close();
            Add(new ComponentInstantiation(component, arguments.ToImmutable()), token);
        }
        else
        {
            Add(new ExportBundle(ParseBundle()), token);
        }

        AddInlineExports(Sort.Instance, Define(Sort.Instance, symbol, token), exports, token);
    }

    private InstantiationArgument ParseArgument()
    {
        var name = ParseName("the name of an import");
        var start = Position;
        if (AtForm("instance") && Source.Tokens[Position + 2].Kind is TokenKind.LeftParenthesis or TokenKind.RightParenthesis)
        {
            Position += 2;
            Add(new ExportBundle(ParseBundle()), start);
            Close();
            return new InstantiationArgument(name, Sort.Instance, Define(Sort.Instance, -1, start));
        }

        var (sort, index) = ParseSortIndex();
        return new InstantiationArgument(name, sort, index);
    }

    private ImmutableArray<InlineExport> ParseBundle()
    {
        var exports = ImmutableArray.CreateBuilder<InlineExport>();
        while (TakeForm("export"))
        {
            var name = ParseExternName();
            var (sort, index) = ParseSortIndex();
            exports.Add(new InlineExport(name, sort, index));
            Close();
        }

        return exports.ToImmutable();
    }

    private void ParseFunction(int token)
    {
        var symbol = TakeIdentifier();
        var exports = ParseInlineExports();
        if (TryParseInlineImport() is { } name)
        {
            AddImport(name, new ExternDescription(ExternDescriptionKind.Function, ParseFunctionTypeUse()), symbol, token, exports);
            return;
        }

        if (AtInlineAlias)
        {
            ParseInlineAlias(Sort.Function, symbol, token, exports);
            return;
        }

        var type = ParseFunctionTypeUse();
        ExpectForm("canon");
        ExpectKeyword("lift");
        var function = ParseIndexOrForm(Sort.CoreFunction);
        var options = ParseOptions();
        Close();
        Add(new CanonicalItem(new CanonicalLift(function, options, type)), token);
        AddInlineExports(Sort.Function, Define(Sort.Function, symbol, token), exports, token);
    }

    private void ParseImport(int token)
    {
        var name = ParseExternName();
        var description = ParseDescription(out var symbol);
        AddImport(name, description, symbol, token, []);
    }

    private void AddImport(ExternName name, ExternDescription description, int symbol, int token, List<ExternName> exports)
    {
        Add(new ImportItem(name, description), token);
        AddInlineExports(description.Sort, Define(description.Sort, symbol, token), exports, token);
    }

    private void ParseExport(int token)
    {
        var symbol = TakeIdentifier();
        var name = ParseExternName();
        var (sort, index) = ParseSortIndex();
        ExternDescription? ascription = AtList ? ParseDescription(out _) : null;
        Add(new ExportItem(name, sort, index, ascription), token);
        Define(sort, symbol, token);
    }

    /// <summary>The forms <c>(export "name")</c> in front of a definition.</summary>
    private List<ExternName> ParseInlineExports()
    {
        var exports = new List<ExternName>();
        while (AtForm("export") && (Source.Tokens[Position + 2].Kind == TokenKind.String || IsInterface(Position + 2)) && IsInline(Position))
        {
            Position += 2;
            exports.Add(ParseExternName());
            Close();
        }

        return exports;
    }

    /// <summary>Whether an import or export form has a name and attributes only.</summary>
    private bool IsInline(int form)
    {
        var end = Source.Tokens[form].Data;
        for (var i = IsInterface(form + 2) ? Source.Tokens[form + 2].Data + 1 : form + 3; i < end; i = Source.Tokens[i].Data + 1)
        {
            if (Source.Tokens[i].Kind != TokenKind.LeftParenthesis
                || !(IsKeyword(i + 1, "implements") || IsKeyword(i + 1, "external-id") || IsKeyword(i + 1, "versionsuffix")))
            {
                return false;
            }
        }

        return true;
    }

    private void AddInlineExports(Sort sort, int index, List<ExternName> exports, int token)
    {
        foreach (var name in exports)
        {
            Add(new ExportItem(name, sort, index, null), token);
            Define(sort, -1, token);
        }
    }

    private ExternName? TryParseInlineImport()
    {
        // The fields of a module may begin with an import of its own, which has two names and a type.
        if (!AtForm("import") || !IsInline(Position))
        {
            return null;
        }

        Position += 2;
        var name = ParseExternName();
        Close();
        return name;
    }

    /// <summary>Whether <c>(interface "name")</c> is at a token, which older texts have where an interface is named.</summary>
    private bool IsInterface(int token) => Source.Tokens[token].Kind == TokenKind.LeftParenthesis && IsKeyword(token + 1, "interface");

    private ExternName ParseExternName()
    {
        var isInterface = TakeForm("interface");
        var name = new ExternName(ParseName("the name of an import or export"));
        if (isInterface)
        {
            Close();
        }

        while (AtList)
        {
            var keyword = KeywordAt(Position + 1);
            var isTaken = keyword switch
            {
                "implements" => name.Implements is not null,
                "external-id" => name.ExternalId is not null,
                "versionsuffix" => name.VersionSuffix is not null,
                _ => true,
            };
            if (isTaken)
            {
                return name;
            }

            Position += 2;
            var value = ParseName("the value of the attribute");
            Close();
            name = keyword switch
            {
                "implements" => name with { Implements = value },
                "external-id" => name with { ExternalId = value },
                _ => name with { VersionSuffix = value },
            };
        }

        return name;
    }

    private void ParseAlias(int token)
    {
        // The sort and the identifier come last, but what the alias refers to depends on the sort.
        var end = Source.Tokens[token].Data;
        var start = Position;
        while (Position < end && !AtList)
        {
            Position++;
        }

        Open();
        var sort = ParseSort();
        var symbol = TakeIdentifier();
        Close();
        var after = Position;
        Position = start;
        ParseAliasTarget(sort, token);
        Position = after;
        Define(sort, symbol, token);
    }

    private void ParseAliasTarget(Sort sort, int token)
    {
        if (TakeKeyword("export"))
        {
            var instance = ParseIndex(Sort.Instance);
            Add(new ExportAlias(sort, instance, ParseName("the name of the export")), token);
        }
        else if (TakeKeyword("core"))
        {
            ExpectKeyword("export");
            var instance = ParseIndex(Sort.CoreInstance);
            Add(new CoreExportAlias(sort, instance, ParseName("the name of the export")), token);
        }
        else
        {
            ExpectKeyword("outer");
            var (levels, index) = ParseOuterTarget(sort);
            AddOuterAlias(sort, levels, index, token);
        }
    }

    private (int Levels, int Index) ParseOuterTarget(Sort sort)
    {
        var token = Position;
        var scope = _scope;
        var levels = 0;
        if (Current.Kind == TokenKind.Identifier)
        {
            var symbol = TakeIdentifier();
            for (; scope is not null && scope.Symbol != symbol; scope = scope.Outer)
            {
                levels++;
            }

            if (scope is null)
            {
                throw Error($"outer component `{NameOf(symbol)}` not found", token);
            }
        }
        else
        {
            levels = ParseNumber();
            for (var i = 0; i < levels && scope is not null; i++)
            {
                scope = scope.Outer;
            }
        }

        if (Current.Kind != TokenKind.Identifier)
        {
            return (levels, ParseNumber());
        }

        if (scope is null)
        {
            throw Error($"outer count of `{levels}` is too large", token);
        }

        token = Position;
        var item = TakeIdentifier();
        var index = scope.Find(sort, item);
        return index >= 0 ? (levels, index) : throw Error($"unknown {sort.Spell()}: failed to find name `${NameOf(item)}`", token);
    }
}
