// ComponentDefinition to bytes (Binary.md). Neighbours of one section kind share a section.
using Weft.Wasm.Binary;

namespace Weft.Components.Binary;

/// <summary>Writes binary components.</summary>
public sealed partial class ComponentWriter
{
    private readonly ByteWriter _output = new();
    private readonly ByteWriter _section = new();
    private int _sectionId = -1;
    private int _sectionCount;

    private ComponentWriter()
    {
    }

    /// <summary>Writes a component.</summary>
    public static byte[] Write(ComponentDefinition component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return new ComponentWriter().WriteComponent(component);
    }

    private byte[] WriteComponent(ComponentDefinition component)
    {
        _output.WriteBytes("\0asm\x0d\0\x01\0"u8);
        var hasNames = false;
        foreach (var item in component.Items)
        {
            hasNames |= item is CustomItem { Section.Name: ComponentNameSection.Name };
            WriteItem(item);
        }

        FlushSection();
        if (!hasNames && !component.Names.IsEmpty)
        {
            WriteCustomSection(ComponentNameSection.Name, ComponentNameSection.Write(component.Names));
        }

        return _output.ToArray();
    }

    private void WriteItem(ComponentItem item)
    {
        switch (item)
        {
            case CoreModuleItem module:
                WriteWhole(1, ModuleWriter.Write(module.Module));
                break;
            case NestedComponent nested:
                WriteWhole(4, new ComponentWriter().WriteComponent(nested.Component));
                break;
            case CustomItem custom:
                FlushSection();
                WriteCustomSection(custom.Section.Name, custom.Section.Bytes.Span);
                break;
            case CoreInstantiation or CoreExportBundle:
                WriteCoreInstance(OpenSection(2), item);
                break;
            case CoreTypeItem type:
                WriteCoreType(OpenSection(3), type.Type);
                break;
            case ComponentInstantiation or ExportBundle:
                WriteInstance(OpenSection(5), item);
                break;
            case ExportAlias or CoreExportAlias or OuterAlias:
                WriteAlias(OpenSection(6), item);
                break;
            case TypeItem type:
                WriteType(OpenSection(7), type.Type);
                break;
            case CanonicalItem canonical:
                WriteCanonical(OpenSection(8), canonical.Definition);
                break;
            case ImportItem import:
                WriteExternName(OpenSection(10), import.Name);
                WriteDescription(_section, import.Description);
                break;
            case ExportItem export:
                WriteExport(OpenSection(11), export);
                break;
            default:
                throw new ArgumentException($"{item.GetType().Name} is no definition of a component");
        }
    }

    private ByteWriter OpenSection(int id)
    {
        if (_sectionId != id)
        {
            FlushSection();
            _sectionId = id;
        }

        _sectionCount++;
        return _section;
    }

    private void FlushSection()
    {
        if (_sectionCount > 0)
        {
            var count = new ByteWriter();
            count.WriteIndex(_sectionCount);
            _output.WriteByte((byte)_sectionId);
            _output.WriteIndex(count.Length + _section.Length);
            _output.WriteBytes(count.WrittenSpan);
            _output.WriteBytes(_section.WrittenSpan);
        }

        _section.Clear();
        _sectionCount = 0;
        _sectionId = -1;
    }

    private void WriteWhole(byte id, ReadOnlySpan<byte> bytes)
    {
        FlushSection();
        _output.WriteByte(id);
        _output.WriteIndex(bytes.Length);
        _output.WriteBytes(bytes);
    }

    private void WriteCustomSection(string name, ReadOnlySpan<byte> bytes)
    {
        var content = new ByteWriter();
        content.WriteName(name);
        content.WriteBytes(bytes);
        WriteWhole(0, content.WrittenSpan);
    }

