// Spelling and numbering of sorts, for readers, printers and messages.
namespace Weft.Components;

/// <summary>What is known of each <see cref="Sort"/>.</summary>
internal static class SortFacts
{
    /// <summary>How many index spaces there are.</summary>
    public const int Count = 13;

    /// <summary>The sorts, in the order of <see cref="IndexOf"/>.</summary>
    public static readonly Sort[] All =
    [
        Sort.Function, Sort.Value, Sort.Type, Sort.Component, Sort.Instance, Sort.CoreFunction, Sort.CoreTable, Sort.CoreMemory, Sort.CoreGlobal,
        Sort.CoreTag, Sort.CoreType, Sort.CoreModule, Sort.CoreInstance,
    ];

    /// <summary>A dense number.</summary>
    public static int IndexOf(Sort sort) => Array.IndexOf(All, sort);

    /// <summary>Whether it is a core sort.</summary>
    public static bool IsCore(this Sort sort) => (int)sort >= 0x100;

    /// <summary>How the text format spells it, <c>core</c> included.</summary>
    public static string Spell(this Sort sort) => sort.IsCore() ? "core " + sort.Keyword() : sort.Keyword();

    /// <summary>The keyword, without <c>core</c>.</summary>
    public static string Keyword(this Sort sort) => sort switch
    {
        Sort.Function or Sort.CoreFunction => "func",
        Sort.Value => "value",
        Sort.Type or Sort.CoreType => "type",
        Sort.Component => "component",
        Sort.Instance or Sort.CoreInstance => "instance",
        Sort.CoreTable => "table",
        Sort.CoreMemory => "memory",
        Sort.CoreGlobal => "global",
        Sort.CoreTag => "tag",
        _ => "module",
    };

    /// <summary>What messages call it.</summary>
    public static string Noun(this Sort sort) => sort switch
    {
        Sort.Function or Sort.CoreFunction => "function",
        _ => sort.Keyword(),
    };

    /// <summary>The sort of a core export.</summary>
    public static Sort FromExternal(Wasm.ExternalKind kind) => Sort.CoreFunction + (int)kind;
}
