// Functions of the host in whose place a function of a module is put while the store lives: an adapter that begins as one of the host, which costs
// next to nothing to make, and becomes code when it is called often.
using Weft.Compiler;
using Weft.Interpreter;
using Weft.Wasm;

namespace Weft;

public sealed unsafe partial class Function
{
    /// <summary>
    /// Puts a module's function in the place of this function of the host: whoever calls this one, now or later, calls that one. The module is
    /// instantiated for it; the instance is nobody else's, and no limit counts it. May be called while the function runs, which ends as it began.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <param name="export">The name under which it exports the function, which must be of the type of this one and be defined by the module.</param>
    /// <param name="imports">What the module's imports are given, in their order.</param>
    /// <exception cref="ArgumentException">There is no such function, the module is of another engine, or an import is of another store.</exception>
    /// <exception cref="InvalidOperationException">This is no function of the host.</exception>
    /// <exception cref="LinkException">An import is of another type.</exception>
    /// <exception cref="TrapException">An initialiser, a segment or the start function of the module trapped.</exception>
    public void Replace(Module module, string export, params ReadOnlySpan<External> imports)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(export);
        Store.CheckUse();
        if (!IsHost)
        {
            throw new InvalidOperationException("only a function of the host can be replaced");
        }

        var validated = module.Validated;
        if (!module.ExportsByName.TryGetValue(export, out var found) || found.Kind != ExternalKind.Function || found.Index < validated.ImportedFunctionCount)
        {
            throw new ArgumentException($"the module defines no function that it exports as \"{export}\"", nameof(export));
        }

        if (module.Engine != Store.Engine || validated.FunctionTypeIds[found.Index] != TypeId)
        {
            throw new ArgumentException("the module is of another engine, or its function of another type", nameof(module));
        }

        var instance = module.Instantiate(Store, imports, isReplacement: true);
        ImportBinding.Make(instance, imports);
        Become(instance, found.Index);
    }

    // The instance's own index space gets this cell: whatever finds the function there, as the compiler of hot functions does, finds this one.
    private void Become(Instance instance, int index)
    {
        var isPrepared = Cell->Entry != 0;

        // SAFETY: the cell and the instance's context live as long as the store, and the index is one of the module's. A call that runs through the
        // cell has read what it needs of it: afterwards it looks only at the fields that stay, its store and the header of its stub.
        instance.Context->Functions[index] = Cell;
        Cell->Instance = instance.Context;
        Cell->FunctionIndex = index;
        Cell->Entry = Cell->SafeEntry = 0;
        Cell->Context = Cell->SafeContext = null;
        FunctionStub.Initialize(Cell, Type, isHost: false);
        if (instance.Compiled is { } compiled && compiled.GetEntry(index) is not 0 and var entry)
        {
            FunctionStub.SetCompiled(Cell, entry, instance.Validated.HandlesExceptions);
        }

        IsHost = false;
        _callback = null;
        _body = null;
        if (isPrepared)
        {
            // There may be code that does not look whether it is (BoundImports).
            Store.PrepareEntry(Cell);
        }
    }
}
