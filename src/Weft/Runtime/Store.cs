// The store (spec 4.2.3): everything that instances are made of, and the limits they share.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Weft.Interpreter;
using Weft.Linking;
using Weft.Profiling;
using Weft.Runtime;

namespace Weft;

/// <summary>
/// The state of running modules (spec 4.2.3): instances and what they consist of. A store belongs to one thread at a time; only
/// <see cref="Interrupt"/> may be called from another while the guest runs. Disposing it frees the memory of all its instances.
/// </summary>
public sealed unsafe partial class Store : IDisposable
{
    private static readonly StoreOptions s_defaults = new();
    private static long s_lastId;

    // As many results as a function may have, each a vector.
    internal const int ResultBytes = Wasm.ImplementationLimits.Results * 16;

    private readonly MemoryReservation _stack;
    private readonly GCHandle _handle;
    private List<nint>? _bodies;
    private nuint _stackLimit;
    private readonly List<Memory> _memories = [];
    private readonly List<Table> _tables = [];
    private Dictionary<HostDefinition, Function>? _hostFunctions;
    private Function?[] _functions = new Function?[16];
    private Instance[] _instances = new Instance[4];
    private int _functionCount = 1;
    private int _instanceCount;
    private int _replacementCount;
    private long _memoryBytes;
    private long _peakMemoryBytes;
    private bool _disposed;

    /// <summary>Makes a store.</summary>
    /// <param name="engine">The engine of the modules that will be instantiated in it.</param>
    /// <param name="options">Its limits; the defaults when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative.</exception>
    /// <exception cref="InsufficientMemoryException">There is no address space for the stack.</exception>
    public Store(Engine engine, StoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.ThrowIfDisposed();
        Engine = engine;
        Options = options is null ? s_defaults : Check(options);
        Arena = new NativeArena();
        Cells = new FunctionCells(this);
        Id = NextId();

        // SAFETY: the arena and the stack live until the store is disposed or collected, and so does everything that points at them.
        Context = Arena.Allocate<StoreContext>();
        _stack = SpareStacks.TryTake(StackBytes) ?? throw new InsufficientMemoryException("no address space for the stack of the store");
        Context->StackBase = (ulong*)_stack.Base;
        Context->StackLimit = (ulong*)(_stack.Base + ((uint)Options.MaxStack & ~7u));
        Context->Results = Context->StackLimit;
        Context->Fuel = _fuelGiven = Options.Fuel ?? 0;
        Heap = new HeapMeter(Context, Options.MaxHeap);
        if (engine.UsesGuardPages)
        {
            _stack.RegisterStack(&Context->Fault);
        }

        Machine = new Machine(this, Context);
        Calls = engine.Options.FunctionListeners is null ? null : new ActiveCalls(this);
        _handle = GCHandle.Alloc(this, GCHandleType.Weak);
        Context->Handle = GCHandle.ToIntPtr(_handle);
        if (engine.Options.Profiler is { } profiler)
        {
            Samples = new SampledStacks(profiler);
            profiler.Watch(this);
        }
    }

    /// <summary>Frees native memory of a store that was not disposed.</summary>
    ~Store() => Free(isFinalizing: true);

    /// <summary>The engine.</summary>
    public Engine Engine { get; }

    /// <summary>The limits.</summary>
    public StoreOptions Options { get; }

    /// <summary>What the store uses now and has used. To be read on the thread that uses the store.</summary>
    public StoreStatistics Statistics
    {
        get
        {
            CheckUse();
            return new StoreStatistics
            {
                MemoryBytes = Volatile.Read(ref _memoryBytes),
                PeakMemoryBytes = Volatile.Read(ref _peakMemoryBytes),
                TableElements = _tables.Sum(table => (long)table.Cell->Length),
                Instances = _instanceCount - _replacementCount,
                FuelConsumed = MetersFuel ? FuelConsumed : null,
            };
        }
    }

    private ulong StackBytes => (ulong)Options.MaxStack + ResultBytes;

    /// <summary>Tells it from all stores that this process has had; never 0.</summary>
    internal uint Id { get; }

    /// <summary>Whether code of this store counts down <see cref="StoreContext.Fuel"/>.</summary>
    internal bool MetersFuel => Options.Fuel is not null;

    internal StoreContext* Context { get; }

    /// <summary>What runs its functions.</summary>
    internal Machine Machine { get; }

    /// <summary>Tells listeners of calls; null when nobody listens.</summary>
    internal ActiveCalls? Calls { get; }

    /// <summary>The cells of functions of instances.</summary>
    internal FunctionCells Cells { get; }

    /// <summary>Counts what objects of the guest take.</summary>
    internal HeapMeter Heap { get; }

    /// <summary>Native memory that lives as long as the store.</summary>
    internal NativeArena Arena { get; }

    /// <summary>Counts what was made in the store and takes native memory until it is disposed: instances and their parts, functions of the host.</summary>
    internal long Resources { get; set; }

    /// <summary>The instances, by <see cref="InstanceContext.Index"/>.</summary>
    internal ReadOnlySpan<Instance> Instances => _instances.AsSpan(0, _instanceCount);

