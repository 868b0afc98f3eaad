// WASI preview 2: what the components of one store have together: the version-neutral context, what has been opened, and the means to wait.
// Like the store it belongs to one thread at a time; only Wake is for all.

using Weft.Wasi.Filesystem;
using Weft.Wasi.IO;
using Weft.Wasi.Preview2.Cli;
using Weft.Wasi.Preview2.Clocks;
using Weft.Wasi.Preview2.Filesystem;
using Weft.Wasi.Preview2.IO;
using Weft.Wasi.Preview2.Random;
using Weft.Wasi.Preview2.Sockets;

namespace Weft.Wasi.Preview2;

/// <summary>The components of a store, as WASI sees them.</summary>
internal sealed class Preview2Process : IDisposable
{
    /// <summary>The most descriptors that guests can have open; the host's own limit is mostly lower.</summary>
    private const int MaximumDescriptors = 65536;

    // As much as one read brings or one write takes.
    private const int ScratchSize = 64 * 1024;

    private readonly Lock _wakeGate = new();
    private readonly HashSet<SharedDescriptor> _opened = [];
    private readonly CancellationTokenSource _end = new();
    private byte[]? _scratch;
    private bool _isDisposed;

    /// <summary>Makes the process of a context, which closes it.</summary>
    public Preview2Process(WasiContext context)
    {
        Context = context;
        Interruption = new Interruption();
        Poll = new PollFunctions(this, new Poller(context.Clocks, Interruption));
        Cli = new CliFunctions(this);
        Clocks = new ClockFunctions(this);
        Random = new RandomFunctions(context);
        Filesystem = new FilesystemFunctions(this);
        Sockets = new SocketFunctions(this);
        context.Own(this);
    }

    /// <summary>What the guest has of the world.</summary>
    public WasiContext Context { get; }

    /// <summary>The store whose components call.</summary>
    public Store? Store { get; set; }

    /// <summary>Cancelled when the process ends: what it began and nobody waits for any more.</summary>
    public CancellationToken End => _end.Token;

    /// <summary>What ends waits early.</summary>
    public Interruption Interruption { get; }

    /// <summary><c>wasi:io/poll</c></summary>
    public PollFunctions Poll { get; }

    /// <summary><c>wasi:cli</c></summary>
    public CliFunctions Cli { get; }

    /// <summary><c>wasi:clocks</c></summary>
    public ClockFunctions Clocks { get; }

    /// <summary><c>wasi:random</c></summary>
    public RandomFunctions Random { get; }

    /// <summary><c>wasi:filesystem</c></summary>
    public FilesystemFunctions Filesystem { get; }

    /// <summary><c>wasi:sockets</c></summary>
    public SocketFunctions Sockets { get; }

    /// <summary>Memory that does not move, for what a call moves: whoever fills it empties it before the call returns.</summary>
    public Span<byte> Scratch => _scratch ??= GC.AllocateUninitializedArray<byte>(ScratchSize, pinned: true);

    /// <summary>A call begins that does something, and may wait: it is to be interrupted with the guest.</summary>
    public void Enter()
    {
        Context.Touch();
        if (Store is { } store)
            Interruption.Attach(store.CancellationToken);
    }

    /// <summary>Ends the wait under way, or the next: something that is waited for may have happened. For any thread.</summary>
    public void Wake()
    {
        lock (_wakeGate)
        {
            if (!_isDisposed)
                Interruption.Wake();
        }
    }

    /// <summary>Has the process woken when a task is done, which is then a <see cref="PollSource"/>.</summary>
    public void WakeWhenDone(Task task) => task.ContinueWith(
        static (_, process) => ((Preview2Process)process!).Wake(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    /// <summary>A descriptor that resources of the guest use; closed with the last of them.</summary>
    /// <param name="descriptor">The descriptor, which this closes where the guest has too many.</param>
    /// <param name="shared">What resources hold, or null.</param>
    public WasiError Open(Descriptor descriptor, out SharedDescriptor? shared)
    {
        shared = null;
        if (_opened.Count >= MaximumDescriptors)
        {
            descriptor.Dispose();
            return WasiError.TooManyDescriptors;
        }
        shared = new SharedDescriptor(descriptor, _opened);
        return WasiError.Success;
    }

    /// <summary>Closes what the guest has opened.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _end.Cancel();
        foreach (SharedDescriptor descriptor in _opened.ToArray())
            descriptor.Close();
        lock (_wakeGate)
        {
            _isDisposed = true;
            Interruption.Dispose();
        }
        _end.Dispose();
    }
}
