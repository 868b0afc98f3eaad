// WASI preview 1 for components: a core module that they import, whose exports are the functions of the host. A component hands them to modules
// inside that were written for preview 1, so that no adapter is needed.

using System.Runtime.CompilerServices;
using Weft.Components;
using Weft.Wasi.Preview1;

namespace Weft.Wasi;

/// <summary>Gives components WASI preview 1.</summary>
public static class WasiPreview1ComponentExtensions
{
    /// <summary>
    /// Defines the core module <see cref="Preview1Interface.ModuleName"/>, which exports the functions of <c>wasi_snapshot_preview1</c>. Each store that
    /// uses it gets a world of its own, which is opened when the module is first instantiated and closed when the store is collected.
    /// </summary>
    /// <param name="linker">The linker.</param>
    /// <param name="configure">Says what components are granted.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public static ComponentLinker AddWasiPreview1(this ComponentLinker linker, Action<WasiOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new WasiOptionsBuilder();
        configure(builder);
        var contexts = new ConditionalWeakTable<Store, WasiContext>();
        return Add(linker, store => contexts.GetValue(store, _ => builder.Build()));
    }

    /// <summary>
    /// Defines the core module <see cref="Preview1Interface.ModuleName"/> over a given world, which may be that of
    /// <see cref="WasiPreview2LinkerExtensions.AddWasiPreview2(ComponentLinker, WasiContext)"/>, too. Only one store at a time may use it. Each instance
    /// of the module, one for each component that imports it, has numbers of descriptors of its own.
    /// </summary>
    /// <param name="linker">The linker.</param>
    /// <param name="context">The world of the store's components; the caller disposes it when they have ended.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public static ComponentLinker AddWasiPreview1(this ComponentLinker linker, WasiContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Add(linker, _ => context);
    }

    private static ComponentLinker Add(ComponentLinker linker, Func<Store, WasiContext> find)
    {
        ArgumentNullException.ThrowIfNull(linker);
        linker.Root.DefineModule(Preview1Interface.ModuleName, Preview1Module.Load(linker.Engine), store =>
            WasiPreview1LinkerExtensions.Add(new Linker(linker.Engine), new Preview1Binding(new Preview1Process(find(store), isShared: true))));
        return linker;
    }
}
