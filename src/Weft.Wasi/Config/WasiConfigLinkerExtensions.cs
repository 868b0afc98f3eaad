// wasi:config: the only place where it meets the linker.

using System.Runtime.CompilerServices;
using Weft.Components;
using Weft.Wasi.Config;

namespace Weft.Wasi;

/// <summary>Gives components <c>wasi:config</c>.</summary>
public static class WasiConfigLinkerExtensions
{
    private const string Interface = "wasi:config/store@0.2.0-draft";

    // The same under the names of other drafts: versions that are not final are compatible with nothing.
    private static readonly string[] s_otherNames = ["wasi:config/store@0.2.0-draft-2024-09-27", "wasi:config/store@0.2.0-rc.1", "wasi:config/runtime@0.2.0-draft"];

    /// <summary>Defines <c>wasi:config/store</c> with values that are known beforehand.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="values">The values that components see, which are copied.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public static ComponentLinker AddWasiConfig(this ComponentLinker linker, IEnumerable<KeyValuePair<string, string>> values) =>
        AddWasiConfig(linker, new ConfigValues(values));

    /// <summary>Defines <c>wasi:config/store</c>.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="source">Where values come from, for all components.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public static ComponentLinker AddWasiConfig(this ComponentLinker linker, IConfigSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return AddWasiConfig(linker, _ => source);
    }

    /// <summary>Defines <c>wasi:config/store</c> for stores that have values of their own.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="source">Finds where the values of a store come from; called once for each store.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public static ComponentLinker AddWasiConfig(this ComponentLinker linker, Func<Store, IConfigSource> source)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(source);
        var hosts = new ConditionalWeakTable<Store, ConfigHost>();
        WasiConfig.AddTo(linker, store => hosts.GetValue(store, store => new ConfigHost(store, source(store))));
        foreach (string name in s_otherNames)
            linker.AddAlias(name, Interface);
        return linker;
    }
}
