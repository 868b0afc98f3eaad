// Types and functions (WIT.md, "Items: type", "Types", "Item: interface").
using System.Globalization;

namespace Weft.Wit.Syntax;

internal sealed partial class Parser
{
    /// <summary>How deep types nest at most, so that whatever walks over them may recurse.</summary>
    public const int DeepestType = 100;

    private DefinitionItem? TryParseDefinition(Attributes attributes)
    {
        DefinitionKind kind;
        switch (_lexer.Current is { Kind: TokenKind.Keyword } token ? token.Text : "")
        {
            case "type": kind = DefinitionKind.Alias; break;
            case "record": kind = DefinitionKind.Record; break;
            case "variant": kind = DefinitionKind.Variant; break;
            case "enum": kind = DefinitionKind.Enum; break;
            case "flags": kind = DefinitionKind.Flags; break;
            case "resource": kind = DefinitionKind.Resource; break;
            default: return null;
        }

        var keyword = _lexer.Advance().Text;
        var name = ParseIdentifier();
        if (kind == DefinitionKind.Alias)
        {
            Expect("=");
            var target = ParseType();
            Expect(";");
            return new DefinitionItem(attributes, name, kind, target, [], []);
        }

        if (kind == DefinitionKind.Resource && Accept(";"))
        {
            return new DefinitionItem(attributes, name, kind, null, [], []);
        }

        Expect("{");
        if (kind == DefinitionKind.Resource)
        {
            var functions = new List<FunctionItem>();
            while (!Accept("}"))
            {
                functions.Add(ParseResourceFunction());
            }

            return new DefinitionItem(attributes, name, kind, null, [], functions);
        }

        var parts = ParseList("}", () => ParsePart(kind));
        if (parts.Count == 0 && (kind is DefinitionKind.Enum or DefinitionKind.Variant))
        {
            throw name.Error($"the {keyword} `{name.Name}` has no cases: give it at least one");
        }

        return new DefinitionItem(attributes, name, kind, null, parts, []);
    }

    private PartSyntax ParsePart(DefinitionKind kind)
    {
        var documentation = _lexer.Documentation;
        if (Is("@"))
        {
            throw Error("fields and cases cannot have attributes: gate the type that they are in");
        }

        var name = ParseIdentifier();
        TypeSyntax? type = null;
        if (kind == DefinitionKind.Record)
        {
            Expect(":");
            type = ParseType();
        }
        else if (kind == DefinitionKind.Variant && Accept("("))
        {
            type = ParseType();
            Expect(")");
        }

        return new PartSyntax(name, type, documentation);
    }

    private FunctionItem ParseResourceFunction()
    {
        var attributes = ParseAttributes();
        if (!Is("constructor"))
        {
            return ParseNamedFunction(attributes, "`constructor`, a method or `}`", isInResource: true);
        }

        var token = _lexer.Advance();
        var name = new Identifier("constructor", _source, token.Start);
        Expect("(");
        var parameters = ParseList(")", ParseParameter);
        var result = Accept("->") ? ParseType() : null;
        Expect(";");
        return new FunctionItem(attributes, name, WitFunctionKind.Constructor, IsAsync: false, parameters, result);
    }

    private FunctionItem ParseNamedFunction(Attributes attributes, string expected, bool isInResource = false)
    {
        if (_lexer.Current.Kind is not (TokenKind.Identifier or TokenKind.Keyword) || Is("interface") || Is("world") || Is("import") || Is("export"))
        {
            throw Expected(expected);
        }

        var name = ParseIdentifier();
        Expect(":");
        var kind = !isInResource ? WitFunctionKind.Freestanding : Accept("static") ? WitFunctionKind.Static : WitFunctionKind.Method;
        var function = ParseFunction(attributes, name, kind);
        Expect(";");
        return function;
    }

    private FunctionItem ParseFunction(Attributes attributes, Identifier name, WitFunctionKind kind)
    {
        var isAsync = Accept("async");
        Expect("func", isAsync ? "`func`" : kind == WitFunctionKind.Method ? "`func`, `async func` or `static func`" : "`func` or `async func`");
        Expect("(");
        var parameters = ParseList(")", ParseParameter);
        var result = Accept("->") ? ParseType() : null;
        return new FunctionItem(attributes, name, kind, isAsync, parameters, result);
    }

    private (Identifier Name, TypeSyntax Type) ParseParameter()
    {
        var name = ParseIdentifier();
        Expect(":");
        return (name, ParseType());
    }

