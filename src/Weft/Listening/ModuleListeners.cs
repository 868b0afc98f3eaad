// The listeners of a module's functions, shared by its instances in all stores: the host is asked when a function is first called.

namespace Weft.Listening;

/// <summary>Asks the host once for each function.</summary>
internal sealed class ModuleListeners(Module module, Func<ListenedFunction, FunctionListener?> factory)
{
    private readonly Lock _lock = new();
    private readonly Entry?[] _entries = new Entry?[module.Validated.Definition.Functions.Length];

    /// <summary>The function and its listener.</summary>
    /// <param name="functionIndex">Its index in the function index space, imports first.</param>
    public Entry Get(int functionIndex)
    {
        ref var entry = ref _entries[functionIndex - module.Validated.ImportedFunctionCount];
        return Volatile.Read(ref entry) ?? Add(functionIndex, ref entry);
    }

    private Entry Add(int functionIndex, ref Entry? entry)
    {
        lock (_lock)
        {
            if (entry is null)
            {
                var function = new ListenedFunction(
                    module, functionIndex, module.Names.GetFunctionName(functionIndex), module.Validated.GetFunctionType(functionIndex));
                Volatile.Write(ref entry, new Entry(function, factory(function)));
            }

            return entry;
        }
    }

    /// <summary>A function with who listens to it; null when nobody does.</summary>
    internal sealed record Entry(ListenedFunction Function, FunctionListener? Listener);
}
