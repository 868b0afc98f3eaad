// The module of the specification (spec 2.5): what the binary reader and the text parser produce, the writer and printer consume,
// and the validator checks. Bodies and constant expressions stay in their binary encoding.
using System.Collections.Immutable;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;

namespace Weft.Wasm;

/// <summary>
/// A module as its source says it (spec 2.5), not yet validated. Immutable. Lists of imports' kinds precede definitions in each
/// index space, as in the specification; <see cref="Functions"/> and its neighbours hold the definitions only.
/// </summary>
public sealed record ModuleDefinition
{
    private readonly DeferredFunctions? _deferredFunctions;

    /// <summary>The type section, in recursive groups; type indices count through them.</summary>
    public ImmutableArray<RecursiveGroup> Types { get; init; } = [];

    /// <summary>What the module needs.</summary>
    public ImmutableArray<Import> Imports { get; init; } = [];

    /// <summary>Defined functions: type and body. Function indices start after the imported functions.</summary>
    public ImmutableArray<FunctionDefinition> Functions
    {
        get => _deferredFunctions is { } deferred ? deferred.Read() : field;
        init
        {
            field = value;
            _deferredFunctions = null;
        }
    } = [];

    /// <summary>The type index of each defined function: all that is to be known of functions before one is called.</summary>
    public ImmutableArray<int> FunctionTypeIndices =>
        _deferredFunctions is { } deferred ? deferred.TypeIndices : [.. Functions.Select(function => function.TypeIndex)];

    /// <summary>How many functions are defined.</summary>
    public int FunctionCount => _deferredFunctions is { } deferred ? deferred.TypeIndices.Length : Functions.Length;

    /// <summary>Functions whose bodies are read when somebody asks for them.</summary>
    internal DeferredFunctions? DeferredFunctions
    {
        init => _deferredFunctions = value;
    }

    /// <summary>Defined tables.</summary>
    public ImmutableArray<TableDefinition> Tables { get; init; } = [];

    /// <summary>Defined memories.</summary>
    public ImmutableArray<MemoryType> Memories { get; init; } = [];

    /// <summary>Defined tags.</summary>
    public ImmutableArray<TagType> Tags { get; init; } = [];

    /// <summary>Defined globals.</summary>
    public ImmutableArray<GlobalDefinition> Globals { get; init; } = [];

    /// <summary>What the module offers.</summary>
    public ImmutableArray<Export> Exports { get; init; } = [];

    /// <summary>The function that instantiation calls.</summary>
    public int? Start { get; init; }

    /// <summary>Element segments.</summary>
    public ImmutableArray<ElementSegment> Elements { get; init; } = [];

    /// <summary>Data segments.</summary>
    public ImmutableArray<DataSegment> Data { get; init; } = [];

    /// <summary>The count of the data count section, when there is one; bodies may name data segments only then (spec 5.5.16).</summary>
    public int? DataCount { get; init; }

    /// <summary>Where the contents of the code section start in the binary module; 0 without one, and when the module came from text.</summary>
    public long CodeOffset { get; init; }

    /// <summary>Custom sections in order, those this library understands included.</summary>
    public ImmutableArray<CustomSection> CustomSections { get; init; } = [];
}

/// <summary>An import (spec 2.5.10).</summary>
public sealed record Import(string Module, string Name, ExternalType Type);

/// <summary>An export (spec 2.5.9): a name for something in an index space.</summary>
public sealed record Export(string Name, ExternalKind Kind, int Index);

/// <summary>A defined function (spec 2.5.3).</summary>
/// <param name="TypeIndex">The index of its function type.</param>
/// <param name="Body">Its locals and instructions.</param>
public sealed record FunctionDefinition(int TypeIndex, FunctionBody Body);

/// <summary>The code of a function as the binary format has it (spec 5.5.13): the vector of locals, then the expression with its end.</summary>
/// <param name="Bytes">The bytes of <c>func</c>, without the size in front.</param>
/// <param name="Offset">Where they start in the binary module; 0 when the module came from text.</param>
/// <param name="SourceMap">Where instructions stand in the text, when the module came from text.</param>
public sealed record FunctionBody(ReadOnlyMemory<byte> Bytes, long Offset = 0, SourceMap? SourceMap = null)
{
    /// <summary>Reads the instructions.</summary>
    /// <param name="locals">How many locals are declared in front of them, parameters not included.</param>
    /// <returns>At the first; offsets count from the start of the body.</returns>
    /// <exception cref="MalformedModuleException">The bytes are not a vector of locals.</exception>
    public InstructionReader ReadInstructions(out int locals)
    {
        var reader = new ByteReader(Bytes.Span, Offset);
        locals = 0;
        for (var groups = reader.ReadU32(); groups > 0; groups--)
        {
            locals += (int)reader.ReadU32();
            TypeReader.ReadValueType(ref reader);
        }

        return new InstructionReader(reader);
    }
}

