// The subsections of the name section (spec appendix A.4, with the extended name section proposal).
namespace Weft.Wasm.CustomSections;

/// <summary>What a name of the name section belongs to; the values are the ids of the subsections.</summary>
public enum NameKind : byte
{
    /// <summary>The module itself.</summary>
    Module = 0,
    /// <summary>Functions.</summary>
    Function = 1,
    /// <summary>Locals, by function; parameters come first.</summary>
    Local = 2,
    /// <summary>Labels, by function: blocks are numbered in the order in which they start.</summary>
    Label = 3,
    /// <summary>Types.</summary>
    Type = 4,
    /// <summary>Tables.</summary>
    Table = 5,
    /// <summary>Memories.</summary>
    Memory = 6,
    /// <summary>Globals.</summary>
    Global = 7,
    /// <summary>Element segments.</summary>
    Element = 8,
    /// <summary>Data segments.</summary>
    Data = 9,
    /// <summary>Fields, by structure type.</summary>
    Field = 10,
    /// <summary>Tags.</summary>
    Tag = 11,
}
