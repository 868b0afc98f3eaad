// Weft in this process, on one tier.
using System.Diagnostics;
using System.Text;
using Weft.Wasi;

namespace Weft.Bench;

/// <summary>Weft's interpreter.</summary>
internal sealed class WeftPeer : IPeer, IDisposable
{
    private readonly Engine _engine;
    private readonly Dictionary<string, Module> _modules = [];

    public WeftPeer(string name, EngineOptions options)
    {
        Name = name;
        _engine = new Engine(options);
    }

    public string Name { get; }

    public Run Run(Workload workload)
    {
        if (!_modules.TryGetValue(workload.Module, out var module))
        {
            _modules[workload.Module] = module = _engine.LoadModule(workload.Module);
        }

        using var output = new MemoryStream();
        var watch = Stopwatch.StartNew();
        using var store = new Store(_engine);
        var linker = new Linker(_engine).AddWasiPreview1(wasi =>
        {
            wasi.AddArguments([workload.Name, .. workload.Arguments]).WithStandardOutput(output);
            if (workload.Input is not null)
            {
                wasi.WithStandardInputFile(workload.Input);
            }
        });
        var start = linker.Instantiate(store, module).GetFunction<Action>("_start");
        try
        {
            start();
        }
        catch (GuestExitException exit) when (exit.ExitCode == 0)
        {
            // proc_exit(0): a normal end.
        }

        watch.Stop();
        return new Run(watch.Elapsed, Encoding.UTF8.GetString(output.ToArray()));
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
