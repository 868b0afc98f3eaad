// wasi:keyvalue: the resource `cas`, a change that is made only if no other came before it.

using Weft.Components;
using Error = Weft.Wasi.KeyValue.WasiKeyValue.Store.Error;

namespace Weft.Wasi.KeyValue;

/// <summary>
/// A version of a key's that a guest knows. It keeps the version's name and not its value: a guest may have a million handles, and values are as large
/// as it likes.
/// </summary>
/// <param name="host">The functions of the guest's store.</param>
/// <param name="bucket">The bucket.</param>
/// <param name="key">The key.</param>
/// <param name="version">Its version now.</param>
internal sealed class CasHandle(KeyValueHost host, IKeyValueBucket bucket, string key, string version) : WasiKeyValue.Atomics.ICas
{
    /// <summary>The bucket.</summary>
    public IKeyValueBucket Bucket => bucket;

    /// <summary>The key.</summary>
    public string Key => key;

    /// <summary>What the swap compares with: the version of when the handle was made, or of the value that the guest has read with it since.</summary>
    public string Version { get; private set; } = version;

    public ComponentResult<byte[]?, Error> Current() => host.Answer(async token =>
    {
        KeyValueVersion current = await bucket.GetVersionAsync(key, token).ConfigureAwait(false);
        Version = current.Version;
        return current.Value;
    });
}
