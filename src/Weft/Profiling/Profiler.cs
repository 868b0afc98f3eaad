// A sampling profiler: a thread that asks every running guest now and then where it is. Guests answer at their next poll.
using System.Globalization;
using System.Runtime.CompilerServices;
using Weft.Profiling;

namespace Weft;

/// <summary>
/// Takes samples of the guests of engines that name it in <see cref="EngineOptions.Profiler"/>. Code of such an engine looks for samples
/// that are due at loops, calls and returns, which costs it some speed; other engines' code is the same as ever. May be used from any thread.
/// </summary>
public sealed class Profiler : IDisposable
{
    /// <summary>The time between samples when nothing else is said.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _end = new();
    private readonly List<WeakReference<Store>> _stores = [];
    private readonly List<SampledStacks> _collections = [];
    private readonly List<ProfiledFunction> _functions = [];
    private readonly List<Store> _asked = [];
    private readonly Dictionary<string, int> _hostFunctions = [];

    // Modules may go while what was seen of them stays.
    private readonly ConditionalWeakTable<Module, Dictionary<int, int>> _guestFunctions = [];
    private readonly Thread _thread;
    private bool _disposed;

    /// <summary>Makes a profiler.</summary>
    /// <param name="interval">The time between samples; <see cref="DefaultInterval"/> when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is less than 0.1 ms or more than a minute.</exception>
    public Profiler(TimeSpan? interval = null)
    {
        Interval = interval ?? DefaultInterval;
        ArgumentOutOfRangeException.ThrowIfLessThan(Interval, TimeSpan.FromMilliseconds(0.1), nameof(interval));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Interval, TimeSpan.FromMinutes(1), nameof(interval));
        _thread = new Thread(Ask) { IsBackground = true, Name = "Weft profiler", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>The time between samples.</summary>
    public TimeSpan Interval { get; }

    /// <summary>What has been seen so far.</summary>
    public GuestProfile GetProfile()
    {
        ProfiledThread[] threads;
        lock (_lock)
        {
            threads = [.. _collections.Select(collection => collection.Take())];
        }

        // After the stacks: they name none that is not there.
        lock (_functions)
        {
            return new GuestProfile([.. _functions], threads);
        }
    }

    /// <summary>Asks for no more samples. What has been seen stays.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _end.Set();
        _thread.Join();
        _end.Dispose();
    }

    /// <summary>Asks a store for samples from now on.</summary>
    internal void Watch(Store store)
    {
        lock (_lock)
        {
            _stores.Add(new WeakReference<Store>(store));
            _collections.Add(store.Samples!);
        }
    }

    internal void Forget(Store store)
    {
        lock (_lock)
        {
            _stores.RemoveAll(reference => !reference.TryGetTarget(out var known) || known == store);
        }
    }

    // Called under the lock of a collection, which GetProfile takes inside of its own: hence a lock for functions alone.
    internal int NumberOf(Module module, int functionIndex)
    {
        lock (_functions)
        {
            var known = _guestFunctions.GetOrCreateValue(module);
            if (!known.TryGetValue(functionIndex, out var number))
            {
                known[functionIndex] = number = Add(new ProfiledFunction(
                    module.Names.GetFunctionName(functionIndex) ?? string.Create(CultureInfo.InvariantCulture, $"func {functionIndex}"),
                    functionIndex, module.Names.ModuleName));
            }

            return number;
        }
    }

    internal int NumberOf(string host)
    {
        lock (_functions)
        {
            return _hostFunctions.TryGetValue(host, out var known) ? known : _hostFunctions[host] = Add(new ProfiledFunction(host, -1, null));
        }
    }

    private int Add(ProfiledFunction function)
    {
        _functions.Add(function);
        return _functions.Count - 1;
    }

    private void Ask()
    {
        while (!_end.Wait(Interval))
        {
            AskOnce();
        }
    }

    // A method of its own, whose end lets go of the stores.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AskOnce()
    {
        lock (_lock)
        {
            foreach (var reference in _stores)
            {
                if (reference.TryGetTarget(out var store))
                {
                    _asked.Add(store);
                }
            }
        }

        foreach (var store in _asked)
        {
            store.RequestSample();
        }

        _asked.Clear();
    }
}
