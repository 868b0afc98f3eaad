// What follows an opcode in the binary format, one kind for each distinct sequence (spec 5.4).
namespace Weft.Wasm.Instructions;

/// <summary>The immediates of an instruction: the names are those of the table's third column.</summary>
public enum ImmediateKind : byte
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>A block type.</summary>
    Block,
    /// <summary>A label index.</summary>
    Label,
    /// <summary>A vector of labels and the default label.</summary>
    Labels,
    /// <summary>A function index.</summary>
    Func,
    /// <summary>A type index and a table index.</summary>
    TypeTable,
    /// <summary>A type index.</summary>
    Type,
    /// <summary>Two type indices.</summary>
    TypeType,
    /// <summary>A type index and a field index.</summary>
    TypeField,
    /// <summary>A type index and a count of operands.</summary>
    TypeLength,
    /// <summary>A type index and a data segment index.</summary>
    TypeData,
    /// <summary>A type index and an element segment index.</summary>
    TypeElem,
    /// <summary>A tag index.</summary>
    Tag,
    /// <summary>A block type and a vector of catch clauses.</summary>
    TryTable,
    /// <summary>A vector of value types.</summary>
    Types,
    /// <summary>A local index.</summary>
    Local,
    /// <summary>A global index.</summary>
    Global,
    /// <summary>A table index.</summary>
    Table,
    /// <summary>Two table indices: destination, source.</summary>
    TableTable,
    /// <summary>An element segment index and a table index.</summary>
    ElemTable,
    /// <summary>An element segment index.</summary>
    Elem,
    /// <summary>A memory index.</summary>
    Memory,
    /// <summary>Two memory indices: destination, source.</summary>
    MemoryMemory,
    /// <summary>A data segment index and a memory index.</summary>
    DataMemory,
    /// <summary>A data segment index.</summary>
    Data,
    /// <summary>Alignment, memory index and offset.</summary>
    Memarg,
    /// <summary>Alignment, memory index, offset and a lane.</summary>
    MemargLane,
    /// <summary>A lane.</summary>
    Lane,
    /// <summary>Sixteen lanes.</summary>
    Shuffle,
    /// <summary>A signed 32-bit constant.</summary>
    I32,
    /// <summary>A signed 64-bit constant.</summary>
    I64,
    /// <summary>Four bytes.</summary>
    F32,
    /// <summary>Eight bytes.</summary>
    F64,
    /// <summary>Sixteen bytes.</summary>
    V128,
    /// <summary>A heap type; the reference is not nullable.</summary>
    Heap,
    /// <summary>A heap type; the reference is nullable.</summary>
    HeapNull,
    /// <summary>Nullability flags, a label and two heap types.</summary>
    Cast,
    /// <summary>The reserved byte of a fence.</summary>
    Fence,
}
