// The engines that run every workload: one round of each, in turn.
using System.Diagnostics;

namespace Weft.Bench;

/// <summary>One timed run: how long from a loaded module to its end, and what it printed.</summary>
internal readonly record struct Run(TimeSpan Time, string Output);

/// <summary>An engine under measurement.</summary>
internal interface IPeer
{
    /// <summary>The column's heading.</summary>
    string Name { get; }

    /// <summary>Runs a workload once. Compilation before the run is not timed; whatever the engine does lazily is.</summary>
    Run Run(Workload workload);
}

/// <summary>Wasmtime through its package: compiled at load, then run.</summary>
internal sealed class WasmtimePeer : IPeer, IDisposable
{
    private readonly Wasmtime.Engine _engine = new();
    private readonly Dictionary<string, Wasmtime.Module> _modules = [];

    public string Name => "wasmtime";

    public Run Run(Workload workload)
    {
        if (!_modules.TryGetValue(workload.Module, out var module))
        {
            _modules[workload.Module] = module = Wasmtime.Module.FromFile(_engine, workload.Module);
        }

        var output = Path.GetTempFileName();
        try
        {
            var watch = Stopwatch.StartNew();
            using (var store = new Wasmtime.Store(_engine))
            using (var linker = new Wasmtime.Linker(_engine))
            {
                linker.DefineWasi();
                var wasi = new Wasmtime.WasiConfiguration().WithArgs([workload.Name, .. workload.Arguments]).WithStandardOutput(output);
                store.SetWasiConfiguration(workload.Input is null ? wasi : wasi.WithStandardInput(workload.Input));
                var start = linker.Instantiate(store, module).GetAction("_start") ?? throw new InvalidOperationException($"{workload.Name} exports no _start");
                try
                {
                    start();
                }
                catch (Wasmtime.WasmtimeException exit) when (exit.ExitCode == 0)
                {
                    // proc_exit(0): a normal end.
                }

                watch.Stop();
            }

            return new Run(watch.Elapsed, File.ReadAllText(output));
        }
        finally
        {
            File.Delete(output);
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
}

/// <summary>A command-line engine, such as wasm3: the whole process is timed.</summary>
internal sealed class ProcessPeer(string name, string path, string[] options) : IPeer
{
    public string Name => name;

    public Run Run(Workload workload)
    {
        var start = new ProcessStartInfo(path, [.. options, workload.Module, .. workload.Arguments]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{path} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(workload.Input is null ? [] : File.ReadAllBytes(workload.Input));
        process.StandardInput.Close();
        process.WaitForExit();
        watch.Stop();
        return process.ExitCode == 0 ? new Run(watch.Elapsed, output.Result) : throw new InvalidOperationException($"{name} exited with {process.ExitCode} on {workload.Name}");
    }
}
