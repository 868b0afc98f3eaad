// WASI: what one guest has of the world: arguments, environment, streams, directories, sockets, time and chance. Every version of WASI works on
// it; what only one version knows (preview 1's descriptor table and rights, preview 2's resources) stays with that version's face.

using System.Diagnostics.CodeAnalysis;
using Weft.Wasi.Cli;
using Weft.Wasi.Clocks;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Random;
using Weft.Wasi.Sockets;

namespace Weft.Wasi;

/// <summary>
/// A guest's world, made by <see cref="WasiOptionsBuilder.Build"/>. It belongs to one guest, with the threads that it starts
/// (<see cref="WasiThreads"/>); contexts of different guests are independent, and may share an <see cref="InMemoryFileSystem"/>.
/// </summary>
public sealed class WasiContext : IDisposable
{
    // What the guest has done so far.
    private const int Untouched = 0;
    private const int Touched = 1;
    private const int Frozen = 2;

    private readonly List<IDisposable> _faces = [];
    private readonly Lock _randomGate = new();
    private int _progress;

    internal WasiContext(
        GuestStrings arguments, GuestStrings environment, IReadOnlyList<Descriptor> standardStreams, IReadOnlyList<Preopen> preopens,
        IReadOnlyList<SocketDescriptor> sockets, TimeProvider timeProvider, RandomSource random)
    {
        Arguments = arguments;
        Environment = environment;
        StandardStreams = standardStreams;
        Preopens = preopens;
        Sockets = sockets;
        Clocks = new WasiClocks(timeProvider);
        Random = random;
    }

    internal GuestStrings Arguments { get; }
    internal GuestStrings Environment { get; }

    /// <summary>Input, output and errors.</summary>
    internal IReadOnlyList<Descriptor> StandardStreams { get; }
    internal IReadOnlyList<Preopen> Preopens { get; }
    internal IReadOnlyList<SocketDescriptor> Sockets { get; }

    /// <summary>What a guest may reach by sockets that it makes itself.</summary>
    [AllowNull]
    internal NetworkPolicy Network { get => field ??= new NetworkPolicy([], []); init; }
    internal WasiClocks Clocks { get; }

    /// <summary>The time zone that a guest sees.</summary>
    [AllowNull]
    internal TimeZoneInfo TimeZone { get => field ?? TimeZoneInfo.Utc; init; }
    internal RandomSource Random { get; }

    /// <summary>Fills bytes at random. An embedder's source need not expect that threads call it at once.</summary>
    internal void FillRandom(Span<byte> bytes)
    {
        lock (_randomGate)
            Random(bytes);
    }

    /// <summary>
    /// Stops a guest that has done nothing yet that could be seen: it has used no file, stream or socket, though it may know its arguments and
    /// the time. It can then begin anew elsewhere. From now on its first such call waits for ever, so that only a process that is about to
    /// become another one asks for this.
    /// </summary>
    /// <returns>False when the guest has done something: it goes on.</returns>
    public bool TryFreeze() => Interlocked.CompareExchange(ref _progress, Frozen, Untouched) == Untouched;

    /// <summary>
    /// The guest does something that can be seen, so that it cannot begin anew elsewhere (<see cref="TryFreeze"/>): for functions of the host that
    /// are not WASI's. Those of WASI do this themselves.
    /// </summary>
    public void Touch()
    {
        if (Volatile.Read(ref _progress) != Touched && Interlocked.CompareExchange(ref _progress, Touched, Untouched) == Frozen)
            Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>
    /// The descriptors that the guest has opened and not closed, by number and kind ("4: RegularFile"), in preview 1. What it was granted is not
    /// among them. The state of a guest that is to go on elsewhere must not need any.
    /// </summary>
    public IReadOnlyList<string> OpenedDescriptors => [.. _faces.OfType<Preview1.Preview1Process>().SelectMany(process => process.DescribeOpened())];

    /// <summary>Has what a version's face opened closed together with the context.</summary>
    internal void Own(IDisposable face) => _faces.Add(face);

    /// <summary>Closes what the context and the guest opened: directories, and files given by path. The process's own streams, and streams and sockets of the embedder's, stay open.</summary>
    public void Dispose()
    {
        foreach (Descriptor descriptor in StandardStreams.Concat(Preopens.Select(preopen => preopen.Directory)).Concat(Sockets))
            descriptor.Dispose();
        foreach (IDisposable face in _faces)
            face.Dispose();
    }
}
