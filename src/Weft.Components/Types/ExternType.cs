// The resolved type of an import, an export, or anything in an index space that can be one.
namespace Weft.Components.Types;

/// <summary>What something is: its sort and its type. For the sort type, the type is the thing itself.</summary>
/// <param name="Sort">Function, type, component, instance or core module.</param>
/// <param name="Type">Its type.</param>
public readonly record struct ExternType(Sort Sort, DefinedType Type)
{
    /// <summary>What messages call it.</summary>
    internal string Describe() => Sort switch { Sort.CoreModule => "module", _ => Sort.Keyword() };
}

/// <summary>An import or export with its name.</summary>
public readonly record struct NamedExtern(ExternName Name, ExternType Type);
