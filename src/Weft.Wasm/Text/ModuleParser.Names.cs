// The parser of a text module: identifiers and @name annotations as a name section (spec appendix A.4, with the extended subsections).
using Weft.Wasm.Binary;

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
        var writer = new ByteWriter();
        var part = new ByteWriter();
        if (_moduleSymbol >= 0 || _moduleName is not null)
        {
            WriteName(part, new NameEntry(0, 0, _moduleSymbol, _moduleName));
            WriteSubsection(writer, part, 0);
        }

        WriteNameMap(writer, part, 1, _functionSpace.Names);
        WriteIndirectNameMap(writer, part, 2, _localNames);
        WriteIndirectNameMap(writer, part, 3, _labelNames);
        WriteNameMap(writer, part, 4, _typeSpace.Names);
        WriteNameMap(writer, part, 5, _tableSpace.Names);
        WriteNameMap(writer, part, 6, _memorySpace.Names);
        WriteNameMap(writer, part, 7, _globalSpace.Names);
        WriteNameMap(writer, part, 8, _elementSpace.Names);
        WriteNameMap(writer, part, 9, _dataSpace.Names);
        WriteIndirectNameMap(writer, part, 10, _fieldNames);
        WriteNameMap(writer, part, 11, _tagSpace.Names);
        return writer.Length == 0 ? null : new CustomSection("name", writer.ToArray());
    }

    private void WriteNameMap(ByteWriter writer, ByteWriter part, byte id, List<NameEntry> names)
    {
        if (names.Count > 0)
        {
            WriteNames(part, names, 0, names.Count);
            WriteSubsection(writer, part, id);
        }
    }

    private void WriteIndirectNameMap(ByteWriter writer, ByteWriter part, byte id, List<NameEntry> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        var owners = 1;
        for (var i = 1; i < names.Count; i++)
        {
            owners += names[i].Outer != names[i - 1].Outer ? 1 : 0;
        }

        part.WriteIndex(owners);
        for (var i = 0; i < names.Count;)
        {
            var end = i;
            while (end < names.Count && names[end].Outer == names[i].Outer)
            {
                end++;
            }

            part.WriteIndex(names[i].Outer);
            WriteNames(part, names, i, end);
            i = end;
        }

        WriteSubsection(writer, part, id);
    }

    private void WriteNames(ByteWriter part, List<NameEntry> names, int start, int end)
    {
        part.WriteIndex(end - start);
        for (var i = start; i < end; i++)
        {
            part.WriteIndex(names[i].Index);
            WriteName(part, names[i]);
        }
    }

    private void WriteName(ByteWriter part, in NameEntry entry)
    {
        var name = entry.Name is null ? _symbols.GetBytes(entry.Symbol) : entry.Name;
        part.WriteIndex(name.Length);
        part.WriteBytes(name);
    }

    private static void WriteSubsection(ByteWriter writer, ByteWriter part, byte id)
    {
        writer.WriteByte(id);
        writer.WriteIndex(part.Length);
        writer.WriteBytes(part.WrittenSpan);
        part.Clear();
    }
}
