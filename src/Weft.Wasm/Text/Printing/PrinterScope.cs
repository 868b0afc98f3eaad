// What the text printer knows about a module: identifiers of every index space, and the types that give instructions their shape.
using System.Collections.Immutable;
using Weft.Wasm.CustomSections;

namespace Weft.Wasm.Text;

/// <summary>The index spaces of a module that is printed.</summary>
internal sealed class PrinterScope
{
    private readonly NameSection? _names;
    private readonly CompositeType[] _types;
    private readonly int[] _functionTypes;
    private readonly int[] _tagTypes;
    private readonly Dictionary<int, IdentifierTable> _fields = [];

    public PrinterScope(ModuleDefinition module)
    {
        Module = module;
        _types = [.. module.Types.SelectMany(group => group.Types).Select(type => type.Composite)];
        var imports = module.Imports;
        _functionTypes =
        [
            .. imports.Select(import => import.Type).OfType<ExternalFunctionType>().Select(type => type.TypeIndex),
            .. module.Functions.Select(function => function.TypeIndex),
        ];
        _tagTypes = [.. imports.Select(import => import.Type).OfType<TagType>().Select(type => type.TypeIndex), .. module.Tags.Select(tag => tag.TypeIndex)];

        // A name section that is malformed, or one of several, is printed as it is, and then nothing else may become a name section.
        var sections = module.CustomSections.Where(section => section.Name == NameSection.SectionName).Take(2).ToList();
        if (sections.Count == 1 && NameSection.Read(sections[0]) is var names && names.FindError() is null)
        {
            _names = names;
            ModuleName = names.ModuleName;
        }

        Types = Make(NameKind.Type, _types.Length);
        Functions = Make(NameKind.Function, _functionTypes.Length);
        Tables = Make(NameKind.Table, Count<TableType>(imports) + module.Tables.Length);
        Memories = Make(NameKind.Memory, Count<MemoryType>(imports) + module.Memories.Length);
        Globals = Make(NameKind.Global, Count<GlobalType>(imports) + module.Globals.Length);
        Tags = Make(NameKind.Tag, _tagTypes.Length);
        Elements = Make(NameKind.Element, module.Elements.Length);
        Data = Make(NameKind.Data, module.Data.Length);
    }

    /// <summary>The module.</summary>
    public ModuleDefinition Module { get; }

    /// <summary>Whether the name section becomes identifiers.</summary>
    public bool UsesNames => _names is not null;

    /// <summary>The name of the module, or null.</summary>
    public string? ModuleName { get; }

    /// <summary>Identifiers of types.</summary>
    public IdentifierTable Types { get; }

    /// <summary>Identifiers of functions.</summary>
    public IdentifierTable Functions { get; }

    /// <summary>Identifiers of tables.</summary>
    public IdentifierTable Tables { get; }

    /// <summary>Identifiers of memories.</summary>
    public IdentifierTable Memories { get; }

    /// <summary>Identifiers of globals.</summary>
    public IdentifierTable Globals { get; }

    /// <summary>Identifiers of tags.</summary>
    public IdentifierTable Tags { get; }

    /// <summary>Identifiers of element segments.</summary>
    public IdentifierTable Elements { get; }

    /// <summary>Identifiers of data segments.</summary>
    public IdentifierTable Data { get; }

    /// <summary>The number of imported functions.</summary>
    public int ImportedFunctionCount => _functionTypes.Length - Module.Functions.Length;

    /// <summary>Identifiers of the locals of a function.</summary>
    public IdentifierTable GetLocals(int function, int count) =>
        _names is null ? IdentifierTable.Empty : new IdentifierTable(_names.GetIndirectNames(NameKind.Local)[function], count);

    /// <summary>Names of the labels of a function.</summary>
    public NameMap GetLabels(int function) => _names is null ? NameMap.Empty : _names.GetIndirectNames(NameKind.Label)[function];

    /// <summary>Identifiers of the fields of a type.</summary>
    public IdentifierTable GetFields(int type)
    {
        if (_names is null || GetComposite(type) is not StructType structure)
        {
            return IdentifierTable.Empty;
        }

        if (!_fields.TryGetValue(type, out var fields))
        {
            _fields.Add(type, fields = new IdentifierTable(_names.GetIndirectNames(NameKind.Field)[type], structure.Fields.Length));
        }

        return fields;
    }

    /// <summary>A composite type, or null when there is none with this index.</summary>
    public CompositeType? GetComposite(int type) => (uint)type < (uint)_types.Length ? _types[type] : null;

    /// <summary>A function type, or null when there is none with this index.</summary>
    public FunctionType? GetFunctionType(int type) => GetComposite(type) as FunctionType;

    /// <summary>The type of a function, or null.</summary>
    public FunctionType? GetTypeOfFunction(int function) => (uint)function < (uint)_functionTypes.Length ? GetFunctionType(_functionTypes[function]) : null;

    /// <summary>The type of a tag, or null.</summary>
    public FunctionType? GetTypeOfTag(int tag) => (uint)tag < (uint)_tagTypes.Length ? GetFunctionType(_tagTypes[tag]) : null;

    private static int Count<T>(ImmutableArray<Import> imports) => imports.Count(import => import.Type is T);

    private IdentifierTable Make(NameKind kind, int count) => _names is null ? IdentifierTable.Empty : new IdentifierTable(_names.GetNames(kind), count);
}
