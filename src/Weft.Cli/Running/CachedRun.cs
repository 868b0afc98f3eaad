// A run and the cache: uses code that is there, notes how long runs without take, and has a module compiled as soon as that has cost as much
// as compiling it will. Nothing of this is shown, and no failure of it ends a run.
using System.Diagnostics;
using Weft.Cli.Parsing;
using Weft.Components;

namespace Weft.Cli.Running;

/// <summary>What the cache does for one run of a guest.</summary>
internal sealed class CachedRun(ModuleCache cache, GuestOptions options) : IDisposable
{
    // What compiling takes: the start of the compiler, and its time for a byte of a module (measured; see RATIONALE.md).
    private static readonly TimeSpan s_compilerStart = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_compilerTimePerMebibyte = TimeSpan.FromMilliseconds(1250);

    private ModuleCacheKey? _missing;
    private string _file = "";
    private int _length;
    private long _start;
    private TimeSpan _earlier;
    private volatile bool _isCompiled;
    private Timer? _timer;

    /// <summary>Whether a run can use the cache: not one that is watched, nor one without a compiler.</summary>
    public static bool IsPossible(GuestOptions options) =>
        options is { Tier: not ExecutionTier.Interpreter, ProfileFiles.Length: 0, TraceCalls: null, WritesPerfMap: false }
        && System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeCompiled;

    /// <summary>Loads a module with its compiled code; null when that is not there.</summary>
    public Module? TryLoad(Engine engine, string file, byte[] bytes)
    {
        if (!ModuleFile.IsBinary(bytes))
        {
            return null;
        }

        var key = ModuleCacheKey.Of(engine, bytes, metersFuel: options.Fuel is not null);
        if (cache.TryLoad(engine, key, out var module))
        {
            return module;
        }

        Miss(key, file, bytes);
        return null;
    }

    /// <summary>Loads a component with its compiled code; null when that is not there.</summary>
    public Component? TryLoadComponent(Engine engine, byte[] bytes)
    {
        var key = ModuleCacheKey.Of(engine, bytes, metersFuel: options.Fuel is not null);
        if (cache.TryLoadComponent(engine, key, out var component))
        {
            return component;
        }

        Miss(key, options.File, bytes);
        return null;
    }

    // The program itself, not what it is linked with.
    private void Miss(ModuleCacheKey key, string file, byte[] bytes)
    {
        if (file == options.File && file != "-" && new PrecompileOptions().HasCompiler())
        {
            (_missing, _file, _length) = (key, file, bytes.Length);
        }
    }

    /// <summary>The guest begins.</summary>
    public void Begin()
    {
        _start = Stopwatch.GetTimestamp();
        if (_missing is { } key && cache.WhyUnusable is null)
        {
            var cost = s_compilerStart + (s_compilerTimePerMebibyte * (_length / (double)(1 << 20)));
            _earlier = cache.GetRunTime(key);
            var wait = cost - _earlier;
            _timer = new Timer(_ => StartCompiler(), null, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The guest has ended.</summary>
    public void Dispose()
    {
        if (_timer is null)
        {
            return;
        }

        _timer.Dispose();
        try
        {
            // What was compiled and is not there at the next run has to be earned anew.
            cache.SetRunTime(_missing!, _isCompiled ? TimeSpan.Zero : _earlier + Stopwatch.GetElapsedTime(_start));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A disk that is full, a folder that cannot be made: the guest does not care, and `weft cache` says it.
            Debug.WriteLine(error.Message);
        }
    }

    // In a process of its own, which this one does not wait for; it hears nothing of it, as its streams belong to the guest.
    private void StartCompiler()
    {
        var arguments = new List<string> { "cache", "add", "--background", "--cache", cache.Folder };
        if (options.Fuel is not null)
        {
            arguments.Add("--fuel");
        }

        if (options.CanonicalizeNaNs)
        {
            arguments.Add("--nan-canonicalization");
        }

        if (options.DeterministicRelaxedSimd)
        {
            arguments.Add("--relaxed-simd-deterministic");
        }

        arguments.AddRange(["--bounds-checks", options.BoundsChecks.ToString(), Path.GetFullPath(_file)]);
        try
        {
            ThisProgram.Start(arguments);
            _isCompiled = true;
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            // No more processes: the next run tries again.
            Debug.WriteLine(error.Message);
        }
    }
}
