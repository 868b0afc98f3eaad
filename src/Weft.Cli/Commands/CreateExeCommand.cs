// `weft create-exe`: makes one native executable of a module or component, WASI and the options of a run.
using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Weft.Cli.Creating;
using Weft.Cli.Parsing;
using Weft.Cli.Running;

namespace Weft.Cli.Commands;

/// <summary>Makes an executable.</summary>
internal sealed class CreateExeCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "The program, a module or a component, .wasm, .wat or .cwasm; - is standard input." };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The executable to write; the module's name without its ending otherwise.", HelpName = "FILE" };
    private readonly Option<string[]> _directories = new("--dir") { Description = "Give the guest a directory: HOST, HOST::GUEST or HOST::GUEST:ro.", HelpName = "HOST[::GUEST[:ro]]" };
    private readonly Option<string[]> _environment = new("--env") { Description = "Set an environment variable; without a value, pass on what it is when the program runs.", HelpName = "K[=V]" };
    private readonly Option<bool> _inheritEnvironment = new("--inherit-env") { Description = "Pass on the whole environment." };
    private readonly Option<string?> _invoke = new("--invoke") { Description = "Call this export with the arguments instead of the program itself, and print its results; of a component, a whole call in WAVE will do, too.", HelpName = "NAME" };
    private readonly Option<string[]> _arguments = new("--arg") { Description = "An argument in front of those that the program is started with.", HelpName = "TEXT" };
    private readonly Option<string?> _argv0 = new("--argv0") { Description = "The program's own name as it sees it; the file's name otherwise.", HelpName = "NAME" };
    private readonly Option<TimeSpan?> _timeout = new("--timeout") { Description = "Stop the guest after this time: 250ms, 5s, 2m.", HelpName = "TIME", CustomParser = result => OptionValue.Parse(result, text => (TimeSpan?)Duration.Parse(text)) };
    private readonly Option<long?> _maxMemory = new("--max-memory") { Description = "The most memory the guest may have: 64MiB, 1GiB.", HelpName = "SIZE", CustomParser = result => OptionValue.Parse(result, text => (long?)ByteSize.Parse(text)) };
    private readonly Option<long?> _maxStack = new("--max-stack") { Description = "The most stack the guest's calls may use: 1MiB.", HelpName = "SIZE", CustomParser = result => OptionValue.Parse(result, text => (long?)ByteSize.Parse(text)) };
    private readonly Option<int?> _threads = new("--threads") { Description = "Let the guest start up to N threads (wasi-threads).", HelpName = "N" };
    private readonly Option<BoundsChecks> _bounds = new("--bounds-checks") { Description = "How memory accesses are checked." };
    private readonly Option<bool> _canonicalNaNs = new("--nan-canonicalization") { Description = "Make every NaN that arithmetic makes the canonical one." };
    private readonly Option<bool> _deterministicRelaxed = new("--relaxed-simd-deterministic") { Description = "Give relaxed vector instructions the results of the deterministic profile." };
    private readonly Option<string?> _instructionSet = new("--instruction-set") { Description = $"What the processor must have, as NativeAOT names it: native, x86-64-v2, ...; {NativeProject.DefaultInstructionSet} on x64 otherwise.", HelpName = "SETS" };
    private readonly Option<string?> _keep = new("--keep") { Description = "Leave the project that is compiled in this folder.", HelpName = "FOLDER" };

    public CreateExeCommand()
        : base("create-exe",
            "Make a native executable of a WebAssembly program.\n\n" +
            "  weft create-exe app.wasm -o app\n" +
            "  weft create-exe --dir . --env LEVEL=3 tool.wasm -o tool && ./tool in.txt\n\n" +
            "The executable needs neither weft nor .NET; its arguments are the program's. Making it takes the .NET SDK and a linker (clang or gcc),\n" +
            "and the package of NativeAOT, which NuGet fetches once.")
    {
        Add(_file);
        Add(_output);
        Add(_directories);
        Add(_environment);
        Add(_inheritEnvironment);
        Add(_invoke);
        Add(_arguments);
        Add(_argv0);
        Add(_timeout);
        Add(_maxMemory);
        Add(_maxStack);
        Add(_threads);
        Add(_bounds);
        Add(_canonicalNaNs);
        Add(_deterministicRelaxed);
        Add(_instructionSet);
        Add(_keep);
        SetAction((arguments, cancellation) => ExecuteAsync(arguments, cancellation));
    }

    private async Task<int> ExecuteAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var file = arguments.GetRequiredValue(_file);
        var path = arguments.GetValue(_output) ?? DefaultOutput(file);
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw new CommandException("create-exe needs the command that runs on .NET: this one was compiled ahead of time, and makes no code");
        }

        using var progress = new ProgressLine(Console.Error);
        using var engine = new Engine(new EngineOptions
        {
            BoundsChecks = arguments.GetValue(_bounds),
            CanonicalizeNaNs = arguments.GetValue(_canonicalNaNs),
            DeterministicRelaxedSimd = arguments.GetValue(_deterministicRelaxed),
        });
        progress.Report("compiling functions");
        var guest = await ExecutableGuest.MakeAsync(engine, file, cancellation).ConfigureAwait(false);
        guest.Check(arguments.GetValue(_invoke), arguments.GetValue(_threads));
        progress.Report("looking for the .NET SDK and a linker");
        await Toolchain.CheckAsync(Name, cancellation).ConfigureAwait(false);
        var keep = arguments.GetValue(_keep);
        var folder = keep is null ? Directory.CreateTempSubdirectory("weft-").FullName : PrepareFolder(keep);
        try
        {
            var project = new ExecutableProject(folder, ReadOptions(arguments, file, engine, guest)).Write(guest);
            progress.Report("making machine code with NativeAOT");
            var output = Path.Combine(folder, "out");
            await Toolchain.PublishAsync(project, output, cancellation).ConfigureAwait(false);
            var made = Path.Combine(output, NativeProject.ProgramName);
            File.Copy(made, path + ".tmp", overwrite: true);
            File.Move(path + ".tmp", path, overwrite: true);
        }
        finally
        {
            if (keep is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        progress.Dispose();
        if (guest.InterpretedFunctions != 0)
        {
            Console.Error.WriteLine($"weft: note: {guest.InterpretedFunctions} functions cannot be compiled ahead of time, and are interpreted");
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {new FileInfo(path).Length} bytes"));
        return 0;
    }

    private static string DefaultOutput(string file)
    {
        if (file == "-")
        {
            throw new CommandException("name the file to write with -o");
        }

        var name = OperatingSystem.IsWindows() ? Path.ChangeExtension(file, ".exe") : Path.ChangeExtension(file, null);
        return name != file ? name : throw new CommandException($"'{file}' has no ending to leave out: name the file to write with -o");
    }

    private static string PrepareFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        return Path.GetFullPath(folder);
    }

    private ExecutableOptions ReadOptions(ParseResult arguments, string file, Engine engine, ExecutableGuest guest) => new()
    {
        Name = arguments.GetValue(_argv0) ?? Path.GetFileName(file),
        Invoke = arguments.GetValue(_invoke),
        Arguments = arguments.GetValue(_arguments) ?? [],
        Directories = [.. (arguments.GetValue(_directories) ?? []).Select(DirectoryMapping.Parse)],
        Variables = [.. (arguments.GetValue(_environment) ?? []).Select(ReadVariable)],
        InheritsEnvironment = arguments.GetValue(_inheritEnvironment),
        MaxMemory = arguments.GetValue(_maxMemory),
        MaxStack = arguments.GetValue(_maxStack),
        Threads = arguments.GetValue(_threads),
        Timeout = arguments.GetValue(_timeout),
        UsesGuardPages = guest.UsesGuardPages(engine),
        CanonicalizesNaNs = engine.Options.CanonicalizeNaNs,
        HasDeterministicRelaxedSimd = engine.Options.DeterministicRelaxedSimd,
        InstructionSet = arguments.GetValue(_instructionSet),
    };

    private static (string Name, string? Value) ReadVariable(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text, null) : (text[..equals], text[(equals + 1)..]);
    }
}
