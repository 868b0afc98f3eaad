// WASI preview 1 as components import it: a core module, which Weft has (Preview1Interface).
using System.Collections.Immutable;
using Weft.Wasm;

namespace Weft.Components.Tools.Building;

/// <summary>Adds the import.</summary>
internal static class Preview1Import
{
    /// <summary>Whether an import of a component is this one.</summary>
    public static bool Is(string name, Sort sort) => sort == Sort.CoreModule && name == Preview1Interface.ModuleName;

    /// <summary>
    /// Adds the import of the module. Its type always has all functions, so that the imports of components that are put together are one.
    /// </summary>
    /// <returns>The core module's index.</returns>
    public static int Add(ItemBuilder items)
    {
        var declarations = ImmutableArray.CreateBuilder<CoreModuleDeclaration>();
        var types = new Dictionary<FunctionType, int>();
        foreach (var (name, type) in Preview1Interface.Functions)
        {
            if (!types.TryGetValue(type, out var index))
            {
                types.Add(type, index = types.Count);
                declarations.Add(new CoreTypeDeclaration(new RecursiveGroup([new SubType(IsFinal: true, [], type)], IsExplicit: false)));
            }

            declarations.Add(new CoreExportDeclaration(name, new ExternalFunctionType(index)));
        }

        var declared = items.Add(new CoreTypeItem(new CoreModuleTypeDefinition(declarations.ToImmutable())), Preview1Interface.ModuleName);
        return items.Add(
            new ImportItem(new ExternName(Preview1Interface.ModuleName), new ExternDescription(ExternDescriptionKind.CoreModule, declared)), Preview1Interface.ModuleName);
    }
}
