// Discriminants of types with cases.
namespace Weft.Components.CanonicalAbi;

/// <summary>Checks which case a value is.</summary>
internal static class Cases
{
    /// <summary>The index of a case, which must be one of so many.</summary>
    public static int Check(uint index, int count) =>
        index < (uint)count ? (int)index : throw new AbiException($"invalid variant discriminant: discriminant {index} out of range [0..{count})");
}
