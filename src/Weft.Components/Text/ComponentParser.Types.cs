// The parser of component text: types of the component model.
using System.Collections.Immutable;
using Weft.Wasm.Text;

namespace Weft.Components.Text;

internal sealed partial class ComponentParser
{
    // Texts of before 2024 call the floats by longer names; they mean the same.
    private static readonly Dictionary<string, PrimitiveKind> s_primitives =
        new(Enum.GetValues<PrimitiveKind>().Select(kind => KeyValuePair.Create(Types.PrimitiveType.Spell(kind), kind)))
        {
            ["float32"] = PrimitiveKind.F32,
            ["float64"] = PrimitiveKind.F64,
        };

    private void ParseType(int token, bool allowInlineExports)
    {
        var symbol = TakeIdentifier();
        var exports = allowInlineExports ? ParseInlineExports() : [];
        if (AtInlineAlias)
        {
            ParseInlineAlias(Sort.Type, symbol, token, exports);
            return;
        }

        Add(new TypeItem(ParseTypeDefinition(symbol)), token);
        AddInlineExports(Sort.Type, Define(Sort.Type, symbol, token), exports, token);
    }

    private TypeDefinition ParseTypeDefinition(int symbol)
    {
        if (!AtList)
        {
            return new PrimitiveDefinition(TryParsePrimitive() ?? throw Unexpected("a type"));
        }

        Position++;
        TypeDefinition type;
        switch (KeywordAt(Position++))
        {
            case "func":
                type = ParseSignature();
                break;
            case "component":
                type = ParseScopeType(isInstance: false, symbol);
                break;
            case "instance":
                type = ParseScopeType(isInstance: true, symbol);
                break;
            case "resource":
                type = ParseResource();
                break;
            default:
                Position -= 2;
                return ParseCompoundType();
        }

        Close();
        return type;
    }

    private ResourceDefinition ParseResource()
    {
        ExpectForm("rep");
        var representation = ParseCoreValueType();
        Close();
        int? destructor = null;
        if (TakeForm("dtor"))
        {
            destructor = ParseIndexOrForm(Sort.CoreFunction);
            Close();
        }

        return new ResourceDefinition(representation, destructor);
    }

    private FunctionDefinition ParseSignature()
    {
        var isAsync = TakeKeyword("async");
        var parameters = ImmutableArray.CreateBuilder<LabeledType>();
        while (TakeForm("param"))
        {
            parameters.Add(new LabeledType(ParseName("the name of a parameter"), ParseValueType()));
            Close();
        }

        ValueTypeReference? result = null;
        if (TakeForm("result"))
        {
            result = ParseValueType();
            Close();
        }

        return new FunctionDefinition(isAsync, parameters.ToImmutable(), result);
    }

    /// <summary><c>(type index)</c>, or a function type in place.</summary>
    private int ParseFunctionTypeUse()
    {
        if (TryParseTypeUse(Sort.Type, out var type))
        {
            return type;
        }

        var token = Position;
        return AddType(ParseSignature(), token);
    }

    private bool TryParseTypeUse(Sort sort, out int type)
    {
        // In a scope's own declarations `(type $t ...)` with more than an index is a definition.
        type = -1;
        if (!AtForm("type") || Source.Tokens[Position + 2].Kind is not (TokenKind.Natural or TokenKind.Identifier))
        {
            return false;
        }

        var end = Source.Tokens[Position].Data;
        if (end != Position + 3 && Source.Tokens[Position + 3].Kind != TokenKind.String)
        {
            return false;
        }

        Position += 2;
        type = ParseFormRest(sort);
        return true;
    }

    /// <summary><c>(type index)</c>, or declarations in place.</summary>
    private int ParseScopeTypeUse(bool isInstance)
    {
        if (TryParseTypeUse(Sort.Type, out var type))
        {
            return type;
        }

        var token = Position;
        return AddType(ParseScopeType(isInstance, -1), token);
    }

    private ScopeTypeDefinition ParseScopeType(bool isInstance, int symbol)
    {
        // The identifier of a type is the one of its scope, too: outer aliases may name it.
        Enter(isInstance ? ScopeKind.InstanceType : ScopeKind.ComponentType, symbol, _scope);
        while (!AtEnd)
        {
            ParseDeclaration(isInstance);
        }

        var declarations = _scope.Items.ToImmutableArray();
        _scope = _scope.Outer!;
        return new ScopeTypeDefinition(isInstance, declarations);
    }

    private void ParseDeclaration(bool isInstance)
    {
        var token = Position;
        Open();
        switch (KeywordAt(Position++))
        {
            case "core":
                ExpectKeyword("type");
                ParseCoreType(token);
                break;
            case "type":
                ParseType(token, allowInlineExports: false);
                break;
            case "alias":
                ParseAlias(token);
                break;
            case "import" when !isInstance:
                var name = ParseExternName();
                var import = ParseDescription(out var symbol);
                Add(new ImportItem(name, import), token);
                Define(import.Sort, symbol, token);
                break;
            case "export":
                name = ParseExternName();
                var export = ParseDescription(out symbol);
                Add(new ExportDeclaration(name, export), token);
                Define(export.Sort, symbol, token);
                break;
            default:
                Position--;
                throw Unexpected(isInstance ? "core type, type, alias or export" : "core type, type, alias, import or export");
        }

        Close();
    }

