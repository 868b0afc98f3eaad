// `thread` and `wait` (threads proposal): commands that run at the same time, in a store of their own, sharing memories.
using Weft.Wasm.Text.Script;

namespace Weft.Wast;

public sealed partial class ScriptRunner
{
    private static readonly TimeSpan s_threadTimeout = TimeSpan.FromSeconds(60);

    private void StartThread(ThreadCommand command)
    {
        var runner = new ScriptRunner(_file, _engine, _load);
        foreach (var name in command.SharedModules)
        {
            runner._shared[name] = _shared.GetValueOrDefault(name) ?? SharedExports(FindInstance(name));
        }

        var thread = new Thread(() => runner.RunAll(command.Commands)) { IsBackground = true, Name = command.Name };
        _threads[command.Name] = (thread, runner);
        thread.Start();
    }

    private void WaitFor(string name)
    {
        var (thread, runner) = Find(_threads, name, "thread");
        if (!thread.Join(s_threadTimeout))
        {
            throw new AssertionException($"thread {name} did not end within {s_threadTimeout.TotalSeconds} seconds");
        }

        _threads.Remove(name);
        _passed += runner._passed;
        _failures.AddRange(runner._failures);
        runner.Dispose();
    }

    /// <summary>What a thread may use of another's instance: the shared memories among its exports.</summary>
    private static Dictionary<string, External> SharedExports(Instance instance)
    {
        var exports = new Dictionary<string, External>();
        foreach (var export in instance.ExportNames)
        {
            if (instance.GetExport(export) is Memory { IsShared: true } memory)
            {
                exports[export] = memory;
            }
        }

        return exports;
    }
}
