// The result of validation, and the only input that engines accept: a module with all its types in canonical ids.
using System.Collections.Immutable;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

/// <summary>A valid module (spec 3.4). Index spaces are whole, imports first; type ids are those of <see cref="Registry"/>. Immutable.</summary>
public sealed class ValidatedModule
{
    internal ValidatedModule(ModuleDefinition definition, TypeRegistry registry, ValidationOptions options)
    {
        Definition = definition;
        Registry = registry;
        Options = options;
    }

    /// <summary>The module as its source says it; the type indices in it, and in its bodies, are the module's own.</summary>
    public ModuleDefinition Definition { get; }

    /// <summary>Where the types are.</summary>
    public TypeRegistry Registry { get; }

    /// <summary>What its parts are called, for backtraces and messages.</summary>
    public ModuleNames Names => field ??= new ModuleNames(Definition);

    /// <summary>The id of each type of the type section.</summary>
    public ImmutableArray<int> CanonicalTypes { get; internal set; } = [];

    /// <summary>The types of the imports, one for each, with ids in place of type indices.</summary>
    public ImmutableArray<ExternalType> ImportTypes { get; internal set; } = [];

    /// <summary>The id of the type of each function.</summary>
    public ImmutableArray<int> FunctionTypeIds { get; internal set; } = [];

    /// <summary>The type of each table.</summary>
    public ImmutableArray<TableType> Tables { get; internal set; } = [];

    /// <summary>The type of each memory.</summary>
    public ImmutableArray<MemoryType> Memories { get; internal set; } = [];

    /// <summary>The type of each global.</summary>
    public ImmutableArray<GlobalType> Globals { get; internal set; } = [];

    /// <summary>The id of the function type of each tag.</summary>
    public ImmutableArray<int> TagTypeIds { get; internal set; } = [];

    /// <summary>The type of the elements of each element segment.</summary>
    public ImmutableArray<ValueType> ElementTypes { get; internal set; }

    /// <summary>How many functions are imported; they come first.</summary>
    public int ImportedFunctionCount { get; internal set; }

    /// <summary>How many tables are imported; they come first.</summary>
    public int ImportedTableCount { get; internal set; }

    /// <summary>How many memories are imported; they come first.</summary>
    public int ImportedMemoryCount { get; internal set; }

    /// <summary>How many globals are imported; they come first.</summary>
    public int ImportedGlobalCount { get; internal set; }

    /// <summary>How many tags are imported; they come first.</summary>
    public int ImportedTagCount { get; internal set; }

    /// <summary>
    /// Whether the module has tags, or instructions that handle exceptions: others can neither throw nor catch one, only let it pass.
    /// </summary>
    public bool HandlesExceptions { get; internal set; }

    /// <summary>Whether the module has tail calls.</summary>
    public bool HasTailCalls { get; internal set; }

    internal ValidationOptions Options { get; }

    // By index, without the indirection through ids: what bodies name most.
    internal CompositeType[] Composites { get; set; } = [];

    internal FunctionType[] FunctionTypes { get; set; } = [];

    internal FunctionType[] TagTypes { get; set; } = [];

    // The functions that bodies may reference (spec 3.1.6, "refs").
    internal bool[] DeclaredFunctions { get; set; } = [];

    // By type index: whether struct.new_default may make it; 0 while nobody has asked.
    private sbyte[]? _defaultable;

    internal bool IsDefaultable(int typeIndex, StructType type)
    {
        var known = _defaultable ??= new sbyte[Composites.Length];
        if (known[typeIndex] == 0)
        {
            var isDefaultable = true;
            foreach (var field in type.Fields)
            {
                isDefaultable &= field.Type.IsDefaultable;
            }

            known[typeIndex] = isDefaultable ? (sbyte)1 : (sbyte)-1;
        }

        return known[typeIndex] > 0;
    }

    /// <summary>The type of a function, with ids in place of type indices.</summary>
    public FunctionType GetFunctionType(int functionIndex) => FunctionTypes[functionIndex];

    /// <summary>The payload of a tag, with ids in place of type indices.</summary>
    public FunctionType GetTagType(int tagIndex) => TagTypes[tagIndex];

    /// <summary>A composite type of the type section, with ids in place of type indices.</summary>
    /// <param name="typeIndex">Its index in the module.</param>
    public CompositeType GetCompositeType(int typeIndex) => Composites[typeIndex];

    /// <summary>What a block takes and leaves, with ids in place of the type indices of its function type.</summary>
    public (ImmutableArray<ValueType> Parameters, ImmutableArray<ValueType> Results) GetBlockType(BlockType block)
    {
        if (block.TypeIndex >= 0)
        {
            var type = (FunctionType)GetCompositeType(block.TypeIndex);
            return (type.Parameters, type.Results);
        }

        return ([], block.Result is { } result ? [result] : []);
    }

    /// <summary>Rewrites a value type of the module, as instructions carry it, to canonical ids.</summary>
    public ValueType Canonicalize(ValueType type) =>
        type.IsReference && type.Heap.IsDefined ? ValueType.Ref(HeapType.Defined(CanonicalTypes[type.Heap.Index]), type.IsNullable) : type;
}
