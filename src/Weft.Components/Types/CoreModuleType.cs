// Core module and core instance types, resolved: type references in them are ids of the validation's type registry.
using System.Collections.Immutable;
using Weft.Wasm;

namespace Weft.Components.Types;

/// <summary>An import of a core module.</summary>
public sealed record CoreImport(string Module, string Name, ExternalType Type);

/// <summary>The type of a core module.</summary>
public sealed class CoreModuleType : DefinedType
{
    internal CoreModuleType(ImmutableArray<CoreImport> imports, ImmutableDictionary<string, ExternalType> exports)
    {
        (Imports, Exports) = (imports, exports);
        Size = 1 + imports.Length + exports.Count;
    }

    /// <summary>What it needs.</summary>
    public ImmutableArray<CoreImport> Imports { get; }

    /// <summary>What it offers.</summary>
    public ImmutableDictionary<string, ExternalType> Exports { get; }

    /// <inheritdoc/>
    public override string KindName => "module";
}
