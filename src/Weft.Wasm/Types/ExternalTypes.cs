// Types of what a module imports and exports (spec 2.3.12-2.3.17).
namespace Weft.Wasm;

/// <summary>Whether addresses of a memory or table are 32 or 64 bits wide (spec 2.3.12).</summary>
public enum AddressType : byte
{
    /// <summary>32-bit addresses.</summary>
    I32,
    /// <summary>64-bit addresses.</summary>
    I64,
}

/// <summary>The size range of a memory (in pages) or a table (in elements) (spec 2.3.13).</summary>
public readonly record struct Limits(ulong Minimum, ulong? Maximum)
{
    /// <inheritdoc/>
    public override string ToString() => Maximum is { } maximum ? $"{Minimum} {maximum}" : $"{Minimum}";
}

/// <summary>A memory type (spec 2.3.14), with the threads and custom-page-sizes proposals.</summary>
/// <param name="Limits">The size range in pages.</param>
/// <param name="Address">The width of addresses.</param>
/// <param name="IsShared">Whether threads may share it.</param>
/// <param name="PageSizeLog2">The page size as a power of two: 16, or 0 for single bytes.</param>
public sealed record MemoryType(Limits Limits, AddressType Address = AddressType.I32, bool IsShared = false, int PageSizeLog2 = 16) : ExternalType
{
    /// <summary>The page size in bytes.</summary>
    public ulong PageSize => 1UL << PageSizeLog2;
}

/// <summary>A table type (spec 2.3.15).</summary>
public sealed record TableType(ValueType Element, Limits Limits, AddressType Address = AddressType.I32) : ExternalType;

/// <summary>A global type (spec 2.3.16).</summary>
public sealed record GlobalType(ValueType Value, bool IsMutable) : ExternalType;

/// <summary>A tag type: the index of a function type without results (spec 2.3.17).</summary>
public sealed record TagType(int TypeIndex) : ExternalType;

/// <summary>The type of an imported or exported function, by the index of its function type.</summary>
public sealed record ExternalFunctionType(int TypeIndex) : ExternalType;

/// <summary>The type of something imported or exported (spec 2.3.18).</summary>
public abstract record ExternalType
{
    /// <summary>Which index space it belongs to.</summary>
    public ExternalKind Kind => this switch
    {
        ExternalFunctionType => ExternalKind.Function,
        TableType => ExternalKind.Table,
        MemoryType => ExternalKind.Memory,
        GlobalType => ExternalKind.Global,
        _ => ExternalKind.Tag,
    };
}

/// <summary>What can be imported and exported; the values are the binary codes (spec 5.5.5).</summary>
public enum ExternalKind : byte
{
    /// <summary>A function.</summary>
    Function = 0,
    /// <summary>A table.</summary>
    Table = 1,
    /// <summary>A memory.</summary>
    Memory = 2,
    /// <summary>A global.</summary>
    Global = 3,
    /// <summary>An exception tag.</summary>
    Tag = 4,
}
