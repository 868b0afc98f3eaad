// WASI threads: one run of a program that may start threads. Whatever ends one of them otherwise than by returning ends them all; so does the
// end of the first. The first end counts: what the others come to afterwards is not reported.

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Weft.Wasm;

namespace Weft.Wasi.Threads;

/// <summary>The threads of a running program.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Threads that outlive the program release it still, and without its wait handle it holds nothing.")]
internal sealed class ThreadedProcess
{
    // The three highest bits are for whoever embeds the proposal, so that identifiers fit the locks of C libraries.
    private const int HighestId = 0x1FFFFFFF;

    // What interpreted code takes of it does not depend on the guest; host functions and compiled code do.
    private const int StackSize = 8 << 20;

    // A thread tells another that joins it that it has ended, and only then ends: the other's next one must not fail for that.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly Module _module;
    private readonly WasiThreadsOptions _options;
    private readonly Store _mainStore;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, GuestThread> _threads = [];
    private readonly SemaphoreSlim _free;
    private int _lastId;
    private long _fuelLeft;
    private bool _isEnding;
    private bool _mainWasInterrupted;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Makes the process: the memories that its threads share are made in the first thread's store.</summary>
    public ThreadedProcess(Linker linker, Module module, WasiThreadsOptions options, Store store)
    {
        Linker = new Linker(linker);
        _module = module;
        _options = options;
        _mainStore = store;
        _free = new SemaphoreSlim(options.MaxThreads);
        for (int index = 0; index < module.Imports.Length; index++)
        {
            Import import = module.Imports[index];
            if (module.ImportTypes[index] is MemoryType { IsShared: true } type && !Linker.IsDefined(import.Module, import.Name))
                Linker.Define(import.Module, import.Name, new Memory(store, type));
        }
    }

    /// <summary>What every thread's instance is given.</summary>
    public Linker Linker { get; }

    /// <summary>Runs the first thread, and with it the program.</summary>
    public void Run(Action<Instance> main)
    {
        try
        {
            main(Linker.Instantiate(_mainStore, _module));
            End(null);
        }
        catch (Exception exception)
        {
            // Where another thread ended the program, this is but the interruption that followed.
            End(ExceptionDispatchInfo.Capture(exception));
        }
        WaitForThreads();
        // An interruption that the first thread did not run into must not end what its store does next.
        if (_mainWasInterrupted)
            _mainStore.ClearInterrupt();
        _failure?.Throw();
    }

    /// <summary><c>thread-spawn</c>: starts a thread.</summary>
    /// <returns>Its identifier, or an error as a negative number.</returns>
    public int Spawn(Caller caller, int argument)
    {
        if (!_free.Wait(s_patience))
            return -(int)WasiError.Again;
        try
        {
            lock (_lock)
            {
                if (!_isEnding)
                    return Start(caller.Store, argument);
            }
        }
        catch (Exception exception) when (exception is InsufficientMemoryException or OutOfMemoryException or ThreadStartException)
        {
            // There is no address space for another stack, or the system starts no more threads.
        }
        _free.Release();
        return -(int)WasiError.Again;
    }

    private int Start(Store parent, int argument)
    {
        do
            _lastId = _lastId == HighestId ? 1 : _lastId + 1;
        while (_threads.ContainsKey(_lastId));
        int id = _lastId;
        long? fuel = _mainStore.Options.Fuel is null ? null : TakeFuel(parent);
        var store = new Store(_mainStore.Engine, (_options.ThreadStore ?? _mainStore.Options) with { Fuel = fuel });
        var thread = new GuestThread(id, store, _mainStore);
        try
        {
            thread.Thread = new Thread(() => Run(thread, argument), StackSize) { IsBackground = true, Name = $"wasm thread {id}" };
            thread.Thread.Start();
        }
        catch
        {
            ReturnFuel(store);
            thread.Dispose();
            throw;
        }
        _threads.Add(id, thread);
        return id;
    }

    private void Run(GuestThread thread, int argument)
    {
        try
        {
            Linker.Instantiate(thread.Store, _module).GetFunction<Action<int, int>>(WasiThreads.EntryName)(thread.Id, argument);
        }
        catch (Exception exception)
        {
            // Whatever it is, also a mistake in the embedder's own functions: Run throws it, where the embedder expects it.
            End(ExceptionDispatchInfo.Capture(exception), interruptsMain: true);
        }
        lock (_lock)
        {
            // From here on nobody interrupts the thread's store, which may then go.
            _threads.Remove(thread.Id);
            ReturnFuel(thread.Store);
        }
        thread.Dispose();
        _free.Release();
    }

    private void End(ExceptionDispatchInfo? failure, bool interruptsMain = false)
    {
        lock (_lock)
        {
            if (_isEnding)
                return;
            _isEnding = true;
            _failure = failure;
            if (interruptsMain)
            {
                _mainWasInterrupted = true;
                _mainStore.Interrupt();
            }
            foreach (GuestThread thread in _threads.Values)
                thread.Store.Interrupt();
        }
    }

    private void WaitForThreads()
    {
        Thread[] threads;
        lock (_lock)
            threads = [.. _threads.Values.Select(thread => thread.Thread!)];
        long begin = Stopwatch.GetTimestamp();
        foreach (Thread thread in threads)
        {
            // One that a function of the host holds is left to end by itself, and then disposes its store.
            TimeSpan left = _options.EndTimeout - Stopwatch.GetElapsedTime(begin);
            thread.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    // All threads together must not use more than the first was given. A thread gets half of what its starter has and earlier threads left over.
    private long TakeFuel(Store parent)
    {
        long all = parent.Fuel + _fuelLeft;
        _fuelLeft = 0;
        parent.Fuel = all - (all / 2);
        return all / 2;
    }

    private void ReturnFuel(Store store)
    {
        if (store.Options.Fuel is not null)
            _fuelLeft += store.Fuel;
    }
}
