// The types of modules, from what validation knows of them.
using System.Collections.Immutable;
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wasm.Validation;

namespace Weft.Components.Validation;

/// <summary>Says what modules import and export.</summary>
internal static class ModuleTypes
{
    /// <summary>The type of a module.</summary>
    public static CoreModuleType Of(ValidatedModule module)
    {
        var (imports, exports) = Describe(module);
        return new CoreModuleType(imports, exports);
    }

    /// <summary>The imports and exports of a module.</summary>
    public static (ImmutableArray<CoreImport> Imports, ImmutableDictionary<string, ExternalType> Exports) Describe(ValidatedModule module)
    {
        var imports = ImmutableArray.CreateBuilder<CoreImport>();
        for (var i = 0; i < module.Definition.Imports.Length; i++)
        {
            imports.Add(new CoreImport(module.Definition.Imports[i].Module, module.Definition.Imports[i].Name, module.ImportTypes[i]));
        }

        var exports = ImmutableDictionary.CreateBuilder<string, ExternalType>();
        foreach (var export in module.Definition.Exports)
        {
            exports[export.Name] = export.Kind switch
            {
                ExternalKind.Function => new ExternalFunctionType(module.FunctionTypeIds[export.Index]),
                ExternalKind.Table => module.Tables[export.Index],
                ExternalKind.Memory => module.Memories[export.Index],
                ExternalKind.Global => module.Globals[export.Index],
                _ => new TagType(module.TagTypeIds[export.Index]),
            };
        }

        return (imports.ToImmutable(), exports.ToImmutable());
    }
}
