// `weft wizer`: runs what initialises a module, and writes a module that begins where that ended. Options are named as Wizer names them.
using System.CommandLine;
using Weft.Cli.Parsing;
using Weft.Cli.Running;

namespace Weft.Cli.Commands;

/// <summary>Writes a pre-initialised module.</summary>
internal sealed class WizerCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "The module, .wasm or .wat; - is standard input." };
    private readonly Option<string> _output = new("--output", "-o") { Description = "The file to write; - is standard output.", HelpName = "FILE", Required = true };
    private readonly Option<string?> _initializer = new("--init-func", "-f") { Description = "The exported function to call: wizer-initialize or wizer.initialize unless said.", HelpName = "NAME" };
    private readonly Option<bool> _keep = new("--keep-init-func") { Description = "Leave the initialiser exported.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string[]> _renames = new("--rename-func", "--func-rename", "-r") { Description = "Export the function OLD as NEW, in place of what has that name now.", HelpName = "NEW=OLD" };
    private readonly Option<bool> _allowWasi = new("--allow-wasi") { Description = "Let the initialiser use WASI; otherwise it traps there. --dir, --env and --inherit-env say the same.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string[]> _directories = new("--dir") { Description = "Give the initialiser a directory: HOST, HOST::GUEST or HOST::GUEST:ro.", HelpName = "HOST[::GUEST[:ro]]" };
    private readonly Option<string[]> _environment = new("--env") { Description = "Set an environment variable; without a value, pass on the host's.", HelpName = "K[=V]" };
    private readonly Option<bool> _inheritEnvironment = new("--inherit-env") { Description = "Pass on the host's whole environment.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string[]> _preloads = new("--preload") { Description = "Instantiate another module first, as a name to import from.", HelpName = "NAME=FILE" };
    private readonly Option<long?> _fuel = new("--fuel") { Description = "Stop the initialiser after about this many instructions.", HelpName = "N" };
    private readonly Option<TimeSpan?> _timeout = new("--timeout") { Description = "Stop the initialiser after this time: 250ms, 5s, 2m.", HelpName = "TIME", CustomParser = result => OptionValue.Parse(result, text => (TimeSpan?)Duration.Parse(text)) };
    private readonly Option<long?> _maxMemory = new("--max-memory") { Description = "The most memory the initialiser may have: 64MiB, 1GiB.", HelpName = "SIZE", CustomParser = result => OptionValue.Parse(result, text => (long?)ByteSize.Parse(text)) };

    public WizerCommand()
        : base("wizer",
            "Initialise a module ahead of time: call its initialiser, and write a module whose memories, tables and globals begin as that left them.\n\n" +
            "  weft wizer app.wasm -o ready.wasm\n" +
            "  weft wizer --dir ./data::/data --init-func setup --rename-func _start=resume app.wasm -o ready.wasm\n\n" +
            "A trap exits with 134, a module that cannot be initialised or written with 1.")
    {
        Add(_file);
        Add(_output);
        Add(_initializer);
        Add(_keep);
        Add(_renames);
        Add(_allowWasi);
        Add(_directories);
        Add(_environment);
        Add(_inheritEnvironment);
        Add(_preloads);
        Add(_fuel);
        Add(_timeout);
        Add(_maxMemory);
        SetAction(Execute);
    }

    private int Execute(ParseResult arguments)
    {
        var directories = arguments.GetValue(_directories) ?? [];
        var environment = GuestEnvironment.Read(arguments.GetValue(_environment) ?? [], arguments.GetValue(_inheritEnvironment));
        return ModuleInitialization.Run(new InitializationOptions
        {
            File = arguments.GetRequiredValue(_file),
            Output = arguments.GetRequiredValue(_output),
            Snapshot = new PreinitializeOptions
            {
                Initializer = arguments.GetValue(_initializer),
                KeepsInitializer = arguments.GetValue(_keep),
                RenamedFunctions = [.. (arguments.GetValue(_renames) ?? []).Select(ReadRename)],
            },
            AllowsWasi = arguments.GetValue(_allowWasi) || directories.Length != 0 || environment.Count != 0,
            Directories = [.. directories.Select(DirectoryMapping.Parse)],
            Environment = environment,
            Preloads = [.. (arguments.GetValue(_preloads) ?? []).Select(NamedFile.Parse)],
            Fuel = arguments.GetValue(_fuel),
            Timeout = arguments.GetValue(_timeout),
            MaxMemory = arguments.GetValue(_maxMemory),
        });
    }

    private static KeyValuePair<string, string> ReadRename(string text) => text.Split('=') is [{ Length: > 0 } name, { Length: > 0 } old]
        ? new(name, old)
        : throw new FormatException($"'{text}' is not a new name; write NEW=OLD");
}
