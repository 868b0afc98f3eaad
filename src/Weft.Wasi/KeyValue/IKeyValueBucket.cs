// wasi:keyvalue: one bucket, which is all that a backend implements.

namespace Weft.Wasi.KeyValue;

/// <summary>
/// A collection of keys and their values. Its methods are called by every guest that has the bucket open, on the guest's thread, which waits for the
/// result; when the guest is interrupted, the token is cancelled, and nobody waits any more. Guests are hostile: a bucket has to bound what it
/// holds. Arrays that are passed in or returned are nobody's to change afterwards.
/// </summary>
/// <remarks>A method that cannot do what it is asked throws a <see cref="KeyValueException"/>, of which the guest is told. Other exceptions go to whoever called the guest.</remarks>
public interface IKeyValueBucket
{
    /// <summary>Finds the value of a key.</summary>
    /// <returns>The value; null when there is none.</returns>
    ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Gives a key a value.</summary>
    ValueTask SetAsync(string key, byte[] value, CancellationToken cancellationToken = default);

    /// <summary>Removes a key, if it is there.</summary>
    ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Whether a key is there.</summary>
    ValueTask<bool> ExistsAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Lists some keys.</summary>
    /// <param name="cursor">Where an earlier page said that the next begins, or whatever else the guest says; null for the first page.</param>
    /// <param name="cancellationToken">Cancelled when the guest is interrupted.</param>
    ValueTask<KeyValuePage> ListKeysAsync(string? cursor, CancellationToken cancellationToken = default);

    /// <summary>Adds to a number atomically. Numbers are values in decimal digits; a key that is not there counts as 0.</summary>
    /// <returns>The sum.</returns>
    ValueTask<long> IncrementAsync(string key, long delta, CancellationToken cancellationToken = default);

    /// <summary>Finds the value of a key, and which version of it that is.</summary>
    ValueTask<KeyValueVersion> GetVersionAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Gives a key a value if it is still at a version.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">What <see cref="GetVersionAsync"/> called the version.</param>
    /// <param name="value">The new value.</param>
    /// <param name="cancellationToken">Cancelled when the guest is interrupted.</param>
    /// <returns>Whether it was, and now has the value.</returns>
    ValueTask<bool> TrySwapAsync(string key, string version, byte[] value, CancellationToken cancellationToken = default);

    /// <summary>Finds the values of several keys, which are all different.</summary>
    /// <returns>A value for each key, in order; null where there is none.</returns>
    async ValueTask<IReadOnlyList<byte[]?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        byte[]?[] values = new byte[keys.Count][];
        for (int i = 0; i < values.Length; i++)
            values[i] = await GetAsync(keys[i], cancellationToken).ConfigureAwait(false);
        return values;
    }

    /// <summary>Gives several keys values, in order. When that fails, some may have them.</summary>
    async ValueTask SetManyAsync(IReadOnlyList<KeyValuePair<string, byte[]>> pairs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        foreach ((string key, byte[] value) in pairs)
            await SetAsync(key, value, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes several keys. When that fails, some may be gone.</summary>
    async ValueTask DeleteManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (string key in keys)
            await DeleteAsync(key, cancellationToken).ConfigureAwait(false);
    }
}
