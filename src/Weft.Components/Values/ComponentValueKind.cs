// The kinds of component values (Explainer, "Type definitions").
namespace Weft.Components;

/// <summary>What a <see cref="ComponentValue"/> is. The names of fields, cases and flags are those of its type.</summary>
public enum ComponentValueKind : byte
{
    /// <summary>True or false; the kind of the default value.</summary>
    Bool,
    /// <summary>A signed 8-bit integer.</summary>
    S8,
    /// <summary>An unsigned 8-bit integer.</summary>
    U8,
    /// <summary>A signed 16-bit integer.</summary>
    S16,
    /// <summary>An unsigned 16-bit integer.</summary>
    U16,
    /// <summary>A signed 32-bit integer.</summary>
    S32,
    /// <summary>An unsigned 32-bit integer.</summary>
    U32,
    /// <summary>A signed 64-bit integer.</summary>
    S64,
    /// <summary>An unsigned 64-bit integer.</summary>
    U64,
    /// <summary>A single.</summary>
    F32,
    /// <summary>A double.</summary>
    F64,
    /// <summary>A Unicode scalar value.</summary>
    Char,
    /// <summary>Text.</summary>
    String,
    /// <summary>A list, of fixed length or not.</summary>
    List,
    /// <summary>A record: its fields in the order of its type.</summary>
    Record,
    /// <summary>A tuple.</summary>
    Tuple,
    /// <summary>A case of a variant, and what it carries.</summary>
    Variant,
    /// <summary>A case of an enumeration.</summary>
    Enum,
    /// <summary>Flags, the first of their type in the lowest bit.</summary>
    Flags,
    /// <summary>A value or none.</summary>
    Option,
    /// <summary>A result or an error.</summary>
    Result,
    /// <summary>A map: pairs of keys and values in their order.</summary>
    Map,
    /// <summary>A handle of a resource, owned or borrowed.</summary>
    Resource,
}