/// <summary>A constant or initialiser expression in the binary format, its end included (spec 5.4.9).</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Offset">Where they start in the binary module; 0 when the module came from text.</param>
/// <param name="SourceMap">Where instructions stand in the text, when the module came from text.</param>
public sealed record ConstantExpression(ReadOnlyMemory<byte> Bytes, long Offset = 0, SourceMap? SourceMap = null)
{
    /// <summary>The value, when the expression is one integer constant, which nearly all are.</summary>
    /// <param name="type">The type of the constant.</param>
    /// <param name="value">The constant; 32 bits are followed by zeros.</param>
    /// <exception cref="MalformedModuleException">The bytes are no expression.</exception>
    public bool TryGetInteger(out ValueKind type, out ulong value)
    {
        var reader = new ByteReader(Bytes.Span, Offset);
        return SimpleConstant.TryRead(ref reader, out type, out value);
    }
}

/// <summary>A defined table (spec 2.5.4); without an initialiser its elements are null.</summary>
public sealed record TableDefinition(TableType Type, ConstantExpression? Initializer);

/// <summary>A defined global (spec 2.5.6).</summary>
public sealed record GlobalDefinition(GlobalType Type, ConstantExpression Initializer);

/// <summary>How a segment reaches its table or memory (spec 2.5.7, 2.5.8).</summary>
public enum SegmentMode : byte
{
    /// <summary>Copied by instructions.</summary>
    Passive,
    /// <summary>Copied when the module is instantiated.</summary>
    Active,
    /// <summary>Only declares that its functions may be referenced.</summary>
    Declarative,
}

/// <summary>An element segment (spec 2.5.7). Exactly one of <paramref name="Functions"/> and <paramref name="Expressions"/> is used.</summary>
/// <param name="Mode">How it reaches a table.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="TableIndex">The table, when active.</param>
/// <param name="Offset">Where in the table, when active.</param>
/// <param name="Functions">Function indices, when the source used the short form; otherwise default.</param>
/// <param name="Expressions">Element expressions, when the source used the long form; otherwise default.</param>
public sealed record ElementSegment(
    SegmentMode Mode, ValueType Type, int TableIndex, ConstantExpression? Offset, ImmutableArray<int> Functions, ImmutableArray<ConstantExpression> Expressions)
{
    /// <summary>The number of elements.</summary>
    public int Count => Functions.IsDefault ? Expressions.Length : Functions.Length;
}

/// <summary>A data segment (spec 2.5.8).</summary>
/// <param name="Mode">Active or passive.</param>
/// <param name="MemoryIndex">The memory, when active.</param>
/// <param name="Offset">Where in the memory, when active.</param>
/// <param name="Bytes">What is copied.</param>
public sealed record DataSegment(SegmentMode Mode, int MemoryIndex, ConstantExpression? Offset, ReadOnlyMemory<byte> Bytes);

/// <summary>A custom section (spec 5.5.3), kept as it was.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its content after the name.</param>
/// <param name="Place">After which section it stands.</param>
/// <param name="Offset">Where its content starts in the binary module; 0 when the module came from text.</param>
public sealed record CustomSection(string Name, ReadOnlyMemory<byte> Bytes, SectionPlace Place = SectionPlace.Last, long Offset = 0);

/// <summary>The section that a custom section directly follows, in binary order (spec 5.5.2).</summary>
public enum SectionPlace : byte
{
    /// <summary>Before every section.</summary>
    First,
    /// <summary>After the type section.</summary>
    AfterType,
    /// <summary>After the import section.</summary>
    AfterImport,
    /// <summary>After the function section.</summary>
    AfterFunction,
    /// <summary>After the table section.</summary>
    AfterTable,
    /// <summary>After the memory section.</summary>
    AfterMemory,
    /// <summary>After the tag section.</summary>
    AfterTag,
    /// <summary>After the global section.</summary>
    AfterGlobal,
    /// <summary>After the export section.</summary>
    AfterExport,
    /// <summary>After the start section.</summary>
    AfterStart,
    /// <summary>After the element section.</summary>
    AfterElement,
    /// <summary>After the data count section.</summary>
    AfterDataCount,
    /// <summary>After the code section.</summary>
    AfterCode,
    /// <summary>After the data section: at the end.</summary>
    Last,
}
