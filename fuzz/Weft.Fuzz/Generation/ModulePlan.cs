// What a generated module consists of, decided before any body is written.
using System.Collections.Immutable;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Fuzz.Generation;

/// <summary>A function: imported from the host or to be generated.</summary>
/// <param name="TypeIndex">Its type in the type section.</param>
/// <param name="Type">The same.</param>
/// <param name="ImportName">The name under which the host gives it; null for one with a body.</param>
internal sealed record FunctionPlan(int TypeIndex, FunctionType Type, string? ImportName)
{
    /// <summary>About how many instructions its body has.</summary>
    public int Size { get; init; }

    /// <summary>Whether it calls nothing and has no loop without a counter: it needs no check of the budget.</summary>
    public bool IsLeaf { get; init; }

    /// <summary>How its body is built.</summary>
    public BodyStyle Style { get; init; }
}

/// <summary>What a body is like.</summary>
internal enum BodyStyle
{
    /// <summary>Nothing special.</summary>
    Plain,
    /// <summary>Hundreds of locals.</summary>
    ManyLocals,
    /// <summary>Hundreds of nested blocks.</summary>
    Deep,
}

/// <summary>A memory.</summary>
/// <param name="Type">Its type.</param>
/// <param name="IsImported">Whether the host gives it.</param>
internal sealed record MemoryPlan(MemoryType Type, bool IsImported)
{
    /// <summary>Bytes it has at least, at any time.</summary>
    public ulong MinimumBytes => Type.Limits.Minimum * Type.PageSize;

    /// <summary>The type of its addresses.</summary>
    public Wasm.ValueType AddressType => Type.Address == Wasm.AddressType.I64 ? Wasm.ValueType.I64 : Wasm.ValueType.I32;
}

/// <summary>A table.</summary>
/// <param name="Type">Its type.</param>
/// <param name="IsImported">Whether the host gives it.</param>
internal sealed record TablePlan(TableType Type, bool IsImported)
{
    /// <summary>The type of its indices.</summary>
    public Wasm.ValueType AddressType => Type.Address == Wasm.AddressType.I64 ? Wasm.ValueType.I64 : Wasm.ValueType.I32;
}

/// <summary>A global.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Initializer">Null when the host gives it.</param>
internal sealed record GlobalPlan(GlobalType Type, ConstantExpression? Initializer);

/// <summary>A data segment; one that bodies may drop is used without care for its bounds.</summary>
internal sealed record DataPlan(DataSegment Segment, bool IsDroppable);

/// <summary>An element segment; one that bodies may drop is used without care for its bounds.</summary>
internal sealed record ElementPlan(ElementSegment Segment, bool IsDroppable);

/// <summary>The plan of a module.</summary>
internal sealed class ModulePlan(Profile profile)
{
    /// <summary>What it may use.</summary>
    public Profile Profile { get; } = profile;

    /// <summary>Its types.</summary>
    public TypeTable Types { get; } = new(profile);

    /// <summary>Its functions, imports first.</summary>
    public List<FunctionPlan> Functions { get; } = [];

    /// <summary>Its memories, imports first.</summary>
    public List<MemoryPlan> Memories { get; } = [];

    /// <summary>Its tables, imports first.</summary>
    public List<TablePlan> Tables { get; } = [];

    /// <summary>Its globals, imports first.</summary>
    public List<GlobalPlan> Globals { get; } = [];

    /// <summary>The types of its tags.</summary>
    public List<int> Tags { get; } = [];

    /// <summary>Its data segments.</summary>
    public List<DataPlan> Data { get; } = [];

    /// <summary>Its element segments.</summary>
    public List<ElementPlan> Elements { get; } = [];

    /// <summary>The table that holds every function and that nothing changes; -1 when there is none.</summary>
    public int DispatchTable { get; set; } = -1;

    /// <summary>Where functions of a type stand in the dispatch table: type index, first element, count.</summary>
    public List<(int TypeIndex, int First, int Count)> DispatchGroups { get; } = [];

    /// <summary>The global that counts what may still be done, so that every call ends.</summary>
    public int BudgetGlobal { get; set; }

    /// <summary>Numeric and vector instructions without memory.</summary>
    public ImmutableArray<NumericOperation> Numeric { get; } =
        NumericOperation.Collect(profile, kind => kind is ImmediateKind.None or ImmediateKind.Lane or ImmediateKind.Shuffle);

    /// <summary>Instructions that access memory.</summary>
    public ImmutableArray<NumericOperation> Accesses { get; } =
        NumericOperation.Collect(profile, kind => kind is ImmediateKind.Memarg or ImmediateKind.MemargLane);
}
