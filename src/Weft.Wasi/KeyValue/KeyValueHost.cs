// wasi:keyvalue: the interfaces' functions over a store of buckets.

using Weft.Components;
using Weft.Wasi.IO;
using CasError = Weft.Wasi.KeyValue.WasiKeyValue.Atomics.CasError;
using Error = Weft.Wasi.KeyValue.WasiKeyValue.Store.Error;
using IBucket = Weft.Wasi.KeyValue.WasiKeyValue.Store.IBucket;
using ICas = Weft.Wasi.KeyValue.WasiKeyValue.Atomics.ICas;

namespace Weft.Wasi.KeyValue;

/// <summary>What guests of a store call.</summary>
/// <param name="store">The store.</param>
/// <param name="buckets">The buckets that they may open.</param>
internal sealed class KeyValueHost(Store store, IKeyValueStore buckets) : IWasiKeyValueImports
{
    public ComponentResult<IBucket, Error> Open(string identifier) => Answer<IBucket>(async token =>
        await buckets.OpenAsync(identifier, token).ConfigureAwait(false) is { } bucket
            ? new BucketHandle(this, bucket)
            : throw new KeyValueException(KeyValueFailure.NoSuchStore));

    public ComponentResult<long, Error> Increment(IBucket bucket, string key, long delta) =>
        Answer(token => BucketOf(bucket).IncrementAsync(key, delta, token));

    public ComponentResult<ICas, Error> CasNew(IBucket bucket, string key) => Answer(token => ReadAsync(BucketOf(bucket), key, token));

    public ComponentResult<ValueTuple, CasError> Swap(ICas cas, byte[] value)
    {
        var handle = (CasHandle)cas;
        var result = Answer(async token => await handle.Bucket.TrySwapAsync(handle.Key, handle.Version, value, token).ConfigureAwait(false)
            ? null
            : await ReadAsync(handle.Bucket, handle.Key, token).ConfigureAwait(false));
        if (result.IsError)
            return ComponentResult.Error<CasError>(new CasError.StoreError(result.Error));
        return result.Ok is { } newer ? ComponentResult.Error<CasError>(new CasError.CasFailed(newer)) : ComponentResult.Ok();
    }

    public ComponentResult<(string, byte[])?[], Error> GetMany(IBucket bucket, string[] keys) => Answer(async token =>
    {
        // A short list can name a large value many times: each is fetched once.
        string[] different = [.. keys.Distinct(StringComparer.Ordinal)];
        IReadOnlyList<byte[]?> found = await BucketOf(bucket).GetManyAsync(different, token).ConfigureAwait(false);
        var values = new Dictionary<string, byte[]?>(different.Length, StringComparer.Ordinal);
        for (int i = 0; i < different.Length; i++)
            values.Add(different[i], found[i]);
        return Array.ConvertAll(keys, key => values[key] is { } value ? ((string, byte[])?)(key, value) : null);
    });

    public ComponentResult<ValueTuple, Error> SetMany(IBucket bucket, (string, byte[])[] keyValues) => Answer(token =>
        BucketOf(bucket).SetManyAsync(Array.ConvertAll(keyValues, pair => KeyValuePair.Create(pair.Item1, pair.Item2)), token));

    public ComponentResult<ValueTuple, Error> DeleteMany(IBucket bucket, string[] keys) => Answer(token => BucketOf(bucket).DeleteManyAsync(keys, token));

    /// <summary>Does something, and says what failed as the interface does.</summary>
    public ComponentResult<T, Error> Answer<T>(Func<CancellationToken, ValueTask<T>> operation)
    {
        try
        {
            return HostWait.Run(store, operation);
        }
        catch (KeyValueException error)
        {
            return ComponentResult.Error(Describe(error));
        }
    }

    /// <inheritdoc cref="Answer{T}"/>
    public ComponentResult<ValueTuple, Error> Answer(Func<CancellationToken, ValueTask> operation)
    {
        try
        {
            HostWait.Run(store, operation);
            return ComponentResult.Ok();
        }
        catch (KeyValueException error)
        {
            return ComponentResult.Error(Describe(error));
        }
    }

    private async ValueTask<ICas> ReadAsync(IKeyValueBucket bucket, string key, CancellationToken token) =>
        new CasHandle(this, bucket, key, (await bucket.GetVersionAsync(key, token).ConfigureAwait(false)).Version);

    private static IKeyValueBucket BucketOf(IBucket bucket) => ((BucketHandle)bucket).Bucket;

    private static Error Describe(KeyValueException error) => error.Failure switch
    {
        KeyValueFailure.NoSuchStore => Error.NoSuchStore.Instance,
        KeyValueFailure.AccessDenied => Error.AccessDenied.Instance,
        _ => new Error.Other(error.Message),
    };
}
