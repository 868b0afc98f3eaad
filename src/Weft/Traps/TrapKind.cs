// Traps (spec 4.2.2, "trap" results): the one list of their kinds. Their words are in TrapKinds.

namespace Weft;

/// <summary>Why execution trapped. <see cref="TrapKinds.Message"/> gives the specification's words for each kind.</summary>
public enum TrapKind
{
    /// <summary>An <c>unreachable</c> instruction was executed.</summary>
    Unreachable,

    /// <summary>An integer was divided by zero.</summary>
    IntegerDivideByZero,

    /// <summary>An integer division or a truncation has a result that its type cannot hold.</summary>
    IntegerOverflow,

    /// <summary>A NaN was truncated to an integer.</summary>
    InvalidConversionToInteger,

    /// <summary>A memory access, or a data segment's range, lies outside its memory or segment.</summary>
    MemoryOutOfBounds,

    /// <summary>A table access, or an element segment's range, lies outside its table or segment.</summary>
    TableOutOfBounds,

    /// <summary><c>call_indirect</c> found a null in the table.</summary>
    IndirectCallToNull,

    /// <summary><c>call_indirect</c> found a function of another type.</summary>
    IndirectCallTypeMismatch,

    /// <summary><c>call_indirect</c> was given an index outside the table.</summary>
    UndefinedElement,

    /// <summary><c>ref.as_non_null</c> was given a null.</summary>
    NullReference,

    /// <summary><c>call_ref</c> was given a null.</summary>
    NullFunctionReference,

    /// <summary>A structure instruction was given a null.</summary>
    NullStructReference,

    /// <summary>An array instruction was given a null.</summary>
    NullArrayReference,

    /// <summary><c>i31.get_s</c> or <c>i31.get_u</c> was given a null.</summary>
    NullI31Reference,

    /// <summary><c>throw_ref</c> was given a null.</summary>
    NullExceptionReference,

    /// <summary>An array access lies outside its array.</summary>
    ArrayOutOfBounds,

    /// <summary><c>ref.cast</c> was given a reference of another type.</summary>
    CastFailure,

    /// <summary>The call stack is exhausted.</summary>
    StackExhausted,

    /// <summary>An atomic access is not aligned to its width.</summary>
    UnalignedAtomic,

    /// <summary><c>memory.atomic.wait</c> was used on a memory that is not shared.</summary>
    ExpectedSharedMemory,

    /// <summary>The store's fuel is consumed.</summary>
    OutOfFuel,

    /// <summary>The host interrupted the guest.</summary>
    Interrupted,

    /// <summary>An aggregate is larger than the engine allocates.</summary>
    AllocationFailed,

    /// <summary>A WebAssembly exception left the outermost function with no handler.</summary>
    UncaughtException,

    /// <summary>A component broke a rule of the canonical ABI (component model): a pointer, a length, a handle, a call at a wrong time.</summary>
    CanonicalAbi,
}
