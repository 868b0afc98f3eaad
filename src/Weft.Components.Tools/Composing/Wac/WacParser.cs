// The grammar of the WAC language: statements that instantiate components, connect them and export what comes out.
namespace Weft.Components.Tools.Composing.Wac;

/// <summary>Parses a composition.</summary>
internal sealed class WacParser
{
    // Deeper ones nobody writes; each level is a call of its own here.
    private const int DeepestExpression = 100;

    private readonly string _file;
    private readonly List<WacToken> _tokens;
    private int _position;
    private int _depth;

    private WacParser(string text, string file)
    {
        _file = file;
        _tokens = new WacLexer(text, file).Read();
    }

    private WacToken Current => _tokens[_position];

    /// <summary>Parses a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">What errors call it.</param>
    /// <exception cref="ComponentToolException">It is not WAC, or has something that is not built.</exception>
    public static WacDocument Parse(string text, string file) => new WacParser(text, file).ReadDocument();

    private WacDocument ReadDocument()
    {
        ExpectWord("package");
        var package = Expect(WacTokenKind.Path, "the name of the package, such as example:composition").Text;
        WacName? target = null;
        if (TakeWord("targets"))
        {
            target = ReadPath("the world, such as wasi:cli/command@0.2.0");
        }

        Expect(";");
        var statements = new List<WacStatement>();
        while (Current.Kind != WacTokenKind.End)
        {
            statements.Add(ReadStatement());
        }

        return new WacDocument(package, target, statements);
    }

    private WacStatement ReadStatement()
    {
        var token = Expect(WacTokenKind.Word, "a statement: import, let or export");
        switch (token.Text)
        {
            case "import":
                return ReadImport();
            case "let":
                var name = ReadName("a name");
                Expect("=");
                var value = ReadExpression();
                Expect(";");
                return new WacLet(name, value);
            case "export":
                return ReadExport(token.Place);
            case "interface" or "world" or "type" or "record" or "variant" or "flags" or "enum" or "resource":
                throw Error(token.Place, $"types in compositions are not built: put the {token.Text} into a WIT package and give it with --dep");
            default:
                throw Error(token.Place, $"'{token.Text}' is no statement: import, let or export");
        }
    }

    private WacImport ReadImport()
    {
        var name = ReadName("the name of the import");
        if (Current.Text == "as" && Current.Kind == WacTokenKind.Word)
        {
            throw Error(Current.Place, "imports under another name are not built: an import has the name of its interface");
        }

        Expect(":");
        if (Current.Kind != WacTokenKind.Path)
        {
            throw Error(Current.Place, "only interfaces of packages can be imported, such as wasi:http/types@0.2.0: functions and interfaces in line are not built");
        }

        var path = ReadPath("an interface");
        Expect(";");
        return new WacImport(name, path);
    }

    private WacExport ReadExport(WacPlace place)
    {
        var value = ReadExpression();
        WacName? name = null;
        var isSpread = TakeMark("...");
        if (!isSpread && TakeWord("as"))
        {
            name = Current.Kind == WacTokenKind.String ? ReadString() : ReadName("the name of the export");
        }

        Expect(";");
        return new WacExport(place, value, name, isSpread);
    }

    private WacExpression ReadExpression()
    {
        if (++_depth > DeepestExpression)
        {
            throw Error(Current.Place, $"expressions lie in more than {DeepestExpression} others");
        }

        var value = ReadPrimary();
        for (; ; )
        {
            if (TakeMark("."))
            {
                value = new WacAccess(value, ReadName("the name of an export"), IsExact: false);
            }
            else if (TakeMark("["))
            {
                value = new WacAccess(value, ReadString(), IsExact: true);
                Expect("]");
            }
            else
            {
                _depth--;
                return value;
            }
        }
    }

    private WacExpression ReadPrimary()
    {
        if (TakeMark("("))
        {
            var inner = ReadExpression();
            Expect(")");
            return inner;
        }

        var place = Current.Place;
        return TakeWord("new") ? ReadNew(place) : new WacReference(ReadName("an expression: a name, or new"));
    }

    private WacNew ReadNew(WacPlace place)
    {
        var package = ReadPath("the package of the component, such as example:plugin");
        var arguments = new List<WacArgument>();
        var fills = false;
        Expect("{");
        while (!TakeMark("}"))
        {
            if (fills)
            {
                throw Error(Current.Place, "nothing can follow `...`");
            }

            var (kind, text, here) = Current;
            if (TakeMark("..."))
            {
                fills = Current.Text is "}" or "," && Current.Kind == WacTokenKind.Mark;
                if (!fills)
                {
                    arguments.Add(new WacSpreadArgument(ReadName("an instance")));
                }
            }
            else if (kind is WacTokenKind.String or WacTokenKind.Word && _tokens[_position + 1] is { Kind: WacTokenKind.Mark, Text: ":" })
            {
                _position += 2;
                arguments.Add(new WacNamedArgument(new WacName(text, here), kind == WacTokenKind.String, ReadExpression()));
            }
            else
            {
                arguments.Add(new WacNamedArgument(null, IsExact: false, ReadExpression()));
            }

            if (!TakeMark(","))
            {
                Expect("}");
                break;
            }
        }

        return new WacNew(place, package, arguments, fills);
    }

    private WacName ReadName(string what)
    {
        var token = Expect(WacTokenKind.Word, what);
        return new WacName(token.Text, token.Place);
    }

    private WacName ReadPath(string what)
    {
        var token = Expect(WacTokenKind.Path, what);
        return new WacName(token.Text, token.Place);
    }

    private WacName ReadString()
    {
        var token = Expect(WacTokenKind.String, "a name in quotation marks");
        return new WacName(token.Text, token.Place);
    }

    private bool TakeMark(string mark)
    {
        if (Current.Kind != WacTokenKind.Mark || Current.Text != mark)
        {
            return false;
        }

        _position++;
        return true;
    }

    private bool TakeWord(string word)
    {
        if (Current.Kind != WacTokenKind.Word || Current.Text != word)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Expect(string mark)
    {
        if (!TakeMark(mark))
        {
            throw Error(Current.Place, $"expected '{mark}', not {Describe(Current)}");
        }
    }

    private void ExpectWord(string word)
    {
        if (!TakeWord(word))
        {
            throw Error(Current.Place, $"expected '{word}', not {Describe(Current)}");
        }
    }

    private WacToken Expect(WacTokenKind kind, string what)
    {
        var token = Current;
        if (token.Kind != kind)
        {
            throw Error(token.Place, $"expected {what}, not {Describe(token)}");
        }

        _position++;
        return token;
    }

    private static string Describe(WacToken token) => token.Kind == WacTokenKind.End ? token.Text : $"'{token.Text}'";

    private ComponentToolException Error(WacPlace place, string message) => place.Error(_file, message);
}
