// The state of an instance after instantiation (spec 4.7.2), to which it goes back when it was rented.
namespace Weft.Runtime;

/// <summary>What one instance, alone in its store, goes back to: memories, tables, globals, segments, and the store around them.</summary>
internal sealed unsafe class InstanceSnapshot
{
    private readonly Instance _instance;
    private readonly MemorySnapshot[] _memories;
    private readonly (Table Table, nint[] Cells, object?[] Objects)[] _tables;
    private readonly (Global Global, ulong Low, ulong High, object? Reference)[] _globals;
    private readonly ReadOnlyMemory<byte>[] _data;
    private readonly ElementInstance[] _elements;
    private readonly StoreState _store;

    /// <summary>Takes a snapshot.</summary>
    /// <param name="instance">An instance that was just made, in a store of its own, and for which <see cref="WhyNot"/> has no reason.</param>
    /// <param name="memories">The memories, which may be those of other instances of the module.</param>
    public InstanceSnapshot(Instance instance, MemorySnapshot[] memories)
    {
        _instance = instance;
        _memories = memories;
        _tables = [.. instance.Tables.Select(table =>
        {
            var (cells, objects) = table.TakeSnapshot();
            return (table, cells, objects);
        })];
        _globals = [.. instance.Globals.Where(global => global.Type.IsMutable).Select(global => (global, global.Cell->Low, global.Cell->High, global.Reference))];
        _data = [.. instance.Data];
        _elements = [.. instance.Elements.Select(segment => segment.TakeSnapshot())];
        _store = instance.Store.TakeState();
    }

    /// <summary>Why an instance cannot go back to its state, in words; null when it can.</summary>
    /// <param name="instance">An instance that was just made.</param>
    /// <param name="rerunsStart">Whether a start function that may call the host must be run again.</param>
    public static string? WhyNot(Instance instance, bool rerunsStart)
    {
        if (rerunsStart && instance.Definition.Start is not null && instance.Validated.ImportedFunctionCount != 0)
        {
            return "the start function may call the host";
        }

        if (instance.Memories.Any(memory => memory.IsShared))
        {
            return "other threads may use a shared memory";
        }

        // Objects may be changed from inside, and what they were is not kept.
        if (instance.Globals.Any(global => IsMutable(global.Reference))
            || instance.Tables.Any(table => !table.IsFunctionTable && table.TakeSnapshot().Objects.Any(IsMutable))
            || instance.Elements.Any(segment => segment.Values.ToArray().Any(IsMutable)))
        {
            return "a global, a table or a segment refers to an object";
        }

        return null;
    }

    /// <summary>Lets the instance have the memories of the snapshot, which it has as well, in a way that it can go back to.</summary>
    /// <returns>False when the system refuses: the store must be disposed.</returns>
    public bool TryAttach() => TryRestoreMemories(isFirst: true);

    /// <summary>Goes back. The store is parked.</summary>
    /// <returns>False when it cannot: the store must be disposed.</returns>
    public bool TryRestore()
    {
        if (!TryRestoreMemories(isFirst: false))
        {
            return false;
        }

        foreach (var (table, cells, objects) in _tables)
        {
            table.Restore(cells, objects);
        }

        foreach (ref readonly var saved in _globals.AsSpan())
        {
            // SAFETY: the cell lives as long as the store, which is not disposed.
            saved.Global.Cell->Low = saved.Low;
            saved.Global.Cell->High = saved.High;
            saved.Global.Reference = saved.Reference;
        }

        _data.CopyTo(_instance.Data, 0);
        for (var i = 0; i < _elements.Length; i++)
        {
            _instance.Elements[i].Restore(_elements[i]);
        }

        return _instance.Store.TryRestore(_store);
    }

    private static bool IsMutable(object? reference) => reference is not (null or I31 or Function);

    private bool TryRestoreMemories(bool isFirst)
    {
        for (var i = 0; i < _memories.Length; i++)
        {
            if (!_instance.Memories[i].TryRestore(_memories[i], isFirst))
            {
                return false;
            }
        }

        return true;
    }
}
