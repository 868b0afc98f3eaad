// wasi:keyvalue@0.2.0-draft: the resource `bucket`.

using Weft.Components;
using Weft.Wasi.KeyValue;
using Error = Weft.Wasi.KeyValueDraft.WasiKeyValueDraft.Store.Error;
using KeyResponse = Weft.Wasi.KeyValueDraft.WasiKeyValueDraft.Store.KeyResponse;

namespace Weft.Wasi.KeyValueDraft;

/// <summary>A bucket that a guest has open.</summary>
/// <param name="host">The functions of the guest's store.</param>
/// <param name="present">The same as the present draft has it.</param>
internal sealed class DraftBucketHandle(DraftKeyValueHost host, BucketHandle present) : WasiKeyValueDraft.Store.IBucket
{
    /// <summary>The same as the present draft has it.</summary>
    public BucketHandle Present => present;

    public ComponentResult<byte[]?, Error> Get(string key) => DraftKeyValueHost.Convert(present.Get(key), value => value);

    public ComponentResult<ValueTuple, Error> Set(string key, byte[] value) => DraftKeyValueHost.Convert(present.Set(key, value), nothing => nothing);

    public ComponentResult<ValueTuple, Error> Delete(string key) => DraftKeyValueHost.Convert(present.Delete(key), nothing => nothing);

    public ComponentResult<bool, Error> Exists(string key) => DraftKeyValueHost.Convert(present.Exists(key), exists => exists);

    public ComponentResult<KeyResponse, Error> ListKeys(ulong? cursor)
    {
        string? text = null;
        if (cursor is { } number && (text = host.Cursors.Find(number)) is null)
            return ComponentResult.Error<Error>(new Error.Other($"the cursor {number} is unknown, or too old"));
        return DraftKeyValueHost.Convert(present.ListKeys(text), page => new KeyResponse(page.Keys, page.Cursor is { } next ? host.Cursors.Add(next) : null));
    }
}
