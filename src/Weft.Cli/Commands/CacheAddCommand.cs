// `weft cache add`: compiles modules and components into the cache; runs start it in the background.
using System.CommandLine;
using System.Diagnostics;
using Weft.Cli.Parsing;
using Weft.Cli.Running;
using Weft.Components;

namespace Weft.Cli.Commands;

/// <summary>Compiles modules into the cache.</summary>
internal sealed class CacheAddCommand : Command
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Modules or components, .wasm.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _fuel = new("--fuel") { Description = "For runs that count fuel." };
    private readonly Option<BoundsChecks> _bounds = new("--bounds-checks") { Description = "How memory accesses are checked." };
    private readonly Option<bool> _canonicalNaNs = new("--nan-canonicalization") { Description = "Make every NaN that arithmetic makes the canonical one." };
    private readonly Option<bool> _deterministicRelaxed = new("--relaxed-simd-deterministic") { Description = "Give relaxed vector instructions the results of the deterministic profile." };
    private readonly Option<string?> _compiler = new("--crossgen2") { Description = "The compiler of machine code, or the folder of its package.", HelpName = "PATH" };
    private readonly Option<bool> _background = new("--background") { Description = "Take the processor only when nobody else wants it, and do not ask NuGet.", Hidden = true };
    private readonly Func<ParseResult, ModuleCache> _find;

    public CacheAddCommand(Func<ParseResult, ModuleCache> find)
        : base("add", "Compile modules and components into the cache, so that their next run starts at once. Options must be those of the runs.")
    {
        _find = find;
        Add(_files);
        Add(_fuel);
        Add(_bounds);
        Add(_canonicalNaNs);
        Add(_deterministicRelaxed);
        Add(_compiler);
        Add(_background);
        SetAction(ExecuteAsync);
    }

    private async Task<int> ExecuteAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var isBackground = arguments.GetValue(_background);
        if (isBackground)
        {
            using var self = Process.GetCurrentProcess();
            self.PriorityClass = ProcessPriorityClass.Idle;
        }

        var cache = _find(arguments);
        using var engine = new Engine(new EngineOptions
        {
            BoundsChecks = arguments.GetValue(_bounds),
            CanonicalizeNaNs = arguments.GetValue(_canonicalNaNs),
            DeterministicRelaxedSimd = arguments.GetValue(_deterministicRelaxed),
        });
        using var progress = new ProgressLine(Console.Error);
        foreach (var file in arguments.GetRequiredValue(_files))
        {
            var bytes = ModuleFile.ReadBytes(file);
            if (!ModuleFile.IsBinary(bytes))
            {
                throw new CommandException($"{file}: only binary modules and components are kept in the cache");
            }

            try
            {
                var options = new PrecompileOptions
                {
                    Kind = PrecompiledCodeKind.ReadyToRun,
                    MetersFuel = arguments.GetValue(_fuel),
                    CompilerPath = arguments.GetValue(_compiler),
                    RestoresCompiler = !isBackground,
                    Progress = progress,
                };
                var result = ModuleFile.IsComponent(bytes)
                    ? await cache.AddComponentAsync(engine, bytes, options, cancellationToken: cancellation).ConfigureAwait(false)
                    : await cache.AddAsync(engine, bytes, options, cancellation).ConfigureAwait(false);
                progress.Dispose();
                if (!isBackground)
                {
                    Console.Out.WriteLine(result is null ? $"{file}: nothing to do" : $"{file}: {ByteSize.Format(result.TotalBytes)}");
                }
            }
            catch (InvalidOperationException error)
            {
                throw new CommandException($"{file}: {error.Message}", error);
            }
        }

        return 0;
    }
}
