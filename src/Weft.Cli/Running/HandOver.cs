// The native command has no compiler: a guest that runs for long is handed over to the command as it runs on the ordinary runtime. A guest
// cannot be carried over while it runs; but one that has done nothing yet that could be seen may begin anew, and one that was slow the last time
// begins there.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Weft.Wasi;

namespace Weft.Cli.Running;

/// <summary>Hands a run over to the command that compiles.</summary>
internal sealed class HandOver : IDisposable
{
    /// <summary>The environment variable that names the other command, or the folder that it is in.</summary>
    public const string Variable = "WEFT_JIT_HOST";

    /// <summary>The environment variable that tells the other command that it is one: it never hands over.</summary>
    public const string Mark = "WEFT_HANDED_OVER";

    private const string Folder = "jit";
    private const string Program = "Weft.Cli";

    // What the start of the other command costs: who has waited so long may wait as long again, and no longer (measured; see RATIONALE.md).
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(60);

    // Runs that are shorter leave no note.
    private static readonly TimeSpan s_briefRun = TimeSpan.FromMilliseconds(20);

    private readonly string _host;
    private readonly GuestOptions _options;
    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private ModuleCacheKey? _key;
    private Timer? _timer;
    private bool _isOver;

    private HandOver(string host, GuestOptions options)
    {
        _host = host;
        _options = options;
    }

    /// <summary>What hands a run over; null where this command compiles itself, or there is no other.</summary>
    public static HandOver? TryMake(GuestOptions options) =>
        !RuntimeFeature.IsDynamicCodeCompiled && !LinkedProgram.IsThis && SystemProcess.CanExecute && options.Tier != ExecutionTier.Interpreter && options.File != "-"
        && Environment.GetEnvironmentVariable(Mark) is null && FindHost() is { } host
            ? new HandOver(host, options)
            : null;

    /// <summary>Hands over what needs the other command, before anything is loaded.</summary>
    public void BeforeLoading(bool isPrecompiled)
    {
        if (_options.Tier == ExecutionTier.Jit || _options.Network.NeedsTls || (isPrecompiled && _options.AllowsPrecompiled))
        {
            Go();
        }
    }

    /// <summary>Hands over a program that was slow the last time.</summary>
    public void BeforeRunning(Engine engine, ReadOnlySpan<byte> module)
    {
        if (_options.Cache is { } cache)
        {
            _key = ModuleCacheKey.Of(engine, module, metersFuel: _options.Fuel is not null);
            if (cache.Contains(_key) || cache.GetRunTime(_key) >= s_patience)
            {
                Go();
            }
        }
    }

    /// <summary>The guest begins.</summary>
    /// <param name="wasi">Its world.</param>
    public void Begin(WasiContext wasi) => _timer = new Timer(_ => LookAfter(wasi), null, s_patience, Timeout.InfiniteTimeSpan);

    /// <summary>The guest has ended, or is to be told of: it is too late for handing over.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isOver = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _timer?.Dispose();
        if (Stopwatch.GetElapsedTime(_start) is var time && time > s_briefRun)
        {
            Note(time);
        }
    }

    private static string? FindHost()
    {
        var named = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : Path.Combine(AppContext.BaseDirectory, Folder);
        return File.Exists(named) ? named : Path.Combine(named, Program) is var inside && File.Exists(inside) ? inside : null;
    }

    private void LookAfter(WasiContext wasi)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            // Also when it is killed and never comes to its end.
            Note(Stopwatch.GetElapsedTime(_start));

            // What traces and profiles has been seen or counted.
            if (_options is { TraceCalls: null, ProfileFiles.Length: 0 } && wasi.TryFreeze())
            {
                Go();
            }
        }
    }

    private void Note(TimeSpan time)
    {
        if (_key is null || _options.Cache is not { } cache)
        {
            return;
        }

        try
        {
            cache.SetRunTime(_key, time);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A disk that is full, a folder that is not the user's own: the next run is as slow, and not wrong.
            Debug.WriteLine(error.Message);
        }
    }

    private void Go()
    {
        SystemProcess.SetEnvironment(Mark, "1");
        SystemProcess.Execute(_host, Environment.GetCommandLineArgs().Skip(1));
    }
}