    /// <summary>Frees the memory of all instances. What belongs to the store must not be used any more.</summary>
    /// <exception cref="InvalidOperationException">The guest is running.</exception>
    public void Dispose()
    {
        if (!TryRetire())
        {
            return;
        }

        Engine.Options.Profiler?.Forget(this);
        Free(isFinalizing: false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Throws when the store is disposed; gives it back otherwise.</summary>
    internal Store CheckUse()
    {
        if (_disposed | _isParked)
        {
            ThrowUnusable();
        }

        return this;
    }

    /// <summary>The managed function of a cell, made when somebody asks for it first.</summary>
    internal Function GetFunction(FunctionCell* cell)
    {
        if (_functions[cell->StoreIndex] is { } known)
        {
            return known;
        }

        Machine.FillCell(cell);
        var function = new Function(this, cell);
        SetFunction(cell, function);
        return function;
    }

    /// <summary>The function of a definition of the host, made once for each type that imports give it.</summary>
    internal Function GetHostFunction(HostDefinition definition, int typeId, Wasm.Import import)
    {
        _hostFunctions ??= [];
        _ = _hostFunctions.TryGetValue(definition, out var first);
        for (var function = first; function is not null; function = function.Sibling)
        {
            if (function.TypeId == typeId)
            {
                return function;
            }
        }

        var made = Samples is null
            ? new Function(this, typeId, definition.Callback, definition.Body)
            : new Function(this, typeId, WatchHost(definition.Callback, import));
        made.Sibling = first;
        _hostFunctions[definition] = made;
        return made;
    }

    /// <summary>Makes a function the one that its cell stands for. Index 0 stays empty: it means that there is none yet.</summary>
    internal void SetFunction(FunctionCell* cell, Function function)
    {
        if (_functionCount == _functions.Length)
        {
            Array.Resize(ref _functions, (int)Math.Min(Array.MaxLength, _functions.Length * 2L));
        }

        _functions[_functionCount] = function;
        cell->StoreIndex = _functionCount++;
    }

    /// <summary>Gives an instance its index.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="isReplacement">Whether it stands for a function of the host, and counts as little as that.</param>
    internal int AddInstance(Instance instance, bool isReplacement)
    {
        if (isReplacement)
        {
            _replacementCount++;
        }
        else if (_instanceCount - _replacementCount >= Options.MaxInstances)
        {
            throw new LinkException($"too many instances: the limit of the store is {Options.MaxInstances}");
        }

        Resources++;
        lock (_lock)
        {
            if (_instanceCount == _instances.Length)
            {
                Array.Resize(ref _instances, _instances.Length * 2);
            }

            _instances[_instanceCount] = instance;
            SetLimits(instance.Context);
            return _instanceCount++;
        }
    }

    /// <summary>An instance, which its context tells from now on. Those who compile ask, too, on their threads.</summary>
    /// <param name="index">Its index.</param>
    internal Instance PublishInstance(int index)
    {
        lock (_lock)
        {
            return _instances[index].Publish();
        }
    }

    /// <summary>The shape of objects of a structure or array type.</summary>
    internal ObjectShape GetShape(int typeId) => Engine.Shapes.Get(typeId);

    internal void Own(Memory memory)
    {
        _memories.Add(memory);
        Resources++;
    }

    internal void Own(Table table)
    {
        _tables.Add(table);
        Resources++;
    }

    /// <summary>Counts bytes of memories against the limit. Threads that grow a shared memory may call it together.</summary>
    internal bool TryTakeMemory(ulong bytes)
    {
        var limit = (ulong)(Options.MaxMemory ?? long.MaxValue);
        while (true)
        {
            var before = Volatile.Read(ref _memoryBytes);
            if (bytes > limit - Math.Min((ulong)before, limit))
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _memoryBytes, before + (long)bytes, before) == before)
            {
                return true;
            }
        }
    }

    internal void ReturnMemory(ulong bytes) => Interlocked.Add(ref _memoryBytes, -(long)bytes);

    // A number never comes twice: an object of a store that is gone must not pass for one of another.
    private static uint NextId()
    {
        var id = Interlocked.Increment(ref s_lastId);
        return id <= uint.MaxValue ? (uint)id : throw new InvalidOperationException("no store can be made any more in this process");
    }

    /// <summary>Notes that memories have what was taken for them.</summary>
    internal void RaisePeak()
    {
        var bytes = Volatile.Read(ref _memoryBytes);
        var peak = Volatile.Read(ref _peakMemoryBytes);
        while (bytes > peak && Interlocked.CompareExchange(ref _peakMemoryBytes, bytes, peak) is var seen && seen != peak)
        {
            peak = seen;
        }
    }

    [DoesNotReturn]
    private void ThrowUnusable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        throw new InvalidOperationException("the instance was given back to its pool");
    }

    private static StoreOptions Check(StoreOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Fuel ?? 0, nameof(options.Fuel));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxMemory ?? 0, nameof(options.MaxMemory));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxHeap ?? 0, nameof(options.MaxHeap));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxTableElements, nameof(options.MaxTableElements));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxInstances, nameof(options.MaxInstances));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxStack, 4096, nameof(options.MaxStack));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxCompiledStack ?? 4096, 4096, nameof(options.MaxCompiledStack));
        return options;
    }

    // Runs once: from Dispose, or when nothing refers to the store any more. Then the objects freed here are garbage as well, and
    // their own finalizers find that nothing is left to do.
    private void Free(bool isFinalizing)
    {
        _disposed = true;
        foreach (var memory in _memories ?? [])
        {
            memory.Free(isFinalizing);
        }

        foreach (var table in _tables ?? [])
        {
            table.Free();
        }

        foreach (var instance in _instances ?? [])
        {
            instance?.Free();
        }

        if (_bodies is not null)
        {
            foreach (var body in _bodies)
            {
                GCHandle.FromIntPtr(body).Free();
            }
        }

        if (_handle.IsAllocated)
        {
            _handle.Free();
        }

        if (_stack is not null)
        {
            SpareStacks.Keep(_stack, StackBytes, Machine?.HasRun != false, isFinalizing);
        }

        Arena?.Dispose();
    }
}
