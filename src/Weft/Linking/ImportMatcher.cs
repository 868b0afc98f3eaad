// Whether something given fits an import (spec 3.4.13, 4.5.3): matching of external types.
using Weft.Wasm;

namespace Weft.Linking;

/// <summary>Compares what is given with what a module imports.</summary>
internal static class ImportMatcher
{
    /// <summary>Whether a type matches another (spec 3.3.12). Both speak ids of the registry.</summary>
    public static bool Matches(TypeRegistry registry, ExternalType given, ExternalType wanted) => (given, wanted) switch
    {
        (ExternalFunctionType function, ExternalFunctionType import) => registry.IsSubtype(function.TypeIndex, import.TypeIndex),
        (TagType tag, TagType import) => tag.TypeIndex == import.TypeIndex,
        (MemoryType memory, MemoryType import) => Matches(memory.Limits, import.Limits) && memory.Address == import.Address
            && memory.IsShared == import.IsShared && memory.PageSizeLog2 == import.PageSizeLog2,
        (TableType table, TableType import) => Matches(table.Limits, import.Limits) && table.Address == import.Address
            && table.Element == import.Element,
        (GlobalType global, GlobalType import) => global.IsMutable == import.IsMutable
            && (global.IsMutable ? global.Value == import.Value : registry.IsSubtype(global.Value, import.Value)),
        _ => false,
    };

    /// <summary>Throws unless something fits an import.</summary>
    /// <param name="store">The store of the instance.</param>
    /// <param name="import">The import.</param>
    /// <param name="type">Its type.</param>
    /// <param name="given">What it is given.</param>
    /// <exception cref="LinkException">It is of another type.</exception>
    /// <exception cref="ArgumentException">It is of another store or engine.</exception>
    public static void Check(Store store, Import import, ExternalType type, External given)
    {
        ArgumentNullException.ThrowIfNull(given);
        if (given.Owner is { } owner ? owner != store : given is Memory { Engine: var engine } && engine != store.Engine)
        {
            throw new ArgumentException($"\"{import.Module}\" \"{import.Name}\" belongs to another store");
        }

        var types = store.Engine.Types;
        var isSame = (given, type) switch
        {
            (Function function, ExternalFunctionType wanted) => function.TypeId == wanted.TypeIndex,

            // What it was made with and is no smaller than, which saves a type of its present size.
            (Memory memory, MemoryType wanted) => Matches(types, memory.Type, wanted),
            _ => false,
        };
        if (!isSame && !Matches(types, given.ExternalType, type))
        {
            throw Incompatible(types, import, type, Describe(types, given.ExternalType));
        }
    }

    /// <summary>The exception for something that does not fit.</summary>
    /// <param name="registry">What knows the types.</param>
    /// <param name="import">The import.</param>
    /// <param name="type">Its type.</param>
    /// <param name="given">What it is given, in words.</param>
    public static LinkException Incompatible(TypeRegistry registry, Import import, ExternalType type, string given) => new(
        $"incompatible import type: \"{import.Module}\" \"{import.Name}\" is {given}, {Describe(registry, type)} is needed", import);

    /// <summary>A type in words, for messages.</summary>
    public static string Describe(TypeRegistry registry, ExternalType type) => type switch
    {
        ExternalFunctionType function => $"a function {registry.GetFunctionType(function.TypeIndex)}",
        TagType tag => $"a tag {registry.GetFunctionType(tag.TypeIndex)}",
        MemoryType memory => $"a {(memory.IsShared ? "shared " : "")}memory of {Describe(memory.Limits)} pages"
            + $"{(memory.PageSizeLog2 == 16 ? "" : $" of {memory.PageSize} bytes")}, addresses {memory.Address}",
        TableType table => $"a table of {Describe(table.Limits)} elements {table.Element}, addresses {table.Address}",
        GlobalType global => $"a {(global.IsMutable ? "mutable" : "constant")} global {global.Value}",
        _ => type.ToString(),
    };

    private static bool Matches(Limits given, Limits wanted) =>
        given.Minimum >= wanted.Minimum && (wanted.Maximum is not { } maximum || given.Maximum <= maximum);

    private static string Describe(Limits limits) => limits.Maximum is { } maximum ? $"{limits.Minimum} to {maximum}" : $"{limits.Minimum} or more";
}
