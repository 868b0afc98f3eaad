// wasi:keyvalue: the only place where it meets the linker.

using System.Runtime.CompilerServices;
using Weft.Components;
using Weft.Wasi.KeyValue;

namespace Weft.Wasi;

/// <summary>Gives components <c>wasi:keyvalue</c>.</summary>
public static class WasiKeyValueLinkerExtensions
{
    /// <summary>Defines <c>wasi:keyvalue/store</c>, <c>atomics</c> and <c>batch</c>.</summary>
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
        return WasiKeyValue.AddTo(linker, store => hosts.GetValue(store, store => new KeyValueHost(store, buckets(store))));
    }
}
