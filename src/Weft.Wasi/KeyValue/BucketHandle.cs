// wasi:keyvalue: the resource `bucket`.

using Weft.Components;
using Error = Weft.Wasi.KeyValue.WasiKeyValue.Store.Error;
using KeyResponse = Weft.Wasi.KeyValue.WasiKeyValue.Store.KeyResponse;

namespace Weft.Wasi.KeyValue;

/// <summary>A bucket that a guest has open. Nothing is closed with it: buckets are the embedder's.</summary>
/// <param name="host">The functions of the guest's store.</param>
/// <param name="bucket">The bucket.</param>
internal sealed class BucketHandle(KeyValueHost host, IKeyValueBucket bucket) : WasiKeyValue.Store.IBucket
{
    /// <summary>The bucket.</summary>
    public IKeyValueBucket Bucket => bucket;

    public ComponentResult<byte[]?, Error> Get(string key) => host.Answer(token => bucket.GetAsync(key, token));

    public ComponentResult<ValueTuple, Error> Set(string key, byte[] value) => host.Answer(token => bucket.SetAsync(key, value, token));

    public ComponentResult<ValueTuple, Error> Delete(string key) => host.Answer(token => bucket.DeleteAsync(key, token));

    public ComponentResult<bool, Error> Exists(string key) => host.Answer(token => bucket.ExistsAsync(key, token));

    public ComponentResult<KeyResponse, Error> ListKeys(string? cursor) => host.Answer(async token =>
    {
        KeyValuePage page = await bucket.ListKeysAsync(cursor, token).ConfigureAwait(false);
        return new KeyResponse([.. page.Keys], page.Cursor);
    });
}
