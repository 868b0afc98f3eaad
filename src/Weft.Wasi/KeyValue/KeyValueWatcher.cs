// wasi:keyvalue/watcher: what becomes of a bucket, for guests that want to know. The only interface of the draft that the host calls.

using Weft.Components;
using Weft.Components.CanonicalAbi;
using Weft.Wasi.KeyValueDraft;

namespace Weft.Wasi.KeyValue;

/// <summary>
/// A guest that handles the events of buckets: an instance that exports <c>wasi:keyvalue/watcher</c>, of 0.2.0-draft2 or of 0.2.0-draft. Which events it is
/// told of, and when, is the embedder's choice. Each call gives the guest a handle of the bucket, which it needs no leave to open.
/// </summary>
public sealed class KeyValueWatcher
{
    private readonly Action<IKeyValueBucket, string, byte[]> _set;
    private readonly Action<IKeyValueBucket, string> _delete;

    private KeyValueWatcher(Action<IKeyValueBucket, string, byte[]> set, Action<IKeyValueBucket, string> delete) => (_set, _delete) = (set, delete);

    /// <summary>Finds out whether a guest handles events.</summary>
    /// <param name="instance">The guest.</param>
    /// <returns>Null when it exports no <c>wasi:keyvalue/watcher</c>.</returns>
    /// <exception cref="LinkException">Its functions have other types.</exception>
    public static KeyValueWatcher? Find(ComponentInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);

        // The guest opens nothing with these: it is given buckets.
        var host = new KeyValueHost(instance.Store, new KeyValueBuckets());
        if (instance.TryGetInstance("wasi:keyvalue/watcher@0.2.0-draft2", out ComponentInstance? watcher))
            return Make<WasiKeyValue.Store.IBucket>(watcher, WasiKeyValue.Codecs.OwnedStoreBucket.Instance, bucket => new BucketHandle(host, bucket));
        if (!instance.TryGetInstance("wasi:keyvalue/watcher@0.2.0-draft", out watcher))
            return null;
        var draft = new DraftKeyValueHost(host);
        return Make<WasiKeyValueDraft.Store.IBucket>(
            watcher, WasiKeyValueDraft.Codecs.OwnedStoreBucket.Instance, bucket => new DraftBucketHandle(draft, new BucketHandle(host, bucket)));
    }

    /// <summary>Tells the guest that a key has a value.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="TrapException">The guest trapped.</exception>
    public void OnSet(IKeyValueBucket bucket, string key, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _set(bucket, key, value);
    }

    /// <summary>Tells the guest that a key is gone.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="TrapException">The guest trapped.</exception>
    public void OnDelete(IKeyValueBucket bucket, string key)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        ArgumentNullException.ThrowIfNull(key);
        _delete(bucket, key);
    }

    private static KeyValueWatcher Make<TBucket>(ComponentInstance watcher, ComponentCodec<TBucket> codec, Func<IKeyValueBucket, TBucket> open)
    {
        ComponentFunction set = new ComponentSignature([codec, ComponentCodecs.String, WasiKeyValue.Codecs.ListOfU8.Instance], null).Find(watcher, "on-set");
        ComponentFunction delete = new ComponentSignature([codec, ComponentCodecs.String], null).Find(watcher, "on-delete");
        return new KeyValueWatcher(
            (bucket, key, value) => Call(set, codec, open(bucket), key, value), (bucket, key) => Call(delete, codec, open(bucket), key, null));
    }

    private static void Call<TBucket>(ComponentFunction function, ComponentCodec<TBucket> codec, TBucket bucket, string key, byte[]? value)
    {
        var call = new ComponentCall(function, stackalloc ulong[function.SlotCount]);
        try
        {
            call.Give(codec, bucket);
            call.Give(ComponentCodecs.String, key);
            if (value is not null)
                call.Give(WasiKeyValue.Codecs.ListOfU8.Instance, value);
            call.Run();
            call.Finish();
        }
        catch (Exception exception) when (ComponentCall.IsViolation(exception))
        {
            throw call.Trap(exception);
        }
        finally
        {
            call.Dispose();
        }
    }
}