    private static void WriteCoreInstance(ByteWriter writer, ComponentItem item)
    {
        if (item is CoreInstantiation instantiation)
        {
            writer.WriteByte(0);
            writer.WriteIndex(instantiation.Module);
            writer.WriteIndex(instantiation.Arguments.Length);
            foreach (var argument in instantiation.Arguments)
            {
                writer.WriteName(argument.Name);
                writer.WriteByte(0x12);
                writer.WriteIndex(argument.Instance);
            }

            return;
        }

        var exports = ((CoreExportBundle)item).Exports;
        writer.WriteByte(1);
        writer.WriteIndex(exports.Length);
        foreach (var export in exports)
        {
            writer.WriteName(export.Name);
            writer.WriteByte((byte)export.Sort);
            writer.WriteIndex(export.Index);
        }
    }

    private static void WriteInstance(ByteWriter writer, ComponentItem item)
    {
        if (item is ComponentInstantiation instantiation)
        {
            writer.WriteByte(0);
            writer.WriteIndex(instantiation.Component);
            writer.WriteIndex(instantiation.Arguments.Length);
            foreach (var argument in instantiation.Arguments)
            {
                writer.WriteName(argument.Name);
                WriteSort(writer, argument.Sort);
                writer.WriteIndex(argument.Index);
            }

            return;
        }

        var exports = ((ExportBundle)item).Exports;
        writer.WriteByte(1);
        writer.WriteIndex(exports.Length);
        foreach (var export in exports)
        {
            WriteExternName(writer, export.Name);
            WriteSort(writer, export.Sort);
            writer.WriteIndex(export.Index);
        }
    }

    private static void WriteSort(ByteWriter writer, Sort sort)
    {
        if (sort.IsCore())
        {
            writer.WriteByte(0);
        }

        writer.WriteByte((byte)sort);
    }

    private static void WriteAlias(ByteWriter writer, ComponentItem item)
    {
        switch (item)
        {
            case ExportAlias export:
                WriteSort(writer, export.Sort);
                writer.WriteByte(0);
                writer.WriteIndex(export.Instance);
                writer.WriteName(export.Name);
                break;
            case CoreExportAlias export:
                WriteSort(writer, export.Sort);
                writer.WriteByte(1);
                writer.WriteIndex(export.Instance);
                writer.WriteName(export.Name);
                break;
            default:
                var outer = (OuterAlias)item;
                WriteSort(writer, outer.Sort);
                writer.WriteByte(2);
                writer.WriteIndex(outer.Levels);
                writer.WriteIndex(outer.Index);
                break;
        }
    }

    private static void WriteExport(ByteWriter writer, ExportItem export)
    {
        WriteExternName(writer, export.Name);
        WriteSort(writer, export.Sort);
        writer.WriteIndex(export.Index);
        writer.WriteByte(export.Ascription is null ? (byte)0 : (byte)1);
        if (export.Ascription is { } ascription)
        {
            WriteDescription(writer, ascription);
        }
    }

    private static void WriteExternName(ByteWriter writer, ExternName name)
    {
        writer.WriteByte(name.HasAttributes ? (byte)2 : (byte)0);
        writer.WriteName(name.Name);
        if (!name.HasAttributes)
        {
            return;
        }

        (byte Code, string? Value)[] attributes = [(0, name.Implements), (1, name.VersionSuffix), (2, name.ExternalId)];
        writer.WriteIndex(attributes.Count(attribute => attribute.Value is not null));
        foreach (var (code, value) in attributes)
        {
            if (value is not null)
            {
                writer.WriteByte(code);
                writer.WriteName(value);
            }
        }
    }

    private static void WriteDescription(ByteWriter writer, ExternDescription description)
    {
        ReadOnlySpan<byte> code = description.Kind switch
        {
            ExternDescriptionKind.CoreModule => [0x00, 0x11],
            ExternDescriptionKind.Function => [0x01],
            ExternDescriptionKind.TypeEqual => [0x03, 0x00],
            ExternDescriptionKind.SubResource => [0x03, 0x01],
            ExternDescriptionKind.Component => [0x04],
            _ => [0x05],
        };
        writer.WriteBytes(code);
        if (description.Kind != ExternDescriptionKind.SubResource)
        {
            writer.WriteIndex(description.Index);
        }
    }
}
