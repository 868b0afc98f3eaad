// What a module was given to begin with: a pre-initialised module begins with the same, so that it must not have been changed.
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Preinitialization;

/// <summary>The imported memories, tables and mutable globals of an instance as its segments left them, before any of its functions ran.</summary>
internal sealed class ImportedState : IDisposable
{
    private readonly Instance _instance;
    private readonly MemorySnapshot[] _memories;
    private readonly (nint[] Cells, object?[] Objects)[] _tables;
    private readonly Value[] _globals;

    public ImportedState(Instance instance)
    {
        var module = instance.Validated;
        _instance = instance;
        _memories = [.. instance.Memories.Take(module.ImportedMemoryCount).Select(memory => memory.TakeSnapshot())];
        _tables = [.. instance.Tables.Take(module.ImportedTableCount).Select(table => table.TakeSnapshot())];
        _globals = [.. instance.Globals.Take(module.ImportedGlobalCount).Select(global => global.Value)];
    }

    /// <summary>Checks that everything is as it was.</summary>
    /// <exception cref="SnapshotException">Something was changed.</exception>
    public void CheckUnchanged()
    {
        for (var i = 0; i < _memories.Length; i++)
        {
            Check(_instance.Memories[i].Matches(_memories[i]), ExternalKind.Memory, i);
        }

        for (var i = 0; i < _tables.Length; i++)
        {
            var (cells, objects) = _instance.Tables[i].TakeSnapshot();
            Check(
                cells.AsSpan().SequenceEqual(_tables[i].Cells) && objects.Length == _tables[i].Objects.Length
                    && objects.Zip(_tables[i].Objects).All(pair => ReferenceChecks.AreEqual(pair.First, pair.Second)),
                ExternalKind.Table, i);
        }

        for (var i = 0; i < _globals.Length; i++)
        {
            Check(_instance.Globals[i].Value == _globals[i], ExternalKind.Global, i);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var memory in _memories)
        {
            memory.Dispose();
        }
    }

    private void Check(bool isUnchanged, ExternalKind kind, int index)
    {
        if (!isUnchanged)
        {
            var import = _instance.Definition.Imports.Where(import => import.Type.Kind == kind).ElementAt(index);
            throw new SnapshotException(
                $"the initialisation changed {kind.ToString().ToLowerInvariant()} {index}, which is imported (\"{import.Module}\" \"{import.Name}\"): the new module could not bring the change with it");
        }
    }
}
