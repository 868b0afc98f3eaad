// wasi:keyvalue: the plainest store, buckets under names.

using System.Collections;

namespace Weft.Wasi.KeyValue;

/// <summary>Buckets by name. Fill it before guests use it.</summary>
public sealed class KeyValueBuckets : IKeyValueStore, IEnumerable<KeyValuePair<string, IKeyValueBucket>>
{
    private readonly Dictionary<string, IKeyValueBucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Adds a bucket.</summary>
    /// <param name="identifier">The name under which guests open it.</param>
    /// <param name="bucket">The bucket; stores may share it.</param>
    /// <exception cref="ArgumentException">The name has a bucket already.</exception>
    public void Add(string identifier, IKeyValueBucket bucket)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        ArgumentNullException.ThrowIfNull(bucket);
        _buckets.Add(identifier, bucket);
    }

    /// <inheritdoc/>
    public ValueTask<IKeyValueBucket?> OpenAsync(string identifier, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(_buckets.GetValueOrDefault(identifier));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, IKeyValueBucket>> GetEnumerator() => _buckets.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
