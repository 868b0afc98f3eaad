// wasi:logging: the only place where it meets the linker.

using System.Runtime.CompilerServices;
using Weft.Components;
using Weft.Wasi.Logging;

namespace Weft.Wasi;

/// <summary>Gives components <c>wasi:logging</c>.</summary>
public static class WasiLoggingLinkerExtensions
{
    private const string Interface = "wasi:logging/logging@0.1.0-draft";

    // As it was before it had a version.
    private const string OldName = "wasi:logging/logging";

    /// <summary>Defines <c>wasi:logging/logging</c>.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="log">Where the messages of all components go.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public static ComponentLinker AddWasiLogging(this ComponentLinker linker, IGuestLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return AddWasiLogging(linker, _ => log);
    }

    /// <summary>Defines <c>wasi:logging/logging</c> for stores that have logs of their own.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="log">Finds where the messages from a store go; called once for each store.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public static ComponentLinker AddWasiLogging(this ComponentLinker linker, Func<Store, IGuestLog> log)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(log);
        var hosts = new ConditionalWeakTable<Store, LoggingHost>();
        WasiLogging.AddTo(linker, store => hosts.GetValue(store, store => new LoggingHost(log(store))));
        return linker.AddAlias(OldName, Interface);
    }
}
