// A part of the content of a memory.
namespace Weft.Runtime;

/// <summary>Bytes and where they belong in a memory.</summary>
/// <param name="Address">Where the first one belongs.</param>
/// <param name="Bytes">The bytes.</param>
internal readonly record struct MemoryRange(ulong Address, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The address after the last byte.</summary>
    public ulong End => Address + (ulong)Bytes.Length;
}
