// What the generated class and its interface are to have: the exports and imports of a module under names of C#.
using System.Collections.Immutable;
using System.Globalization;
using Weft.Wasm;
using Weft.Wasm.CustomSections;

namespace Weft.Build.Generation;

/// <summary>A parameter of a method.</summary>
internal sealed record ApiParameter(string Name, string Type);

/// <summary>A function as a method.</summary>
/// <param name="Name">The name of the method.</param>
/// <param name="Result">The type that it returns.</param>
/// <param name="Parameters">Its parameters.</param>
internal sealed record ApiMethod(string Name, string Result, ImmutableArray<ApiParameter> Parameters);

/// <summary>Something that a module exports.</summary>
/// <param name="Export">The export.</param>
/// <param name="Name">Its name in C#.</param>
/// <param name="Method">The method, of a function that can be called so.</param>
/// <param name="Call">The static method that calls it.</param>
/// <param name="Type">The type of a global's value, when it is a number or a vector; of anything else, the class of Weft.</param>
/// <param name="IsMutable">Whether a global may be set.</param>
internal sealed record ApiExport(Export Export, string Name, ApiMethod? Method, string? Call, string Type, bool IsMutable);

/// <summary>Something that a module imports.</summary>
/// <param name="Import">The import.</param>
/// <param name="Name">Its name in C#.</param>
/// <param name="Method">The method, of a function.</param>
/// <param name="Type">The class of Weft, of anything else.</param>
internal sealed record ApiImport(Import Import, string Name, ApiMethod? Method, string Type);

/// <summary>The C# of one module.</summary>
internal sealed class ModuleApi
{
    // The most that Linker.AddFunction takes, besides the caller.
    private const int MostParameters = 12;
    private const int MostResults = 7;

    private static readonly string[] s_wasi = ["wasi_snapshot_preview1", "wasi_unstable", "wasi"];

    private readonly Module _module;

    /// <summary>Finds names for a module.</summary>
    /// <param name="translated">The module.</param>
    /// <param name="fileName">The name of its file, for comments.</param>
    /// <param name="className">The name of its class.</param>
    /// <param name="nameSpace">The namespace; null for none.</param>
    /// <param name="access">public or internal.</param>
    /// <param name="door">The class with the code.</param>
    public ModuleApi(TranslatedModule translated, string fileName, string className, string? nameSpace, string access, string door)
    {
        _module = translated.Module;
        FileName = fileName;
        ClassName = className;
        Namespace = nameSpace;
        Access = access;
        Door = door;
        UsesGuardPages = translated.UsesGuardPages;
        Exports = FindExports(translated);
        Imports = FindImports();
        ImportsWasi = _module.Imports.Any(import => s_wasi.Contains(import.Module));
        HasInitialize = _module.Exports.Any(export => export is { Kind: ExternalKind.Function, Name: "_initialize" });
    }

    public string FileName { get; }
    public string ClassName { get; }
    public string InterfaceName => $"I{ClassName}Imports";
    public string? Namespace { get; }
    public string Access { get; }
    public string Door { get; }
    public bool UsesGuardPages { get; }
    public ImmutableArray<ApiExport> Exports { get; }

    /// <summary>What the host gives, but for WASI.</summary>
    public ImmutableArray<ApiImport> Imports { get; }

    /// <summary>Whether the module imports something that the interface does not have.</summary>
    public bool ImportsWasi { get; }

    /// <summary>Whether the module is one of those that want to be initialised.</summary>
    public bool HasInitialize { get; }

