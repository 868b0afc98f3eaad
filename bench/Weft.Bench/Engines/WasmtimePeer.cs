// Wasmtime through its package, with every proposal on that the package can turn on.
using Weft.Bench.Measuring;

namespace Weft.Bench.Engines;

/// <summary>How a guest of Wasmtime can be stopped from outside.</summary>
internal enum WasmtimeControl
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By fuel, counted an instruction at a time.</summary>
    Fuel,

    /// <summary>By epochs, tested at loop heads and function entries.</summary>
    Epochs,
}

/// <summary>Wasmtime through its package: compiled by Cranelift at load, then run.</summary>
internal sealed class WasmtimePeer(string name = "wasmtime", WasmtimeControl control = WasmtimeControl.None) : IPeer
{
    private readonly Wasmtime.Engine _engine = NewEngine(control);
    private readonly Dictionary<string, Wasmtime.Module> _modules = [];

    public string Name => name;

    public bool IsWeft => false;

    public string Version => $"Wasmtime {typeof(Wasmtime.Engine).Assembly.GetName().Version?.ToString(3)} (package)";

    public Run Run(Workload workload, bool fromBytes = false)
    {
        try
        {
            return fromBytes ? RunFromBytes(workload) : RunLoaded(workload);
        }
        catch (Wasmtime.WasmtimeException error)
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

    private static Wasmtime.Engine NewEngine(WasmtimeControl control)
    {
        // The engine takes the configuration over.
        var configuration = new Wasmtime.Config()
            .WithReferenceTypes(true).WithFunctionReferences(true).WithGc(true).WithExceptions(true).WithTailCalls(true)
            .WithMemory64(true).WithMultiMemory(true).WithSIMD(true).WithRelaxedSIMD(true, false).WithWasmThreads(true).WithWideArithmetic(true)
            .WithOptimizationLevel(Wasmtime.OptimizationLevel.Speed)
            .WithFuelConsumption(control == WasmtimeControl.Fuel).WithEpochInterruption(control == WasmtimeControl.Epochs);
        return new Wasmtime.Engine(configuration);
    }

    private Run RunLoaded(Workload workload)
    {
        if (!_modules.TryGetValue(workload.Module, out var module))
        {
            _modules[workload.Module] = module = Wasmtime.Module.FromFile(_engine, workload.Module);
        }

        return Timed(workload, output =>
        {
            var part = new TimedPart();
            var result = Execute(_engine, module, workload, output, part);
            return (part.Elapsed, result);
        });
    }

    private Run RunFromBytes(Workload workload)
    {
        var bytes = File.ReadAllBytes(workload.Module);
        return Timed(workload, output =>
        {
            var watch = Watch.Start();
            using var engine = NewEngine(control);
            using var module = Wasmtime.Module.FromBytes(engine, workload.Name, bytes);
            var result = Execute(engine, module, workload, output, new TimedPart());
            return (watch.Elapsed, result);
        });
    }

    // The package writes a guest's output to a file; reading it back is not part of the time.
    private static Run Timed(Workload workload, Func<string, (TimeSpan Time, string? Result)> run)
    {
        if (!workload.IsCommand)
        {
            var (time, result) = run("");
            return new Run(time, result!);
        }

        var output = Path.GetTempFileName();
        try
        {
            var (time, _) = run(output);
            return new Run(time, File.ReadAllText(output));
        }
        finally
        {
            File.Delete(output);
        }
    }

    private string? Execute(Wasmtime.Engine engine, Wasmtime.Module module, Workload workload, string output, TimedPart part)
    {
        using var store = new Wasmtime.Store(engine);
        using var linker = new Wasmtime.Linker(engine);
        if (control == WasmtimeControl.Fuel)
        {
            store.Fuel = ulong.MaxValue;
        }
        else if (control == WasmtimeControl.Epochs)
        {
            store.SetEpochDeadline(1);
        }

        if (!workload.IsCommand)
        {
            var run = linker.Instantiate(store, module).GetFunction("run") ?? throw new CannotRunException("no export named run");
            return Workload.FormatResult((long)run.Invoke([.. workload.Numbers.Select(number => (Wasmtime.ValueBox)number)])!);
        }

        linker.DefineWasi();
        var wasi = new Wasmtime.WasiConfiguration().WithArgs([workload.Name, .. workload.Arguments]).WithStandardOutput(output);
        if (workload.Input is not null)
        {
            wasi.WithStandardInput(workload.Input);
        }

        if (workload.Directory is not null)
        {
            wasi.WithPreopenedDirectory(workload.Directory, ".", mutable: false);
        }

        store.SetWasiConfiguration(wasi);
        linker.DefineFunction(TimedPart.Module, TimedPart.StartName, part.Start);
        linker.DefineFunction(TimedPart.Module, TimedPart.EndName, part.End);
        var start = linker.Instantiate(store, module).GetAction("_start") ?? throw new CannotRunException("no export named _start");
        try
        {
            start();
        }
        catch (Wasmtime.WasmtimeException exit) when (exit.ExitCode == 0)
        {
            // proc_exit(0): a normal end.
        }

        return null;
    }
}
