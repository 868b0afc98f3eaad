// What the code of an adapter imports: it is asked for while code is written, and given when an adapter is made, in the same order.
using System.Collections.Immutable;
using Weft.Wasm;

namespace Weft.Components.Adapters;

/// <summary>Something that an adapter imports.</summary>
internal enum AdapterImport
{
    /// <summary>The core function that is called.</summary>
    Callee,
    /// <summary>The whole call by copiers: for whatever is not usual, and for what is wrong before anything has happened.</summary>
    Slow,
    /// <summary>What is left when the callee has returned, by copiers.</summary>
    Finish,
    /// <summary>Looks at a string that is not ASCII.</summary>
    CheckText,
    /// <summary>Copies a string that one side writes in another way.</summary>
    CopyText,
    /// <summary>Moves a handle from one table to the other, or lends it.</summary>
    MoveHandle,
    /// <summary>What was lent is back, which the callee must have dropped.</summary>
    EndHandles,
    /// <summary>Says what is wrong with an address that realloc has returned.</summary>
    Refuse,
    /// <summary>What allocates in the callee's memory.</summary>
    CalleeRealloc,
    /// <summary>What allocates in the caller's memory.</summary>
    CallerRealloc,
    /// <summary>What is called after the result was read.</summary>
    PostReturn,
    /// <summary>The caller's memory.</summary>
    CallerMemory,
    /// <summary>The callee's memory.</summary>
    CalleeMemory,
    /// <summary>Whether the instance that calls may be entered and left: see <see cref="InstanceState.Flags"/>.</summary>
    CallerFlags,
    /// <summary>The same of the instance that is called. Those of the instances around it that are entered, too, follow.</summary>
    CalleeFlags,
}

/// <summary>The imports of an adapter.</summary>
internal sealed class AdapterImports
{
    private static readonly MemoryType s_memory = new(new Limits(0, null));
    private static readonly GlobalType s_flags = new(Wasm.ValueType.I32, IsMutable: true);

    private readonly List<FunctionType> _types = [];
    private readonly List<(AdapterImport What, int State, ExternalType Type)> _imports = [];

    /// <summary>What is imported, in order; of flags, whose.</summary>
    public ImmutableArray<(AdapterImport What, int State)> Given => [.. _imports.Select(import => (import.What, import.State))];

    /// <summary>The imports as a module has them.</summary>
    public ImmutableArray<Import> ToImports() => [.. _imports.Select(import => new Import("", import.What.ToString(), import.Type))];

    /// <summary>The types as a module has them.</summary>
    public ImmutableArray<RecursiveGroup> ToTypes() => [.. _types.Select(type => new RecursiveGroup([new SubType(true, [], type)], IsExplicit: false))];

    /// <summary>How many functions are imported.</summary>
    public int Functions => _imports.Count(import => import.Type is ExternalFunctionType);

    /// <summary>The index of a function type.</summary>
    public int TypeIndex(FunctionType type)
    {
        var index = _types.IndexOf(type);
        if (index < 0)
        {
            index = _types.Count;
            _types.Add(type);
        }

        return index;
    }

    /// <summary>The index of a function.</summary>
    public int Function(AdapterImport what, FunctionType type) => Find(what, 0, new ExternalFunctionType(TypeIndex(type)));

    /// <summary>The index of a memory.</summary>
    public int Memory(AdapterImport what) => Find(what, 0, s_memory);

    /// <summary>The index of a global of flags.</summary>
    public int Flags(AdapterImport what, int state = 0) => Find(what, state, s_flags);

    // The index in the space of its kind.
    private int Find(AdapterImport what, int state, ExternalType type)
    {
        var index = 0;
        foreach (var import in _imports)
        {
            if (import.What == what && import.State == state)
            {
                return index;
            }

            index += import.Type.Kind == type.Kind ? 1 : 0;
        }

        _imports.Add((what, state, type));
        return index;
    }
}
