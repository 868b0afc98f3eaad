// The parser of a text module: identifiers and @name annotations as a name section (spec appendix A.4, with the extended subsections).
using Weft.Wasm.CustomSections;

namespace Weft.Wasm.Text;

internal sealed partial class ModuleParser
{
    private readonly List<NameEntry> _localNames = [];
    private readonly List<NameEntry> _labelNames = [];
    private int _moduleSymbol = -1;
    private byte[]? _moduleName;

    private static void AddName(List<NameEntry> names, int index, int symbol, byte[]? name)
    {
        if (symbol >= 0 || name is not null)
        {
            names.Add(new NameEntry(0, index, symbol, name));
        }
    }

    private CustomSection? BuildNameSection()
    {
        var writer = new NameSectionWriter();
        if (_moduleSymbol >= 0 || _moduleName is not null)
        {
            writer.SetModuleName(GetName(new NameEntry(0, 0, _moduleSymbol, _moduleName)));
        }

        AddNames(writer, NameKind.Function, _functionSpace.Names);
        AddIndirectNames(writer, NameKind.Local, _localNames);
        AddIndirectNames(writer, NameKind.Label, _labelNames);
        AddNames(writer, NameKind.Type, _typeSpace.Names);
        AddNames(writer, NameKind.Table, _tableSpace.Names);
        AddNames(writer, NameKind.Memory, _memorySpace.Names);
        AddNames(writer, NameKind.Global, _globalSpace.Names);
        AddNames(writer, NameKind.Element, _elementSpace.Names);
        AddNames(writer, NameKind.Data, _dataSpace.Names);
        AddIndirectNames(writer, NameKind.Field, _fieldNames);
        AddNames(writer, NameKind.Tag, _tagSpace.Names);
        return writer.IsEmpty ? null : writer.ToCustomSection();
    }

    private void AddNames(NameSectionWriter writer, NameKind kind, List<NameEntry> names)
    {
        foreach (var entry in names)
        {
            writer.Add(kind, entry.Index, GetName(entry));
        }
    }

    private void AddIndirectNames(NameSectionWriter writer, NameKind kind, List<NameEntry> names)
    {
        foreach (var entry in names)
        {
            writer.Add(kind, entry.Outer, entry.Index, GetName(entry));
        }
    }

    private ReadOnlySpan<byte> GetName(in NameEntry entry) => entry.Name is null ? _symbols.GetBytes(entry.Symbol) : entry.Name;
}
