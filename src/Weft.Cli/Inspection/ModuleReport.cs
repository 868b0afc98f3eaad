// What `weft inspect` says about a module, in both of its forms.
using System.Globalization;
using System.Text.Json.Nodes;
using Weft.Cli.Parsing;
using Weft.Wasm;

namespace Weft.Cli.Inspection;

/// <summary>The facts about one module.</summary>
internal sealed class ModuleReport : IReport
{
    private readonly ModuleDefinition _module;
    private readonly long _size;
    private readonly List<SubType> _types;
    private readonly List<SectionSize> _sections;
    private readonly SortedSet<string> _features;
    private readonly Dictionary<ExternalKind, ExternalType[]> _imported;

    /// <summary>Collects the facts.</summary>
    /// <param name="module">The module.</param>
    /// <param name="binary">Its binary form.</param>
    public ModuleReport(ModuleDefinition module, byte[] binary)
    {
        _module = module;
        _size = binary.Length;
        _types = [.. module.Types.SelectMany(group => group.Types)];
        _sections = SectionScanner.Scan(binary);
        _features = FeatureScanner.Scan(module);
        _imported = module.Imports.Select(import => import.Type).GroupBy(type => type.Kind).ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <inheritdoc/>
    public void Write(TextWriter output, string file)
    {
        output.WriteLine($"{file}: WebAssembly module, {ByteSize.Format(_size)}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {_types.Count} types, {_module.Imports.Length} imports, {_module.Functions.Length} functions, {_module.Tables.Length} tables, {_module.Memories.Length} memories, {_module.Globals.Length} globals, {_module.Tags.Length} tags, {_module.Exports.Length} exports"));
        output.WriteLine($"proposals: {(_features.Count == 0 ? "none" : string.Join(", ", _features))}");
        WriteList(output, "imports", _module.Imports.Select(import => $"{import.Module} {import.Name}: {Describe(import.Type)}"));
        WriteList(output, "exports", _module.Exports.Select(export => $"{export.Name}: {Describe(TypeOf(export))}"));
        WriteList(output, "sections", _sections.Select(section => string.Create(
            CultureInfo.InvariantCulture, $"{section.Name,-24} {section.Size,12} bytes at 0x{section.Offset:x}")));
    }

    /// <inheritdoc/>
    public JsonObject ToJson(string file) => new()
    {
        ["file"] = file,
        ["kind"] = "module",
        ["size"] = _size,
        ["proposals"] = new JsonArray([.. _features.Select(feature => JsonValue.Create(feature))]),
        ["counts"] = new JsonObject
        {
            ["types"] = _types.Count,
            ["functions"] = _module.Functions.Length,
            ["tables"] = _module.Tables.Length,
            ["memories"] = _module.Memories.Length,
            ["globals"] = _module.Globals.Length,
            ["tags"] = _module.Tags.Length,
            ["data"] = _module.Data.Length,
            ["elements"] = _module.Elements.Length,
        },
        ["imports"] = new JsonArray([.. _module.Imports.Select(import => new JsonObject
        {
            ["module"] = import.Module,
            ["name"] = import.Name,
            ["kind"] = KindName(import.Type.Kind),
            ["type"] = Describe(import.Type),
        })]),
        ["exports"] = new JsonArray([.. _module.Exports.Select(export => new JsonObject
        {
            ["name"] = export.Name,
            ["kind"] = KindName(export.Kind),
            ["index"] = export.Index,
            ["type"] = Describe(TypeOf(export)),
        })]),
        ["sections"] = new JsonArray([.. _sections.Select(section => new JsonObject
        {
            ["name"] = section.Name,
            ["offset"] = section.Offset,
            ["size"] = section.Size,
        })]),
    };

    /// <summary>Writes a list with a title; nothing when it is empty.</summary>
    internal static void WriteList(TextWriter output, string title, IEnumerable<string> lines)
    {
        var first = true;
        foreach (var line in lines)
        {
            if (first)
            {
                output.WriteLine($"{title}:");
                first = false;
            }

            output.WriteLine($"  {line}");
        }
    }

    private static string KindName(ExternalKind kind) => kind switch
    {
        ExternalKind.Function => "func",
        ExternalKind.Table => "table",
        ExternalKind.Memory => "memory",
        ExternalKind.Global => "global",
        _ => "tag",
    };

    private ExternalType? TypeOf(Export export)
    {
        var imported = _imported.GetValueOrDefault(export.Kind, []);
        if (export.Index < imported.Length)
        {
            return imported[export.Index];
        }

        var index = export.Index - imported.Length;
        return export.Kind switch
        {
            ExternalKind.Function when index < _module.Functions.Length => new ExternalFunctionType(_module.Functions[index].TypeIndex),
            ExternalKind.Table when index < _module.Tables.Length => _module.Tables[index].Type,
            ExternalKind.Memory when index < _module.Memories.Length => _module.Memories[index],
            ExternalKind.Global when index < _module.Globals.Length => _module.Globals[index].Type,
            ExternalKind.Tag when index < _module.Tags.Length => _module.Tags[index],
            _ => null,
        };
    }

    private string Describe(ExternalType? type) => type switch
    {
        ExternalFunctionType function => $"func {Signature(function.TypeIndex)}",
        TagType tag => $"tag {Signature(tag.TypeIndex)}",
        TableType table => $"table{Address(table.Address)} {table.Limits} {table.Element}",
        MemoryType memory => $"memory{Address(memory.Address)} {memory.Limits}{(memory.IsShared ? " shared" : "")}{(memory.PageSizeLog2 == 16 ? "" : $" (pagesize {memory.PageSize})")}",
        GlobalType global => $"global {(global.IsMutable ? $"(mut {global.Value})" : global.Value)}",
        _ => "(index out of range)",
    };

    private string Signature(int typeIndex) => typeIndex < _types.Count ? _types[typeIndex].Composite.ToString()! : "(type out of range)";

    private static string Address(AddressType type) => type == AddressType.I64 ? " i64" : "";
}
