// Weft in this process, on one tier.
using System.Text;
using Weft.Bench.Measuring;
using Weft.Wasi;
using Weft.Wasm;

namespace Weft.Bench.Engines;

/// <summary>Weft in this process.</summary>
/// <param name="name">The column's heading.</param>
/// <param name="options">The tier.</param>
/// <param name="storeOptions">Fuel and limits of every store.</param>
internal sealed class WeftPeer(string name, EngineOptions options, StoreOptions? storeOptions = null) : IPeer
{
    private readonly Engine _engine = new(options);
    private readonly Dictionary<string, Module> _modules = [];

    public string Name => name;

    public bool IsWeft => true;

    public string Version => $"Weft {typeof(Engine).Assembly.GetName().Version?.ToString(3)}";

    public Run Run(Workload workload, bool fromBytes = false)
    {
        try
        {
            return fromBytes ? RunFromBytes(workload) : RunLoaded(workload);
        }
        catch (WasmException error)
        {
            throw new CannotRunException(error.Message, error);
        }
    }

    public void Dispose()
    {
        foreach (var module in _modules.Values)
        {
            module.Dispose();
        }

        _engine.Dispose();
    }

    private Run RunLoaded(Workload workload)
    {
        if (!_modules.TryGetValue(workload.Module, out var module))
        {
            _modules[workload.Module] = module = _engine.LoadModule(workload.Module);
        }

        var part = new TimedPart();
        var output = Execute(_engine, module, workload, part);
        return new Run(part.Elapsed, output);
    }

    private Run RunFromBytes(Workload workload)
    {
        var bytes = File.ReadAllBytes(workload.Module);
        var watch = Watch.Start();
        using var engine = new Engine(options);
        using var module = engine.LoadModule(bytes);
        var output = Execute(engine, module, workload, new TimedPart());
        return new Run(watch.Elapsed, output);
    }

    private string Execute(Engine engine, Module module, Workload workload, TimedPart part)
    {
        using var store = new Store(engine, storeOptions);
        var linker = new Linker(engine);
        if (!workload.IsCommand)
        {
            var results = linker.Instantiate(store, module).GetFunction("run").Invoke([.. workload.Numbers.Select(number => (Value)number)]);
            return Workload.FormatResult(results[0].AsInt64());
        }

        using var output = new MemoryStream();
        linker.AddWasiPreview1(wasi =>
        {
            wasi.AddArguments([workload.Name, .. workload.Arguments]).WithStandardOutput(output);
            if (workload.Input is not null)
            {
                wasi.WithStandardInputFile(workload.Input);
            }

            if (workload.Directory is not null)
            {
                wasi.MapDirectory(".", workload.Directory, DirectoryAccess.Read);
            }
        });
        linker.AddFunction(TimedPart.Module, TimedPart.StartName, part.Start).AddFunction(TimedPart.Module, TimedPart.EndName, part.End);
        try
        {
            linker.Instantiate(store, module).GetFunction<Action>("_start")();
        }
        catch (GuestExitException exit) when (exit.ExitCode == 0)
        {
            // proc_exit(0): a normal end.
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}
