// wasi:keyvalue: which buckets there are. Other interfaces for keys and values can sit on the same two abstractions.

namespace Weft.Wasi.KeyValue;

/// <summary>Finds the buckets that guests may open.</summary>
public interface IKeyValueStore
{
    /// <summary>Finds a bucket.</summary>
    /// <param name="identifier">Its name, as the guest says it.</param>
    /// <param name="cancellationToken">Cancelled when the guest is interrupted.</param>
    /// <returns>The bucket, which whoever made the store disposes when it needs to be; null when there is none of that name.</returns>
    /// <exception cref="KeyValueException">The bucket is not for this guest, or cannot be opened.</exception>
    ValueTask<IKeyValueBucket?> OpenAsync(string identifier, CancellationToken cancellationToken = default);
}
