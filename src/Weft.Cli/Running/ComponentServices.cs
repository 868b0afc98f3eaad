// What `weft run` gives a component beside WASI's own interfaces.
using Weft.Components;
using Weft.Wasi;
using Weft.Wasi.KeyValue;
using Weft.Wasi.Logging;

namespace Weft.Cli.Running;

/// <summary>Configuration, buckets and a log. What was opened for a run is closed with it.</summary>
internal sealed class ComponentServices : IDisposable
{
    private readonly List<IDisposable> _opened = [];

    public IReadOnlyList<KeyValuePair<string, string>> Configuration { get; init; } = [];

    /// <summary>Names of buckets, and the folders that they are in; null for one in memory.</summary>
    public IReadOnlyList<(string Name, string? Folder)> Buckets { get; init; } = [];

    public GuestLogLevel LogLevel { get; init; } = GuestLogLevel.Info;

    /// <summary>Defines what was granted.</summary>
    /// <param name="linker">The component's linker.</param>
    /// <param name="wasi">The component's world, which is told when something happens that can be seen.</param>
    /// <exception cref="CommandException">A bucket cannot be opened, or two have one name.</exception>
    public void AddTo(ComponentLinker linker, WasiContext wasi)
    {
        linker.AddWasiLogging(new SeenLog(wasi, new TextGuestLog(Console.Error, LogLevel)));
        // The last value of a key counts, as it does for --env.
        var configuration = new Dictionary<string, string>();
        foreach (var (key, value) in Configuration)
        {
            configuration[key] = value;
        }

        linker.AddWasiConfig(configuration);
        var buckets = new KeyValueBuckets();
        foreach (var (name, folder) in Buckets)
        {
            if (buckets.Any(bucket => bucket.Key == name))
            {
                throw new CommandException($"there are two buckets '{name}' (--keyvalue)");
            }

            buckets.Add(name, folder is null ? new InMemoryKeyValueBucket() : Open(folder));
        }

        linker.AddWasiKeyValue(new SeenBuckets(wasi, buckets));
    }

    /// <inheritdoc/>
    public void Dispose() => _opened.ForEach(opened => opened.Dispose());

    private FileKeyValueBucket Open(string folder)
    {
        try
        {
            var bucket = new FileKeyValueBucket(folder);
            _opened.Add(bucket);
            return bucket;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{error.Message} (--keyvalue)", error);
        }
    }

    private sealed class SeenLog(WasiContext wasi, IGuestLog log) : IGuestLog
    {
        public void Log(GuestLogLevel level, string context, string message)
        {
            wasi.Touch();
            log.Log(level, context, message);
        }
    }

    private sealed class SeenBuckets(WasiContext wasi, IKeyValueStore buckets) : IKeyValueStore
    {
        public ValueTask<IKeyValueBucket?> OpenAsync(string identifier, CancellationToken cancellationToken = default)
        {
            wasi.Touch();
            return buckets.OpenAsync(identifier, cancellationToken);
        }
    }
}
