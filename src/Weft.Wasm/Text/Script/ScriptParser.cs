// The parser of scripts (.wast): the format of the specification's test suite, interpreter/README.md of WebAssembly/spec, with the
// script commands of the threads and stack switching proposals. Modules stay unparsed until their command runs.
using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;

namespace Weft.Wasm.Text.Script;

/// <summary>Parses scripts.</summary>
public sealed partial class ScriptParser
{
    private const int ThreadDepth = 100;

    private readonly TokenizedText _source;
    private readonly Token[] _tokens;
    private readonly TextLocator _locator;
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _position;

    private ScriptParser(TokenizedText source)
    {
        _source = source;
        _tokens = source.Tokens;
        _locator = new TextLocator(source.Text, source.Start);
    }

    private ref readonly Token Current => ref _tokens[_position];

    /// <summary>Parses a script.</summary>
    /// <exception cref="MalformedModuleException">The script breaks the grammar outside its modules; the error carries line and column.</exception>
    public static ImmutableArray<ScriptCommand> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Parses a script.</summary>
    /// <param name="text">The script, in UTF-8. The modules in the result refer to it.</param>
    /// <exception cref="MalformedModuleException">The script breaks the grammar outside its modules; the error carries line and column.</exception>
    public static ImmutableArray<ScriptCommand> Parse(ReadOnlyMemory<byte> text)
    {
        var start = new TextPosition(1, 1);
        var source = Tokenizer.Tokenize(text, start, isScript: true);
        var parser = new ScriptParser(source);
        if (parser.WordAt(1) is Word.Type or Word.Rec or Word.Import or Word.Func or Word.Table or Word.Memory or Word.Global or Word.Tag or Word.Export
            or Word.Start or Word.Elem or Word.Data)
        {
            // A script may be one module without the parentheses around it.
            return [new ModuleCommand(start, new ScriptModule(ScriptModuleKind.Text, null, false, text, start))];
        }

        return parser.ParseCommands(TokenKind.End, 0);
    }

    private ImmutableArray<ScriptCommand> ParseCommands(TokenKind end, int depth)
    {
        var commands = ImmutableArray.CreateBuilder<ScriptCommand>();
        while (Current.Kind != end)
        {
            commands.Add(ParseCommand(depth));
        }

        return commands.DrainToImmutable();
    }

    private ScriptCommand ParseCommand(int depth)
    {
        var position = _locator.Locate(Current.Start);
        switch (ParseOpening("a command", out var keyword))
        {
            case Word.Module or Word.Component:
                if (WordAt(_position) == Word.Instance)
                {
                    return ParseInstance(position);
                }

                return new ModuleCommand(position, ParseModuleRest(position, WordOf(keyword) == Word.Component));
            case Word.Invoke or Word.Get:
                _position -= 2;
                return new ActionCommand(position, ParseAction());
            case Word.Register:
                var registered = new RegisterCommand(position, ParseName(), ParseOptionalIdentifier());
                Close();
                return registered;
            case Word.Thread:
                return ParseThread(position, depth);
            case Word.Wait:
                var wait = new WaitCommand(position, ParseOptionalIdentifier() ?? throw Unexpected("the name of a thread"));
                Close();
                return wait;
            case Word.AssertReturn:
                return ParseAssertReturn(position);
            case Word.AssertTrap when AtForm(Word.Module) || AtForm(Word.Component):
                return ParseModuleAssertion(position, (module, message) => new AssertInstantiationTrapCommand(position, module, message));
            case Word.AssertTrap:
                return ParseActionAssertion((action, message) => new AssertTrapCommand(position, action, message));
            case Word.AssertExhaustion:
                return ParseActionAssertion((action, message) => new AssertExhaustionCommand(position, action, message));
            case Word.AssertSuspension:
                return ParseActionAssertion((action, message) => new AssertSuspensionCommand(position, action, message));
            case Word.AssertException:
                var exception = new AssertExceptionCommand(position, ParseAction());
                Close();
                return exception;
            case Word.AssertMalformed:
                return ParseModuleAssertion(position, (module, message) => new AssertMalformedCommand(position, module, message, IsCustom: false));
            case Word.AssertMalformedCustom:
                return ParseModuleAssertion(position, (module, message) => new AssertMalformedCommand(position, module, message, IsCustom: true));
            case Word.AssertInvalid:
                return ParseModuleAssertion(position, (module, message) => new AssertInvalidCommand(position, module, message, IsCustom: false));
            case Word.AssertInvalidCustom:
                return ParseModuleAssertion(position, (module, message) => new AssertInvalidCommand(position, module, message, IsCustom: true));
            case Word.AssertUnlinkable:
                return ParseModuleAssertion(position, (module, message) => new AssertUnlinkableCommand(position, module, message));
            default:
                throw _source.Error($"unknown script command {Spell(keyword)}", keyword.Start);
        }
    }

    private InstanceCommand ParseInstance(TextPosition position)
    {
        _position++;
        var instance = ParseOptionalIdentifier();
        var definition = ParseOptionalIdentifier();
        Close();
        return new InstanceCommand(position, instance, definition);
    }

    private ScriptModule ParseModule()
    {
        var position = _locator.Locate(Current.Start);
        var isComponent = AtForm(Word.Component);
        if (!isComponent && !AtForm(Word.Module))
        {
            throw Unexpected("(module ...) or (component ...)");
        }

        _position += 2;
        return ParseModuleRest(position, isComponent);
    }

