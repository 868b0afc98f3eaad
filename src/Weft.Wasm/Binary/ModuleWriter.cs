// ModuleDefinition to bytes (spec 5.5): the inverse of ModuleReader, with every number in its shortest form.
using System.Buffers;
using System.Collections.Immutable;

namespace Weft.Wasm.Binary;

/// <summary>Writes binary modules (spec 5.5).</summary>
public sealed partial class ModuleWriter
{
    private readonly ByteWriter _output = new();
    private readonly ByteWriter _section = new();

    private ModuleWriter()
    {
    }

    /// <summary>The module as bytes.</summary>
    public static byte[] Write(ModuleDefinition module) => WriteModule(module).ToArray();

    /// <summary>Writes the module into a buffer.</summary>
    public static void Write(ModuleDefinition module, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(WriteModule(module).WrittenSpan);
    }

    /// <summary>Writes the module to a stream.</summary>
    public static void Write(ModuleDefinition module, Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(WriteModule(module).WrittenSpan);
    }

    private delegate void WriteItem<T>(ByteWriter writer, T item);

    private static ByteWriter WriteModule(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var writer = new ModuleWriter();
        writer.WriteSections(module);
        return writer._output;
    }

    private void WriteSections(ModuleDefinition module)
    {
        _output.WriteBytes("\0asm\x01\0\0\0"u8);
        WriteCustomSections(module, SectionPlace.First);
        WriteVector(1, module.Types, WriteRecursiveGroup);
        WriteCustomSections(module, SectionPlace.AfterType);
        WriteVector(2, module.Imports, WriteImport);
        WriteCustomSections(module, SectionPlace.AfterImport);
        WriteVector(3, module.Functions, (writer, function) => writer.WriteIndex(function.TypeIndex));
        WriteCustomSections(module, SectionPlace.AfterFunction);
        WriteVector(4, module.Tables, WriteTable);
        WriteCustomSections(module, SectionPlace.AfterTable);
        WriteVector(5, module.Memories, WriteMemoryType);
        WriteCustomSections(module, SectionPlace.AfterMemory);
        WriteVector(13, module.Tags, WriteTagType);
        WriteCustomSections(module, SectionPlace.AfterTag);
        WriteVector(6, module.Globals, WriteGlobal);
        WriteCustomSections(module, SectionPlace.AfterGlobal);
        WriteVector(7, module.Exports, WriteExport);
        WriteCustomSections(module, SectionPlace.AfterExport);
        WriteNumber(8, module.Start);
        WriteCustomSections(module, SectionPlace.AfterStart);
        WriteVector(9, module.Elements, WriteElementSegment);
        WriteCustomSections(module, SectionPlace.AfterElement);
        WriteNumber(12, module.DataCount);
        WriteCustomSections(module, SectionPlace.AfterDataCount);
        WriteVector(10, module.Functions, WriteBody);
        WriteCustomSections(module, SectionPlace.AfterCode);
        WriteVector(11, module.Data, WriteDataSegment);
        WriteCustomSections(module, SectionPlace.Last);
    }

    private void WriteVector<T>(byte id, ImmutableArray<T> items, WriteItem<T> writeItem)
    {
        if (items.Length == 0)
        {
            return;
        }

        _section.WriteIndex(items.Length);
        foreach (var item in items)
        {
            writeItem(_section, item);
        }

        FlushSection(id);
    }

    private void WriteNumber(byte id, int? number)
    {
        if (number is { } value)
        {
            _section.WriteIndex(value);
            FlushSection(id);
        }
    }

    private void WriteCustomSections(ModuleDefinition module, SectionPlace place)
    {
        foreach (var section in module.CustomSections)
        {
            if (section.Place == place)
            {
                _section.WriteName(section.Name);
                _section.WriteBytes(section.Bytes.Span);
                FlushSection(0);
            }
        }
    }

    private void FlushSection(byte id)
    {
        _output.WriteByte(id);
        _output.WriteIndex(_section.Length);
        _output.WriteBytes(_section.WrittenSpan);
        _section.Clear();
    }
}
