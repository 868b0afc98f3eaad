// A primitive type, one object for each.
namespace Weft.Wit;

/// <summary>A primitive type such as <c>u32</c>.</summary>
public sealed class WitPrimitiveType : WitType
{
    private static readonly string[] s_keywords =
        ["bool", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64", "char", "string", "error-context"];

    private static readonly WitPrimitiveType[] s_all = s_keywords.Select((_, index) => new WitPrimitiveType((WitPrimitive)index)).ToArray();

    private WitPrimitiveType(WitPrimitive kind) => Kind = kind;

    /// <summary>Which one.</summary>
    public WitPrimitive Kind { get; }

    /// <summary>The word for it in WIT.</summary>
    public string Keyword => s_keywords[(int)Kind];

    /// <inheritdoc/>
    public override bool ContainsBorrow => false;

    internal override int Depth => 1;

    /// <summary>The type of a kind.</summary>
    /// <param name="kind">Which one.</param>
    public static WitPrimitiveType Of(WitPrimitive kind) => s_all[(int)kind];

    internal static WitPrimitiveType? Find(string keyword) => Array.IndexOf(s_keywords, keyword) is >= 0 and var index ? s_all[index] : null;
}