    /// <summary><c>(sort $id? type)</c>.</summary>
    private ExternDescription ParseDescription(out int symbol)
    {
        Open();
        var sort = ParseSort();
        symbol = TakeIdentifier();
        ExternDescription description;
        switch (sort)
        {
            case Sort.CoreModule:
                description = new(ExternDescriptionKind.CoreModule, ParseModuleTypeUse());
                break;
            case Sort.Function:
                description = new(ExternDescriptionKind.Function, ParseFunctionTypeUse());
                break;
            case Sort.Component:
                description = new(ExternDescriptionKind.Component, ParseScopeTypeUse(isInstance: false));
                break;
            case Sort.Instance:
                description = new(ExternDescriptionKind.Instance, ParseScopeTypeUse(isInstance: true));
                break;
            case Sort.Type when TakeForm("sub"):
                ExpectKeyword("resource");
                Close();
                description = new(ExternDescriptionKind.SubResource, 0);
                break;
            case Sort.Type:
                ExpectForm("eq");
                description = new(ExternDescriptionKind.TypeEqual, ParseIndexOrForm(Sort.Type));
                Close();
                break;
            default:
                throw Unexpected("the type of an import or export");
        }

        Close();
        return description;
    }

    private PrimitiveKind? TryParsePrimitive()
    {
        if (!s_primitives.TryGetValue(KeywordAt(Position), out var kind))
        {
            return null;
        }

        Position++;
        return kind;
    }

    private ValueTypeReference ParseValueType()
    {
        if (AtIndex)
        {
            return ValueTypeReference.Defined(ParseIndex(Sort.Type));
        }

        if (TryParsePrimitive() is { } primitive)
        {
            return primitive;
        }

        if (TryParseTypeUse(Sort.Type, out var type))
        {
            return ValueTypeReference.Defined(type);
        }

        if (!AtList)
        {
            throw Unexpected("a value type");
        }

        var token = Position;
        return ValueTypeReference.Defined(AddType(ParseCompoundType(), token));
    }

    private TypeDefinition ParseCompoundType()
    {
        if (++_typeDepth > ComponentLimits.TypeDepth)
        {
            throw Error($"nesting too deep: more than {ComponentLimits.TypeDepth} types in each other", Position);
        }

        Open();
        var keyword = KeywordAt(Position++);
        TypeDefinition type;
        switch (keyword)
        {
            case "record":
                type = new RecordDefinition(ParseAll("field", () => new LabeledType(ParseName("the name of a field"), ParseValueType())));
                break;
            case "variant":
                type = ParseVariant();
                break;
            case "list":
                var element = ParseValueType();
                type = new ListDefinition(element, Current.Kind == TokenKind.Natural ? unchecked((uint)ParseU32()) : null);
                break;
            case "map":
                type = new MapDefinition(ParseValueType(), ParseValueType());
                break;
            case "tuple":
                var elements = ImmutableArray.CreateBuilder<ValueTypeReference>();
                while (!AtEnd)
                {
                    elements.Add(ParseValueType());
                }

                type = new TupleDefinition(elements.ToImmutable());
                break;
            case "flags":
                type = new FlagsDefinition(ParseLabels());
                break;
            case "enum":
                type = new EnumDefinition(ParseLabels());
                break;
            case "option":
                type = new OptionDefinition(ParseValueType());
                break;
            case "result":
                ValueTypeReference? ok = AtEnd || AtForm("error") ? null : ParseValueType();
                ValueTypeReference? error = null;
                if (TakeForm("error"))
                {
                    error = ParseValueType();
                    Close();
                }

                type = new ResultDefinition(ok, error);
                break;
            case "own" or "borrow":
                type = new HandleDefinition(ParseIndexOrForm(Sort.Type), keyword == "borrow");
                break;
            case "stream" or "future":
                type = new StreamDefinition(AtEnd ? null : ParseValueType(), keyword == "future");
                break;
            default:
                Position--;
                throw Unexpected("a value type");
        }

        Close();
        _typeDepth--;
        return type;
    }

    private int _typeDepth;

    /// <summary>The cases of a variant; their identifiers are for readers only, but must differ.</summary>
    private VariantDefinition ParseVariant()
    {
        var symbols = new HashSet<int>();
        return new VariantDefinition(ParseAll("case", () =>
        {
            var token = Position;
            if (TakeIdentifier() is var symbol and >= 0 && !symbols.Add(symbol))
            {
                throw Error($"duplicate variant case identifier ${NameOf(symbol)}", token);
            }

            return new CaseDefinition(ParseName("the name of a case"), AtEnd ? null : ParseValueType());
        }));
    }

    private ImmutableArray<T> ParseAll<T>(string keyword, Func<T> parse)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        while (TakeForm(keyword))
        {
            items.Add(parse());
            Close();
        }

        return items.ToImmutable();
    }

    private ImmutableArray<string> ParseLabels()
    {
        var labels = ImmutableArray.CreateBuilder<string>();
        while (AtString)
        {
            labels.Add(ParseName("a label"));
        }

        return labels.ToImmutable();
    }
}
