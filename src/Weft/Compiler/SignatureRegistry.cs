// The emitted code of an engine's function types, made when it is first needed.
using System.Collections.Concurrent;
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>Finds <see cref="SignatureCode"/> by the canonical id of a function type. Any thread may use it.</summary>
internal sealed unsafe class SignatureRegistry(TypeRegistry types)
{
    private const int TypesPerAssembly = 256;

    private readonly ConcurrentDictionary<int, SignatureCode> _codes = new();
    private readonly Lock _lock = new();

    // All of them, as long as the registry: what is kept of the code is addresses, which keep no collectible assembly alive.
    private readonly List<ModuleBuilder> _modules = [];
    private int _count;

    public SignatureCode Get(int typeId)
    {
        if (_codes.TryGetValue(typeId, out var known))
        {
            return known;
        }

        lock (_lock)
        {
            return _codes.TryGetValue(typeId, out known) ? known : _codes[typeId] = Make(types.GetFunctionType(typeId));
        }
    }

    /// <summary>Gives a cell that compiled callers come upon its entries.</summary>
    public void Prepare(FunctionCell* cell)
    {
        var code = Get(cell->TypeId);
        if (cell->Entry == 0)
        {
            cell->Context = cell;
            cell->Entry = code.Thunk;
            cell->SafeContext = cell;
            cell->SafeEntry = code.Thunk;
        }
        else if (cell->SafeEntry == 0)
        {
            cell->SafeContext = cell;
            cell->SafeEntry = code.SafeThunk;
        }
    }

    private SignatureCode Make(FunctionType type)
    {
        // Now and then an assembly anew: making types in one takes longer the more it has.
        if (_count % TypesPerAssembly == 0)
        {
            _modules.Add(CodeAssembly.Define("Weft.Signatures"));
        }

        return SignatureCode.Make(type, _modules[^1], $"S{_count++}");
    }
}
