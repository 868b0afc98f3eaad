// The code of an instance that was made for what it imports: at once where that is compiled, or when the instance's own code gets hot.

namespace Weft.Compiler;

/// <summary>Such code of an instance, or what it takes to make it.</summary>
internal sealed class ImportBinding
{
    // How long code that is hot is interpreted still, in milliseconds, before it is compiled as any other: what it calls is being compiled meanwhile.
    private const int MaximumWait = 500;

    private External[]? _imports;
    private long _hotSince;

    private ImportBinding(External[]? imports) => _imports = imports;

    /// <summary>The code; null while there is none.</summary>
    public CompiledModule? Code { get; private set; }

    /// <summary>Gives an instance code for what it imports, now or later, where that can be.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="imports">What its module's imports were given.</param>
    public static void Make(Instance instance, ReadOnlySpan<External> imports)
    {
        var binding = new ImportBinding(imports.ToArray());
        if (binding.TryMake(instance) || instance.Store.Engine.Tier == ExecutionTier.Tiered)
        {
            instance.Binding = binding;
        }
    }

    /// <summary>Finds the code of a function of an instance that has become hot.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="functionIndex">The function.</param>
    /// <param name="entry">The address of the code; 0 while it may come.</param>
    /// <returns>False when there is no such code, and will be none.</returns>
    public bool TryFind(Instance instance, int functionIndex, out nint entry)
    {
        entry = 0;
        if (Code is null && _imports is not null && !TryMake(instance))
        {
            var now = Environment.TickCount64;
            _hotSince = _hotSince == 0 ? now : _hotSince;
            if (now - _hotSince < MaximumWait)
            {
                return true;
            }

            _imports = null;
        }

        return Code is not null && (entry = Code.GetEntry(functionIndex)) != 0;
    }

    private bool TryMake(Instance instance)
    {
        var store = instance.Store;
        Code = instance.Module.GetBound(store.MetersFuel, _imports);
        if (Code is null)
        {
            return false;
        }

        foreach (var import in _imports!)
        {
            if (import is Function function)
            {
                // SAFETY: the cell is of this store, as instantiation has checked.
                unsafe
                {
                    store.PrepareEntry(function.Cell);
                }
            }
        }

        _imports = null;
        return true;
    }
}
