// Which parts of an adapter are needed for the exports that are.
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Walks from exports to everything that they use.</summary>
internal sealed class AdapterLiveness
{
    private readonly ModuleDefinition _module;
    private readonly int _importedFunctions;
    private readonly int _importedGlobals;
    private readonly Queue<int> _functions = [];

    private AdapterLiveness(ModuleDefinition module)
    {
        _module = module;
        _importedFunctions = module.Imports.Count(import => import.Type.Kind == ExternalKind.Function);
        _importedGlobals = module.Imports.Count(import => import.Type.Kind == ExternalKind.Global);
    }

    public SortedSet<int> Functions { get; } = [];

    public SortedSet<int> Globals { get; } = [];

    public SortedSet<int> Memories { get; } = [];

    /// <summary>Everything that exports need.</summary>
    /// <param name="module">A valid module.</param>
    /// <param name="exports">Its exports that are kept.</param>
    public static AdapterLiveness Find(ModuleDefinition module, IEnumerable<Export> exports)
    {
        var live = new AdapterLiveness(module);
        foreach (var export in exports)
        {
            switch (export.Kind)
            {
                case ExternalKind.Function:
                    live.MarkFunction(export.Index);
                    break;
                case ExternalKind.Global:
                    live.MarkGlobal(export.Index);
                    break;
                case ExternalKind.Memory:
                    live.Memories.Add(export.Index);
                    break;
                default:
                    throw Unsupported($"the export {export.Name}, a {export.Kind.ToString().ToLowerInvariant()}");
            }
        }

        while (live._functions.TryDequeue(out var function))
        {
            live.Read(module.Functions[function - live._importedFunctions].Body.ReadInstructions(out _));
        }

        return live;
    }

    private static ComponentToolException Unsupported(string what) => new($"the adapter has {what}, and adapters have functions, globals and an imported memory only");

    private void MarkFunction(int index)
    {
        if (Functions.Add(index) && index >= _importedFunctions)
        {
            _functions.Enqueue(index);
        }
    }

    private void MarkGlobal(int index)
    {
        if (Globals.Add(index) && index >= _importedGlobals)
        {
            var initializer = _module.Globals[index - _importedGlobals].Initializer;
            Read(new InstructionReader(new ByteReader(initializer.Bytes.Span)));
        }
    }

    // A global's initialiser names only globals before it, so that recursion ends; functions wait in a queue.
    private void Read(InstructionReader reader)
    {
        var instruction = default(Instruction);
        while (!reader.AtEnd)
        {
            reader.Read(ref instruction);
            switch (InstructionTable.GetImmediates(instruction.Opcode))
            {
                case ImmediateKind.Func:
                    MarkFunction(instruction.Index);
                    break;
                case ImmediateKind.Global:
                    MarkGlobal(instruction.Index);
                    break;
                case ImmediateKind.Memory or ImmediateKind.Memarg or ImmediateKind.MemargLane:
                    Memories.Add(instruction.Index);
                    break;
                case ImmediateKind.MemoryMemory:
                    Memories.Add(instruction.Index);
                    Memories.Add(instruction.Index2);
                    break;
                case ImmediateKind.Table or ImmediateKind.TypeTable or ImmediateKind.TableTable or ImmediateKind.Elem or ImmediateKind.ElemTable or ImmediateKind.TypeElem:
                    throw Unsupported("code that uses a table");
                case ImmediateKind.Data or ImmediateKind.DataMemory or ImmediateKind.TypeData:
                    throw Unsupported("code that uses data segments");
                case ImmediateKind.Tag or ImmediateKind.TryTable:
                    throw Unsupported("code that handles exceptions");
                default:
                    break;
            }
        }
    }
}