    /// <summary>A module after its keyword.</summary>
    private ScriptModule ParseModuleRest(TextPosition position, bool isComponent)
    {
        var isDefinition = TakeWord(Word.Definition);
        var name = ParseOptionalIdentifier();
        var kind = ScriptModuleKind.Text;
        ReadOnlyMemory<byte> bytes;
        if (Current.Kind == TokenKind.TextModule)
        {
            bytes = _source.Text.Slice(Current.Start, Current.Length);
            _position++;
        }
        else
        {
            kind = TakeWord(Word.Binary) ? ScriptModuleKind.Binary : TakeWord(Word.Quote) ? ScriptModuleKind.Quote : throw Unexpected("binary, quote or fields");
            bytes = ParseStrings();
        }

        Close();
        return new ScriptModule(kind, name, isDefinition, bytes, position, isComponent);
    }

    private ThreadCommand ParseThread(TextPosition position, int depth)
    {
        if (depth >= ThreadDepth)
        {
            throw _source.Error($"nesting too deep: more than {ThreadDepth} threads in each other", Current.Start);
        }

        var name = ParseOptionalIdentifier() ?? throw Unexpected("the name of the thread");
        var shared = ImmutableArray.CreateBuilder<string>();
        while (AtForm(Word.Shared))
        {
            _position += 2;
            if (!AtForm(Word.Module))
            {
                throw Unexpected("(module $name)");
            }

            _position += 2;
            shared.Add(ParseOptionalIdentifier() ?? throw Unexpected("the name of a module"));
            _position += Current.Kind == TokenKind.TextModule ? 1 : 0;
            Close();
            Close();
        }

        var commands = ParseCommands(TokenKind.RightParenthesis, depth + 1);
        Close();
        return new ThreadCommand(position, name, shared.ToImmutable(), commands);
    }

    private ScriptCommand ParseModuleAssertion(TextPosition position, Func<ScriptModule, string, ScriptCommand> create)
    {
        var module = ParseModule();
        var command = create(module, ParseName());
        Close();
        return command;
    }

    private ScriptCommand ParseActionAssertion(Func<ScriptAction, string, ScriptCommand> create)
    {
        var action = ParseAction();
        var command = create(action, ParseName());
        Close();
        return command;
    }

    private AssertReturnCommand ParseAssertReturn(TextPosition position)
    {
        var action = ParseAction();
        var results = ImmutableArray.CreateBuilder<ResultPattern>();
        while (Current.Kind != TokenKind.RightParenthesis)
        {
            results.Add(ParsePattern(mayBeEither: true));
        }

        Close();
        return new AssertReturnCommand(position, action, results.DrainToImmutable());
    }

    private ScriptAction ParseAction()
    {
        var position = _locator.Locate(Current.Start);
        var word = ParseOpening("(invoke ...) or (get ...)", out var keyword);
        if (word is not (Word.Invoke or Word.Get))
        {
            throw Unexpected(keyword, "invoke or get");
        }

        var instance = ParseOptionalIdentifier();
        var name = ParseName();
        if (word == Word.Get)
        {
            Close();
            return new GetAction(position, instance, name);
        }

        var arguments = ImmutableArray.CreateBuilder<ScriptValue>();
        while (Current.Kind != TokenKind.RightParenthesis)
        {
            var start = Current;
            arguments.Add(ParsePattern(mayBeEither: false) switch
            {
                ValuePattern value => value.Value,
                VectorPattern vector when vector.Lanes.All(lane => lane.Nan == NanKind.None) => ToValue(vector),
                _ => throw _source.Error("unexpected token: an argument must be one value", start.Start),
            });
        }

        Close();
        return new InvokeAction(position, instance, name, arguments.DrainToImmutable());
    }

    private Word WordAt(int index) => index <= _source.Count ? WordOf(_tokens[index]) : Word.NoWord;

    private static Word WordOf(in Token token) =>
        token.Kind == TokenKind.Keyword && token.Data >= KeywordTable.FirstWord ? (Word)(token.Data - KeywordTable.FirstWord) : Word.NoWord;

    private bool AtForm(Word word) => Current.Kind == TokenKind.LeftParenthesis && WordAt(_position + 1) == word;

    private bool TakeWord(Word word)
    {
        if (WordAt(_position) != word)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>An opening parenthesis and a keyword.</summary>
    private Word ParseOpening(string expected, out Token keyword)
    {
        if (Current.Kind != TokenKind.LeftParenthesis)
        {
            throw Unexpected(expected);
        }

        keyword = _tokens[++_position];
        _position += keyword.Kind == TokenKind.Keyword ? 1 : 0;
        return WordOf(keyword);
    }

    private void Close()
    {
        if (Current.Kind != TokenKind.RightParenthesis)
        {
            throw Unexpected(")");
        }

        _position++;
    }

    private string? ParseOptionalIdentifier()
    {
        if (Current.Kind != TokenKind.Identifier)
        {
            return null;
        }

        return _source.Symbols.GetName(_tokens[_position++].Data);
    }

    private string ParseName()
    {
        var token = Current;
        if (token.Kind != TokenKind.String)
        {
            throw Unexpected("a string");
        }

        _bytes.ResetWrittenCount();
        StringLiteral.Decode(_source.GetBytes(token), _bytes);
        _position++;
        return Utf8.IsValid(_bytes.WrittenSpan) ? Encoding.UTF8.GetString(_bytes.WrittenSpan) : throw _source.Error("malformed UTF-8 encoding", token.Start);
    }

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

    private MalformedModuleException Unexpected(in Token token, string expected) =>
        _source.Error($"unexpected token {(token.Kind == TokenKind.End ? "at the end of the script" : Spell(token))}, expected {expected}", token.Start);

    private string Spell(in Token token)
    {
        const int longest = 80;
        var bytes = _source.GetBytes(token);
        return bytes.Length <= longest ? Encoding.UTF8.GetString(bytes) : Encoding.UTF8.GetString(bytes[..longest]) + "...";
    }
}