    private ImmutableArray<ApiExport> FindExports(TranslatedModule translated)
    {
        var taken = new HashSet<string>
        {
            ClassName, "Instance", "Store", "Engine", "LoadModule", "Define", "Dispose", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals",
        };
        var calls = translated.Calls.ToDictionary(call => call.Type, call => call.Name);
        var exports = ImmutableArray.CreateBuilder<ApiExport>();
        foreach (var export in _module.Exports)
        {
            if (export is { Kind: ExternalKind.Function, Name: "_initialize" })
            {
                // The constructor calls it.
                continue;
            }

            var name = ApiNames.Take(ApiNames.ToPascal(export.Name), taken);
            exports.Add(export.Kind switch
            {
                ExternalKind.Function => FindFunction(export, name, calls),
                ExternalKind.Global => FindGlobal(export, name),
                ExternalKind.Memory => new ApiExport(export, name, null, null, "Memory", false),
                ExternalKind.Table => new ApiExport(export, name, null, null, "Table", false),
                _ => new ApiExport(export, name, null, null, "Tag", false),
            });
        }

        return exports.ToImmutable();
    }

    private ApiExport FindFunction(Export export, string name, Dictionary<FunctionType, string> calls)
    {
        var type = _module.Engine.Types.GetFunctionType(_module.Validated.FunctionTypeIds[export.Index]);
        return export.Index >= _module.Validated.ImportedFunctionCount && calls.TryGetValue(type, out var call)
            ? new ApiExport(export, name, MethodOf(name, type, export.Index), call, "Function", false)
            : new ApiExport(export, name, null, null, "Function", false);
    }

    private ApiExport FindGlobal(Export export, string name)
    {
        var type = _module.Validated.Globals[export.Index];
        return type.Value.IsReference
            ? new ApiExport(export, name, null, null, "Global", false)
            : new ApiExport(export, name, null, null, TypeOf(type.Value), type.IsMutable);
    }

    private ImmutableArray<ApiImport> FindImports()
    {
        var taken = new HashSet<string> { "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals" };
        var seen = new HashSet<(string, string)>();
        var function = 0;
        var imports = ImmutableArray.CreateBuilder<ApiImport>();
        for (var i = 0; i < _module.Imports.Length; i++)
        {
            var import = _module.Imports[i];
            var type = _module.ImportTypes[i];
            var index = type is ExternalFunctionType ? function++ : -1;
            if (s_wasi.Contains(import.Module) || !seen.Add((import.Module, import.Name)))
            {
                continue;
            }

            // Most modules import from one other, whose name then says nothing.
            var plain = ApiNames.ToPascal(import.Name);
            var name = ApiNames.Take(taken.Contains(plain) ? ApiNames.ToPascal(import.Module) + plain : plain, taken);
            if (type is not ExternalFunctionType signature)
            {
                imports.Add(new ApiImport(import, name, null, type switch { GlobalType => "Global", MemoryType => "Memory", TableType => "Table", _ => "Tag" }));
                continue;
            }

            var functionType = _module.Engine.Types.GetFunctionType(signature.TypeIndex);
            if (functionType.Parameters.Length <= MostParameters && functionType.Results.Length <= MostResults)
            {
                imports.Add(new ApiImport(import, name, MethodOf(name, functionType, index), "Function"));
            }
            else
            {
                imports.Add(new ApiImport(import, name, null, "Function"));
            }
        }

        return imports.ToImmutable();
    }

    private ApiMethod MethodOf(string name, FunctionType type, int functionIndex)
    {
        var taken = new HashSet<string> { "@caller" };
        var parameters = type.Parameters.Select((parameter, index) => new ApiParameter(
            ApiNames.Take(
                _module.Names.GetName(NameKind.Local, functionIndex, index) is { Length: > 0 } local && ApiNames.ToCamel(local) is not "@_" and var known
                    ? known
                    : string.Create(CultureInfo.InvariantCulture, $"p{index}"),
                taken),
            TypeOf(parameter)));
        var result = type.Results.Length switch
        {
            0 => "void",
            1 => TypeOf(type.Results[0]),
            _ => $"({string.Join(", ", type.Results.Select(TypeOf))})",
        };
        return new ApiMethod(name, result, [.. parameters]);
    }

    private static string TypeOf(Wasm.ValueType type) => type.Kind switch
    {
        ValueKind.I32 => "int",
        ValueKind.I64 => "long",
        ValueKind.F32 => "float",
        ValueKind.F64 => "double",
        ValueKind.V128 => "global::System.Runtime.Intrinsics.Vector128<byte>",
        _ => "object?",
    };
}
