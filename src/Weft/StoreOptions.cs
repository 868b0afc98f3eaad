// Store options: the limits that a guest cannot exceed.
namespace Weft;

/// <summary>The limits of a <see cref="Store"/>.</summary>
public sealed record StoreOptions
{
    /// <summary>The default of <see cref="MaxStack"/>.</summary>
    public const int DefaultMaxStack = 8 << 20;

    /// <summary>The default of <see cref="MaxCompiledStack"/>.</summary>
    public const int DefaultMaxCompiledStack = 1 << 20;

    /// <summary>
    /// Fuel to begin with, about one unit an instruction; null does not meter, which is a little faster. A guest that needs more traps
    /// with <see cref="TrapKind.OutOfFuel"/>.
    /// </summary>
    public long? Fuel { get; init; }

    /// <summary>Bytes that all memories of the store may have together; null for no limit but address space.</summary>
    public long? MaxMemory { get; init; }

    /// <summary>
    /// Bytes that living structures and arrays of the guest may take on the .NET heap, about; null for no limit. A guest that needs more
    /// traps with <see cref="TrapKind.AllocationFailed"/>.
    /// </summary>
    public long? MaxHeap { get; init; } = 1L << 30;

    /// <summary>Elements that one table may have.</summary>
    public int MaxTableElements { get; init; } = Wasm.ImplementationLimits.TableElements;

    /// <summary>
    /// Asked before a memory is made or grows, after the other limits have allowed it: false denies. A guest that is denied sees the growth
    /// fail; instantiation throws <see cref="LinkException"/>. What the function throws passes through the guest, as from a host function. It
    /// must not call the guest. Null allows everything.
    /// </summary>
    public Func<GrowthRequest, bool>? MemoryGrowing { get; init; }

    /// <summary>The same for tables.</summary>
    public Func<GrowthRequest, bool>? TableGrowing { get; init; }

    /// <summary>Instances that may be made.</summary>
    public int MaxInstances { get; init; } = 10_000;

    /// <summary>
    /// Bytes of the stack on which guest functions keep arguments, locals and temporaries. A guest that needs more traps with
    /// <see cref="TrapKind.StackExhausted"/>. Address space is reserved for all of it, physical memory is taken as it is touched.
    /// </summary>
    public int MaxStack { get; init; } = DefaultMaxStack;

    /// <summary>
    /// Bytes of the stack of the thread that compiled functions may use, from where the host calls the guest on; less where the thread has
    /// less. A guest that needs more traps with <see cref="TrapKind.StackExhausted"/>. Where calls begin is known to half a megabyte: a
    /// guest may get that much more. Null: as much as <see cref="MaxStack"/>, but at most <see cref="DefaultMaxCompiledStack"/>.
    /// </summary>
    public int? MaxCompiledStack { get; init; }
}
