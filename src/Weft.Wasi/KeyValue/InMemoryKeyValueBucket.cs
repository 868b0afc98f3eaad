// wasi:keyvalue: a bucket in memory.

using System.Globalization;

namespace Weft.Wasi.KeyValue;

/// <summary>A bucket in memory, of a bounded size. Its methods may be called from any thread.</summary>
public sealed class InMemoryKeyValueBucket : IKeyValueBucket
{
    // What an entry costs beside its key and its value, about.
    private const int EntryCost = 160;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _used;
    private long _lastVersion;

    /// <summary>Makes an empty bucket.</summary>
    /// <param name="capacity">The bytes that it may hold, keys and bookkeeping included; a guest that sets more gets an error.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is negative.</exception>
    public InMemoryKeyValueBucket(long capacity = 64L << 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Capacity = capacity;
    }

    /// <summary>The bytes that it may hold.</summary>
    public long Capacity { get; }

    /// <summary>The bytes that it holds, bookkeeping included.</summary>
    public long UsedBytes
    {
        get
        {
            lock (_gate)
                return _used;
        }
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return ValueTask.FromResult(_entries.TryGetValue(key, out Entry entry) ? entry.Value : null);
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(string key, byte[] value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_gate)
            Set(key, value);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_entries.Remove(key, out Entry entry))
            {
                _keys.Remove(key);
                _used -= CostOf(key, entry.Value);
            }
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> ExistsAsync(string key, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return ValueTask.FromResult(_entries.ContainsKey(key));
    }

    /// <inheritdoc/>
    public ValueTask<KeyValuePage> ListKeysAsync(string? cursor, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return ValueTask.FromResult(SortedPages.Take(_keys, cursor, key => key));
    }

    /// <inheritdoc/>
    public ValueTask<long> IncrementAsync(string key, long delta, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            byte[] value = KeyValueNumber.Add(_entries.TryGetValue(key, out Entry entry) ? entry.Value : null, delta, out long sum);
            Set(key, value);
            return ValueTask.FromResult(sum);
        }
    }

    /// <inheritdoc/>
    public ValueTask<KeyValueVersion> GetVersionAsync(string key, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return ValueTask.FromResult(_entries.TryGetValue(key, out Entry entry) ? new KeyValueVersion(entry.Value, Name(entry.Version)) : new KeyValueVersion(null, Name(0)));
    }

    /// <inheritdoc/>
    public ValueTask<bool> TrySwapAsync(string key, string version, byte[] value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_gate)
        {
            if (version != Name(_entries.TryGetValue(key, out Entry entry) ? entry.Version : 0))
                return ValueTask.FromResult(false);
            Set(key, value);
            return ValueTask.FromResult(true);
        }
    }

    private static string Name(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static long CostOf(string key, byte[] value) => EntryCost + (2L * key.Length) + value.Length;

    private void Set(string key, byte[] value)
    {
        long change = CostOf(key, value) - (_entries.TryGetValue(key, out Entry known) ? CostOf(key, known.Value) : 0);
        if (change > 0 && _used + change > Capacity)
            throw new KeyValueException("the bucket is full");
        _used += change;
        _entries[key] = new Entry(value, ++_lastVersion);
        _keys.Add(key);
    }

    private readonly record struct Entry(byte[] Value, long Version);
}
