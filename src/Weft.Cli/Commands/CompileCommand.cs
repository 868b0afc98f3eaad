// `weft compile`: compiles a module or a component ahead of time, into a file that starts at once.
using System.CommandLine;
using System.Globalization;
using Weft.Cli.Creating;
using Weft.Cli.Parsing;
using Weft.Cli.Running;
using Weft.Components;

namespace Weft.Cli.Commands;

/// <summary>Writes a precompiled module or component.</summary>
internal sealed class CompileCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "The module or component, .wasm or .wat; - is standard input." };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The file to write; the name of FILE with .cwasm otherwise.", HelpName = "FILE" };
    private readonly Option<string?> _target = new("--target") { Description = "The system that is to run it: linux-x64, linux-arm64, win-x64, osx-arm64, ...; this one otherwise.", HelpName = "SYSTEM" };
    private readonly Option<bool> _portable = new("--portable") { Description = "Make no machine code: the result runs everywhere, and is compiled there as it runs." };
    private readonly Option<bool> _native = new("--native") { Description = "Make a native program of it, which starts in milliseconds: takes the .NET SDK and a linker, as create-exe does." };
    private readonly Option<bool> _fuel = new("--fuel") { Description = "For runs that count fuel." };
    private readonly Option<BoundsChecks> _bounds = new("--bounds-checks") { Description = "How memory accesses are checked." };
    private readonly Option<bool> _canonicalNaNs = new("--nan-canonicalization") { Description = "Make every NaN that arithmetic makes the canonical one." };
    private readonly Option<bool> _deterministicRelaxed = new("--relaxed-simd-deterministic") { Description = "Give relaxed vector instructions the results of the deterministic profile." };
    private readonly Option<string?> _compiler = new("--crossgen2") { Description = "The compiler of machine code, or the folder of its package; WEFT_CROSSGEN2 says the same.", HelpName = "PATH" };
    private readonly Option<bool> _offline = new("--offline") { Description = "Do not ask NuGet for the compiler of machine code." };
    private readonly Option<string?> _keep = new("--keep") { Description = "Leave the project that --native compiles in this folder.", HelpName = "FOLDER" };

    public CompileCommand()
        : base("compile",
            "Compile a module, or all modules of a component, ahead of time.\n\n" +
            "  weft compile app.wasm -o app.cwasm\n" +
            "  weft compile app.wasm --target linux-arm64\n" +
            "  weft compile app.wasm --native\n" +
            "  weft run --allow-precompiled app.cwasm\n\n" +
            "Only the same build of weft runs the result. Machine code needs the package Microsoft.NETCore.App.Crossgen2, which NuGet fetches once.")
    {
        Add(_file);
        Add(_output);
        Add(_target);
        Add(_portable);
        Add(_native);
        Add(_fuel);
        Add(_bounds);
        Add(_canonicalNaNs);
        Add(_deterministicRelaxed);
        Add(_compiler);
        Add(_offline);
        Add(_keep);
        SetAction((arguments, cancellation) => ExecuteAsync(arguments, cancellation));
    }

    private async Task<int> ExecuteAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var file = arguments.GetRequiredValue(_file);
        var path = arguments.GetValue(_output)
            ?? (file != "-" ? Path.ChangeExtension(file, ".cwasm") : throw new CommandException("name the file to write with -o"));
        using var engine = new Engine(new EngineOptions
        {
            BoundsChecks = arguments.GetValue(_bounds),
            CanonicalizeNaNs = arguments.GetValue(_canonicalNaNs),
            DeterministicRelaxedSimd = arguments.GetValue(_deterministicRelaxed),
        });
        using var progress = new ProgressLine(Console.Error);
        var options = new PrecompileOptions
        {
            Kind = ReadKind(arguments),
            NativeLinker = (modules, token) => LinkedCommand.MakeAsync(modules, arguments.GetValue(_keep), token),
            Target = arguments.GetValue(_target),
            MetersFuel = arguments.GetValue(_fuel),
            CompilerPath = arguments.GetValue(_compiler),
            RestoresCompiler = !arguments.GetValue(_offline),
            Progress = progress,
        };

        // What is there stays until the new file is whole.
        var temporary = path + ".tmp";
        try
        {
            PrecompileResult result;
            using (var output = File.Create(temporary))
            {
                var bytes = ModuleFile.ReadBytes(file);
                result = ModuleFile.IsComponent(bytes)
                    ? await engine.PrecompileComponentAsync(bytes, output, options, cancellationToken: cancellation).ConfigureAwait(false)
                    : await engine.PrecompileAsync(bytes, output, options, cancellation).ConfigureAwait(false);
            }

            MakeExecutable(temporary, result.Kind);
            File.Move(temporary, path, overwrite: true);
            progress.Dispose();
            Report(path, result);
            return 0;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new CommandException(error.Message, error);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private PrecompiledCodeKind? ReadKind(ParseResult arguments) => (arguments.GetValue(_portable), arguments.GetValue(_native)) switch
    {
        (true, true) => throw new CommandException("--portable and --native exclude each other"),
        (true, false) => PrecompiledCodeKind.Portable,
        (false, true) => PrecompiledCodeKind.Native,
        _ => null,
    };

    // As a linker does: who may read it may execute it.
    private static void MakeExecutable(string path, PrecompiledCodeKind kind)
    {
        if (kind == PrecompiledCodeKind.Native && !OperatingSystem.IsWindows())
        {
            var mode = File.GetUnixFileMode(path);
            File.SetUnixFileMode(path, mode | (UnixFileMode)(((int)mode >> 2) & (int)(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)));
        }
    }

    private static void Report(string path, PrecompileResult result)
    {
        if (result.WhyPortable is { } why)
        {
            Console.Error.WriteLine($"weft: note: {path} has no machine code, and is compiled as it runs: {why}");
        }

        if (result.InterpretedFunctions != 0)
        {
            Console.Error.WriteLine($"weft: note: {result.InterpretedFunctions} functions cannot be compiled ahead of time, and are interpreted");
        }

        var what = result.Kind switch
        {
            PrecompiledCodeKind.Native => "native program for " + result.Target,
            PrecompiledCodeKind.ReadyToRun => "machine code for " + result.Target,
            _ => "portable code",
        };
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {what}, {result.TotalBytes} bytes"));
    }
}
