// Pre-initialisation: an instance that is made, initialised, and becomes a module again.
using Weft.Preinitialization;
using Weft.Wasm;

namespace Weft;

public sealed partial class Linker
{
    /// <summary>
    /// Instantiates a module, runs what initialises it (its start function, an exported <c>_initialize</c>, then the initialiser that the
    /// options name), and makes a module that begins in the state that this leaves: memories, tables, globals and segments. Its functions are
    /// those of the module; it has no start function. Equal states make equal modules.
    /// </summary>
    /// <param name="store">The store of the instance; it is of no use afterwards.</param>
    /// <param name="module">The module.</param>
    /// <param name="options">The settings; the defaults when null.</param>
    /// <returns>
    /// The new module: <see cref="Wasm.Binary.ModuleWriter"/> writes it, <see cref="Engine.LoadModule(ModuleDefinition)"/> loads it. It needs
    /// the same imports. What the host or another instance keeps for the guest is not in it.
    /// </returns>
    /// <exception cref="SnapshotException">
    /// There is no such initialiser, or the state cannot be said in a module: references to objects that may change, objects and functions of
    /// others, shared memories, imported memories, tables or globals that were changed.
    /// </exception>
    /// <exception cref="LinkException">An import is unknown or of another type, or a limit of the store is exceeded.</exception>
    /// <exception cref="TrapException">The guest trapped.</exception>
    /// <exception cref="GuestException">The guest threw an exception that it did not handle.</exception>
    /// <exception cref="ArgumentException">The store or the module is of another engine.</exception>
    public ModuleDefinition Preinitialize(Store store, Module module, PreinitializeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(module);
        return new Preinitializer(module, options ?? new PreinitializeOptions()).Run(() => Instantiate(store, module, runsStart: false));
    }
}