    private TypeSyntax ParseType(int depth = 1)
    {
        var token = _lexer.Current;
        if (depth > DeepestType)
        {
            throw Error($"types nest at most {DeepestType} deep: give inner ones a name");
        }

        var place = new Identifier(token.Text, _source, token.Start);
        if (token.Kind == TokenKind.Identifier)
        {
            _lexer.Advance();
            return new TypeSyntax(TypeSyntaxKind.Name, place, []);
        }

        if (token.Kind != TokenKind.Keyword)
        {
            throw Expected("a type");
        }

        if (WitPrimitiveType.Find(token.Text) is { } primitive)
        {
            if (primitive.Kind == WitPrimitive.ErrorContext)
            {
                Require(WitProposals.ErrorContext, "the type `error-context`");
            }

            _lexer.Advance();
            return new TypeSyntax(TypeSyntaxKind.Primitive, place, []);
        }

        switch (token.Text)
        {
            case "list": return ParseListType(place, depth);
            case "option": return new TypeSyntax(TypeSyntaxKind.Option, place, [ParseArgument(depth)]);
            case "own": return new TypeSyntax(TypeSyntaxKind.Own, ParseResourceName(), []);
            case "borrow": return new TypeSyntax(TypeSyntaxKind.Borrow, ParseResourceName(), []);
            case "future": return new TypeSyntax(TypeSyntaxKind.Future, place, [ParseOptionalArgument(depth)]);
            case "stream": return new TypeSyntax(TypeSyntaxKind.Stream, place, [ParseOptionalArgument(depth)]);
            case "result": return ParseResult(place, depth);
            case "map": return ParseMap(place, depth);
            case "tuple":
                _lexer.Advance();
                Expect("<");
                return new TypeSyntax(TypeSyntaxKind.Tuple, place, ParseList(">", () => ParseType(depth + 1)));
            default:
                throw Expected("a type");
        }
    }

    private TypeSyntax ParseArgument(int depth)
    {
        _lexer.Advance();
        Expect("<");
        var argument = ParseType(depth + 1);
        Expect(">");
        return argument;
    }

    private TypeSyntax? ParseOptionalArgument(int depth)
    {
        _lexer.Advance();
        if (!Accept("<"))
        {
            return null;
        }

        var argument = ParseType(depth + 1);
        Expect(">");
        return argument;
    }

    private Identifier ParseResourceName()
    {
        _lexer.Advance();
        Expect("<");
        var name = ParseIdentifier();
        Expect(">");
        return name;
    }

    private TypeSyntax ParseListType(Identifier place, int depth)
    {
        _lexer.Advance();
        Expect("<");
        var element = ParseType(depth + 1);
        uint? length = null;
        if (Accept(","))
        {
            Require(WitProposals.FixedLengthLists, "lists of a fixed length");
            var number = _lexer.Current;
            if (number.Kind != TokenKind.Integer)
            {
                throw Expected("the length of the list");
            }

            if (!uint.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || number.Text[0] == '0')
            {
                throw Error("the length of a list is a number from 1 to 4294967295, without zeros in front");
            }

            length = value;
            _lexer.Advance();
        }

        Expect(">");
        return new TypeSyntax(TypeSyntaxKind.List, place, [element], length);
    }

    private TypeSyntax ParseResult(Identifier place, int depth)
    {
        _lexer.Advance();
        TypeSyntax? ok = null, error = null;
        if (Accept("<"))
        {
            if (Accept("_"))
            {
                Expect(",", "`,` and the type of the error");
                error = ParseType(depth + 1);
            }
            else
            {
                ok = ParseType(depth + 1);
                error = Accept(",") ? ParseType(depth + 1) : null;
            }

            Expect(">");
        }

        return new TypeSyntax(TypeSyntaxKind.Result, place, [ok, error]);
    }

    private TypeSyntax ParseMap(Identifier place, int depth)
    {
        _lexer.Advance();
        Expect("<");
        var start = _lexer.Current.Start;
        var key = ParseType(depth + 1);
        if (key.Kind != TypeSyntaxKind.Primitive || key.Name.Name is "f32" or "f64" or "error-context")
        {
            throw _lexer.Error(start, "keys of maps are integers, `bool`, `char` or `string`");
        }

        Expect(",");
        var value = ParseType(depth + 1);
        Expect(">");
        return new TypeSyntax(TypeSyntaxKind.Map, place, [key, value]);
    }

    private void Require(WitProposals proposal, string what)
    {
        if ((_proposals & proposal) == 0)
        {
            throw Error($"{what} is a proposal that is off by default: turn {nameof(WitProposals)}.{proposal} on (weft wit --proposals)");
        }
    }
}
