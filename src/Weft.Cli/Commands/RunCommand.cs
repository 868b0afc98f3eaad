// `weft run`: the main job. Loads a module, gives it what the options allow, runs it, and exits as it did.
using System.CommandLine;
using System.Globalization;
using Weft.Cli.Parsing;
using Weft.Cli.Profiling;
using Weft.Cli.Running;

namespace Weft.Cli.Commands;

/// <summary>Runs a WASI program or calls an exported function.</summary>
internal sealed class RunCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "The program, a module or a component, .wasm, .wat or .cwasm; - is standard input." };
    private readonly Option<string[]> _directories = new("--dir") { Description = "Give the guest a directory: HOST, HOST::GUEST or HOST::GUEST:ro.", HelpName = "HOST[::GUEST[:ro]]" };
    private readonly Option<string[]> _environment = new("--env") { Description = "Set an environment variable; without a value, pass on the host's.", HelpName = "K[=V]" };
    private readonly Option<bool> _inheritEnvironment = new("--inherit-env") { Description = "Pass on the host's whole environment." };
    private readonly Option<string?> _invoke = new("--invoke") { Description = "Call this export with the arguments instead of _start, and print its results; of a component, with the arguments behind it: 'f(1, \"x\")'.", HelpName = "NAME" };
    private readonly Option<string?> _argv0 = new("--argv0") { Description = "The program's own name as it sees it; the file's name otherwise.", HelpName = "NAME" };
    private readonly Option<string[]> _preloads = new("--preload") { Description = "Instantiate another module first, as a name to import from.", HelpName = "NAME=FILE" };
    private readonly Option<long?> _fuel = new("--fuel") { Description = "Stop the guest after about this many instructions.", HelpName = "N" };
    private readonly Option<TimeSpan?> _timeout = new("--timeout") { Description = "Stop the guest after this time: 250ms, 5s, 2m.", HelpName = "TIME", CustomParser = result => OptionValue.Parse(result, text => (TimeSpan?)Duration.Parse(text)) };
    private readonly Option<long?> _maxMemory = new("--max-memory") { Description = "The most memory the guest may have: 64MiB, 1GiB.", HelpName = "SIZE", CustomParser = result => OptionValue.Parse(result, text => (long?)ByteSize.Parse(text)) };
    private readonly Option<long?> _maxStack = new("--max-stack") { Description = "The most stack the guest's calls may use: 1MiB.", HelpName = "SIZE", CustomParser = result => OptionValue.Parse(result, text => (long?)ByteSize.Parse(text)) };
    private readonly Option<int?> _threads = new("--threads") { Description = "Let the guest start up to N threads (wasi-threads).", HelpName = "N", CustomParser = result => OptionValue.Parse(result, ReadThreads) };
    private readonly Option<string?> _stdin = new("--stdin-file") { Description = "Read standard input from a file.", HelpName = "FILE" };
    private readonly Option<string?> _stdout = new("--stdout-file") { Description = "Write standard output to a file.", HelpName = "FILE" };
    private readonly Option<string?> _stderr = new("--stderr-file") { Description = "Write standard error to a file.", HelpName = "FILE" };
    private readonly Option<string[]> _listeners = new("--tcp-listen") { Description = "Give the guest a listening TCP socket.", HelpName = "ADDRESS:PORT" };
    private readonly Option<ExecutionTier> _tier = new("--tier") { Description = "How functions are executed: by the interpreter, compiled at load, or as they get hot." };
    private readonly Option<string[]?> _profile = new("--profile") { Description = "Write where the guest spends its time: FILE.json for speedscope, FILE.svg for a flame graph, FILE for both.", HelpName = "FILE", Arity = ArgumentArity.ExactlyOne, CustomParser = result => OptionValue.Parse(result, ProfileFile.Parse) };
    private readonly Option<TimeSpan?> _profileInterval = new("--profile-interval") { Description = "The time between samples of --profile: 1ms unless said.", HelpName = "TIME", CustomParser = result => OptionValue.Parse(result, text => (TimeSpan?)Duration.Parse(text)) };
    private readonly Option<bool> _perfMap = new("--perf-map") { Description = "Tell perf the names of compiled functions: write /tmp/perf-PID.map." };
    private readonly Option<BoundsChecks> _bounds = new("--bounds-checks") { Description = "How memory accesses are checked." };
    private readonly Option<bool> _canonicalNaNs = new("--nan-canonicalization") { Description = "Make every NaN that arithmetic makes the canonical one." };
    private readonly Option<bool> _deterministicRelaxed = new("--relaxed-simd-deterministic") { Description = "Give relaxed vector instructions the results of the deterministic profile." };

    private readonly Option<bool> _allowPrecompiled = new("--allow-precompiled") { Description = "Run the code of precompiled modules (.cwasm) with all rights of this process: only for what you trust." };
    private readonly Option<string?> _cache = CacheLocation.NewOption();
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Neither use nor keep compiled code of other runs." };
    private readonly Option<string?> _traceCalls = new("--trace-calls") { Description = "Print calls of the functions whose name matches (* stands for any characters), and how they end, to standard error.", HelpName = "PATTERN" };

    private readonly Option<TimeZoneInfo?> _timeZone = new("--time-zone") { Description = "The time zone that a component sees (wasi:clocks/timezone): Europe/Berlin, or local; UTC unless said.", HelpName = "ZONE", CustomParser = result => OptionValue.Parse(result, text => (TimeZoneInfo?)TimeZoneName.Parse(text)) };
    private readonly NetworkOptions _network = new();
    private readonly ComponentServiceOptions _services = new();

    public RunCommand()
        : base("run",
            "Run a WebAssembly program. Everything after FILE belongs to the program.\n\n" +
            "  weft run hello.wasm\n" +
            "  weft run --dir ./data::/data:ro --env LEVEL=3 app.wasm --verbose in.txt\n" +
            "  weft run --invoke add calc.wat 1 2\n" +
            "  weft run --invoke 'greet(\"you\")' component.wasm\n" +
            "  weft run --fuel 1000000 --timeout 5s --max-memory 64MiB untrusted.wasm\n" +
            "  weft run --profile profile.svg app.wasm\n" +
            "  weft parse hello.wat -o - | weft run -\n\n" +
            "The exit code is the program's. A trap exits with 134, a file that cannot be run with 1.")
    {
        Add(_file);
        Add(_directories);
        Add(_environment);
        Add(_inheritEnvironment);
        Add(_invoke);
        Add(_argv0);
        Add(_preloads);
        Add(_fuel);
        Add(_timeout);
        Add(_maxMemory);
        Add(_maxStack);
        Add(_threads);
        Add(_stdin);
        Add(_stdout);
        Add(_stderr);
        Add(_listeners);
        Add(_tier);
        Add(_bounds);
        Add(_canonicalNaNs);
        Add(_deterministicRelaxed);
        Add(_traceCalls);
        Add(_allowPrecompiled);
        Add(_cache);
        Add(_noCache);
        Add(_profile);
        Add(_profileInterval);
        Add(_perfMap);
        Add(_timeZone);
        _network.AddTo(this);
        _services.AddTo(this);
        SetAction(Execute);
    }

    /// <summary>What follows the file on the command line; set before parsing.</summary>
    public string[] GuestArguments { get; set; } = [];

    private int Execute(ParseResult arguments) => GuestProgram.Run(new GuestOptions
    {
        File = arguments.GetRequiredValue(_file),
        Arguments = GuestArguments,
        Directories = [.. (arguments.GetValue(_directories) ?? []).Select(DirectoryMapping.Parse)],
        Environment = GuestEnvironment.Read(arguments.GetValue(_environment) ?? [], arguments.GetValue(_inheritEnvironment)),
        Invoke = arguments.GetValue(_invoke),
        Argv0 = arguments.GetValue(_argv0),
        Preloads = [.. (arguments.GetValue(_preloads) ?? []).Select(NamedFile.Parse)],
        Fuel = arguments.GetValue(_fuel),
        Timeout = arguments.GetValue(_timeout),
        MaxMemory = arguments.GetValue(_maxMemory),
        MaxStack = arguments.GetValue(_maxStack),
        StdinFile = arguments.GetValue(_stdin),
        StdoutFile = arguments.GetValue(_stdout),
        StderrFile = arguments.GetValue(_stderr),
        Listeners = arguments.GetValue(_listeners) ?? [],
        Tier = arguments.GetValue(_tier),
        Threads = arguments.GetValue(_threads),
        BoundsChecks = arguments.GetValue(_bounds),
        CanonicalizeNaNs = arguments.GetValue(_canonicalNaNs),
        TraceCalls = arguments.GetValue(_traceCalls),
        AllowsPrecompiled = arguments.GetValue(_allowPrecompiled),
        Cache = arguments.GetValue(_noCache) ? null : CacheLocation.Find(arguments.GetValue(_cache)),
        DeterministicRelaxedSimd = arguments.GetValue(_deterministicRelaxed),
        ProfileFiles = arguments.GetValue(_profile) ?? [],
        ProfileInterval = arguments.GetValue(_profileInterval),
        WritesPerfMap = arguments.GetValue(_perfMap),
        TimeZone = arguments.GetValue(_timeZone) ?? TimeZoneInfo.Utc,
        Network = _network.Read(arguments),
        Services = _services.Read(arguments),
    });

    private static int? ReadThreads(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var threads)
        ? threads
        : throw new FormatException($"'{text}' is not a number of threads; write for example 8");
}
