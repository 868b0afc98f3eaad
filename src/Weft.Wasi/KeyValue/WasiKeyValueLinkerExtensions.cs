// wasi:keyvalue: the only place where it meets the linker.

using System.Runtime.CompilerServices;
using Weft.Components;
using Weft.Wasi.KeyValue;
using Weft.Wasi.KeyValueDraft;

namespace Weft.Wasi;

/// <summary>Gives components <c>wasi:keyvalue</c>.</summary>
public static class WasiKeyValueLinkerExtensions
{
    /// <summary>Defines <c>wasi:keyvalue/store</c>, <c>atomics</c> and <c>batch</c>, of 0.2.0-draft2 and of the draft before it, 0.2.0-draft.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="buckets">The buckets that components may open, such as a <see cref="KeyValueBuckets"/>.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public static ComponentLinker AddWasiKeyValue(this ComponentLinker linker, IKeyValueStore buckets)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        return AddWasiKeyValue(linker, _ => buckets);
    }

    /// <summary>Defines <c>wasi:keyvalue/store</c>, <c>atomics</c> and <c>batch</c> for stores that have buckets of their own.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="buckets">Finds the buckets of a store; called once for each store.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public static ComponentLinker AddWasiKeyValue(this ComponentLinker linker, Func<Store, IKeyValueStore> buckets)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(buckets);
        var hosts = new ConditionalWeakTable<Store, KeyValueHost>();
        WasiKeyValue.AddTo(linker, Find);
        var drafts = new ConditionalWeakTable<Store, DraftKeyValueHost>();
        return WasiKeyValueDraft.AddTo(linker, store => drafts.GetValue(store, store => new DraftKeyValueHost(Find(store))));

        KeyValueHost Find(Store store) => hosts.GetValue(store, store => new KeyValueHost(store, buckets(store)));
    }
}
