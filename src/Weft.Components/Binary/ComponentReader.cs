// Bytes to ComponentDefinition (component model, Binary.md): sections in the order that they stand in. This part: preamble, sections,
// instances, imports, exports, aliases.
using System.Collections.Immutable;
using Weft.Wasm;
using Weft.Wasm.Binary;

namespace Weft.Components.Binary;

/// <summary>Reads binary components.</summary>
public sealed partial class ComponentReader
{
    private const string EndOfFile = "unexpected end-of-file";

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly long _offset;
    private readonly int _depth;
    private readonly PrecompiledParts? _precompiled;
    private readonly List<ComponentItem> _items = [];
    private ComponentNames _names = ComponentNames.Empty;

    private ComponentReader(ReadOnlyMemory<byte> bytes, long offset, int depth, PrecompiledParts? precompiled)
    {
        (_bytes, _offset, _depth, _precompiled) = (bytes, offset, depth, precompiled);
    }

    private delegate T ItemReader<out T>(ref ByteReader reader);

    /// <summary>Whether bytes begin as a binary component does, which tells it from a module.</summary>
    public static bool IsComponent(ReadOnlySpan<byte> bytes) => bytes.Length >= 8 && bytes[..4].SequenceEqual("\0asm"u8) && bytes[6] == 1 && bytes[7] == 0;

    /// <summary>Reads a component. The result keeps the memory: it must not change while the result is in use.</summary>
    /// <exception cref="MalformedModuleException">The bytes are not a component; says where and what was expected.</exception>
    /// <exception cref="InvalidModuleException">The bytes are well-formed but break one of the rules that reading checks.</exception>
    public static ComponentDefinition Read(ReadOnlyMemory<byte> component)
    {
        if (component.Length > ImplementationLimits.ModuleBytes)
        {
            throw new MalformedModuleException($"component too large: {component.Length} bytes, the limit is {ImplementationLimits.ModuleBytes}", 0);
        }

        return new ComponentReader(component, 0, 0, null).ReadComponent();
    }

    /// <summary>Reads the component that modules were compiled ahead of time in: those are not read again.</summary>
    /// <inheritdoc cref="Read(ReadOnlyMemory{byte})"/>
    internal static ComponentDefinition Read(PrecompiledParts precompiled) => new ComponentReader(precompiled.Original, 0, 0, precompiled).ReadComponent();

    private ComponentDefinition ReadComponent()
    {
        if (_depth >= ComponentLimits.NestingDepth)
        {
            throw new MalformedModuleException($"nesting too deep: more than {ComponentLimits.NestingDepth} components in each other", _offset);
        }

        try
        {
            var reader = new ByteReader(_bytes.Span, _offset);
            ReadPreamble(ref reader);
            while (!reader.AtEnd)
            {
                ReadSection(ref reader);
            }
        }
        catch (MalformedModuleException error) when (IsShort(error.Reason))
        {
            throw new MalformedModuleException($"{EndOfFile}: {error.Reason}", error.ByteOffset ?? _offset);
        }

        return new ComponentDefinition { Items = [.. _items], Names = _names };
    }

    private static bool IsShort(string reason) =>
        reason.StartsWith("unexpected end of section or function", StringComparison.Ordinal) || reason.StartsWith("length out of bounds", StringComparison.Ordinal);

    private void ReadPreamble(ref ByteReader reader)
    {
        if (!reader.ReadBytes(4).SequenceEqual("\0asm"u8))
        {
            throw new MalformedModuleException("magic header not detected: a binary component starts with 00 61 73 6d", _offset);
        }

        var version = reader.ReadFixedU32();
        if (version == 1)
        {
            throw new MalformedModuleException("expected a version header for a component, found that of a module", _offset + 4);
        }

        if (version != 0x0001_000D)
        {
            throw new MalformedModuleException($"unknown binary version 0x{version & 0xFFFF:x} of layer {version >> 16}: expected 0xd of layer 1", _offset + 4);
        }
    }

    private void ReadSection(ref ByteReader reader)
    {
        var at = reader.Offset;
        var id = reader.ReadByte();
        if (id > 12)
        {
            throw new MalformedModuleException($"malformed section id: {id}", at);
        }

        var size = reader.ReadU32();
        if (size > (uint)reader.Remaining)
        {
            reader.Throw($"{EndOfFile}: a section of {size} bytes announced, but only {reader.Remaining} bytes follow");
        }

        var start = reader.Position;
        var contents = _bytes.Slice(start, (int)size);
        var section = new ByteReader(contents.Span, reader.Offset);
        ReadSectionContents(id, ref section, contents);
        if (!section.AtEnd)
        {
            section.Throw("section size mismatch: unexpected data at the end of the section");
        }

        reader.Position = start + (int)size;
    }

    private void ReadSectionContents(byte id, ref ByteReader section, ReadOnlyMemory<byte> contents)
    {
        var place = new SourcePlace(section.Offset, null);
        switch (id)
        {
            case 0:
                ReadCustomSection(ref section, contents, place);
                break;
            case 1:
                var known = _precompiled?.Find(section.Offset, contents.Length);
                var module = known?.Validated.Definition ?? ReadModule(contents, section.Offset);
                _items.Add(new CoreModuleItem(module, section.Offset) { Place = place, Binary = contents, Precompiled = known });
                section.Position = section.Length;
                break;
            case 2:
                ReadItems(ref section, "core instances", ReadCoreInstance);
                break;
            case 3:
                ReadItems(ref section, "core types", (ref ByteReader item) => new CoreTypeItem(ReadCoreType(ref item)));
                break;
            case 4:
                _items.Add(new NestedComponent(new ComponentReader(contents, section.Offset, _depth + 1, _precompiled).ReadComponent()) { Place = place });
                section.Position = section.Length;
                break;
            case 5:
                ReadItems(ref section, "instances", ReadInstance);
                break;
            case 6:
                ReadItems(ref section, "aliases", ReadAlias);
                break;
            case 7:
                ReadItems(ref section, "types", (ref ByteReader item) => new TypeItem(ReadType(ref item, _depth)));
                break;
            case 8:
                ReadItems(ref section, "canonical functions", (ref ByteReader item) => new CanonicalItem(ReadCanonical(ref item)));
                break;
            case 10:
                ReadItems(ref section, "imports", (ref ByteReader item) => new ImportItem(ReadExternName(ref item), ReadDescription(ref item)));
                break;
            case 11:
                ReadItems(ref section, "exports", ReadExport);
                break;
            default:
                throw new MalformedModuleException("support for component model `value`s is not enabled: they are a gated feature that Weft does not have", section.Offset);
        }
    }

    private void ReadItems(ref ByteReader section, string what, ItemReader<ComponentItem> read)
    {
        for (var count = section.ReadCount(ComponentLimits.Definitions, what); count > 0; count--)
        {
            var place = new SourcePlace(section.Offset, null);
            _items.Add(read(ref section) with { Place = place });
        }
    }

    private static ImmutableArray<T> ReadVector<T>(ref ByteReader reader, int limit, string what, ItemReader<T> read)
    {
        var count = reader.ReadCount(limit, what);
        var items = ImmutableArray.CreateBuilder<T>(Math.Min(count, 1024));
        for (; count > 0; count--)
        {
            items.Add(read(ref reader));
        }

        return items.DrainToImmutable();
    }

    private void ReadCustomSection(ref ByteReader section, ReadOnlyMemory<byte> contents, SourcePlace place)
    {
        var name = section.ReadName();
        var bytes = contents[section.Position..];
        _items.Add(new CustomItem(new CustomSection(name, bytes, SectionPlace.Last, section.Offset)) { Place = place });
        if (name == ComponentNameSection.Name)
        {
            _names = ComponentNameSection.Read(bytes.Span) ?? _names;
        }

        section.Position = section.Length;
    }

    /// <summary>A module: its errors say where in the component.</summary>
    private static ModuleDefinition ReadModule(ReadOnlyMemory<byte> bytes, long offset)
    {
        if (bytes.Length >= 8 && bytes.Span[..4].SequenceEqual("\0asm"u8) && bytes.Span[6] != 0)
        {
            throw new MalformedModuleException("expected a version header for a module, found that of another layer", offset + 4);
        }

        try
        {
            return ModuleReader.Read(bytes);
        }
        catch (MalformedModuleException error)
        {
            var reason = error.Reason.StartsWith("unexpected content after last section", StringComparison.Ordinal) ? "section out of order: " + error.Reason : error.Reason;
            throw new MalformedModuleException(reason, offset + (error.ByteOffset ?? 0));
        }
    }

    private static ComponentItem ReadCoreInstance(ref ByteReader reader)
    {
        var at = reader.Offset;
        switch (reader.ReadByte())
        {
            case 0:
                var module = reader.ReadIndex();
                return new CoreInstantiation(module, ReadVector(ref reader, ComponentLimits.Arguments, "arguments", ReadCoreArgument));
            case 1:
                return new CoreExportBundle(ReadVector(ref reader, ComponentLimits.Arguments, "exports", (ref ByteReader item) =>
                    new CoreInlineExport(item.ReadName(), ReadCoreSort(ref item), item.ReadIndex())));
            case var code:
                throw LeadingByte(code, "core instance", at);
        }
    }

    private static CoreArgument ReadCoreArgument(ref ByteReader reader)
    {
        var name = reader.ReadName();
        var at = reader.Offset;
        var code = reader.ReadByte();
        return code == 0x12 ? new CoreArgument(name, reader.ReadIndex()) : throw LeadingByte(code, "instantiation arg kind", at);
    }

    private static ComponentItem ReadInstance(ref ByteReader reader)
    {
        var at = reader.Offset;
        switch (reader.ReadByte())
        {
            case 0:
                var component = reader.ReadIndex();
                return new ComponentInstantiation(component, ReadVector(ref reader, ComponentLimits.Arguments, "arguments", (ref ByteReader item) =>
                    new InstantiationArgument(item.ReadName(), ReadExternSort(ref item), item.ReadIndex())));
            case 1:
                return new ExportBundle(ReadVector(ref reader, ComponentLimits.Arguments, "exports", (ref ByteReader item) =>
                    new InlineExport(ReadExternName(ref item), ReadExternSort(ref item), item.ReadIndex())));
            case var code:
                throw LeadingByte(code, "instance", at);
        }
    }

    private static Sort ReadCoreSort(ref ByteReader reader)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        return code is <= 4 or 0x10 or 0x11 or 0x12 ? (Sort)(0x100 | code) : throw LeadingByte(code, "core sort", at);
    }

    /// <summary>A sort that may be imported and exported.</summary>
    private static Sort ReadExternSort(ref ByteReader reader)
    {
        var at = reader.Offset;
        switch (reader.ReadByte())
        {
            case 0:
                at = reader.Offset;
                var core = reader.ReadByte();
                return core == 0x11 ? Sort.CoreModule : throw LeadingByte(core, "component external kind", at);
            case 2:
                throw new MalformedModuleException("support for component model `value`s is not enabled: they are a gated feature that Weft does not have", at);
            case <= 5 and var code:
                return (Sort)code;
            case var code:
                throw LeadingByte(code, "component external kind", at);
        }
    }

    private static ComponentItem ReadAlias(ref ByteReader reader)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        var isCore = code == 0;
        if (isCore)
        {
            at = reader.Offset;
            code = reader.ReadByte();
        }

        var kindAt = reader.Offset;
        var kind = reader.ReadByte();
        var isKnown = isCore ? code is <= 4 or 0x10 or 0x11 or 0x12 : code <= 5;
        var sort = (Sort)(isCore ? 0x100 | code : code);
        switch (kind)
        {
            case 0 when isKnown && (!isCore || sort == Sort.CoreModule):
                return new ExportAlias(sort, reader.ReadIndex(), reader.ReadName());
            case 1 when isKnown && isCore:
                return new CoreExportAlias(sort, reader.ReadIndex(), reader.ReadName());
            case 2 when isKnown && sort is Sort.CoreModule or Sort.CoreType or Sort.Type or Sort.Component:
                return new OuterAlias(sort, reader.ReadIndex(), reader.ReadIndex());
            case 0 or 1:
                throw LeadingByte(code, "component external kind", at);
            case 2:
                throw LeadingByte(code, "component outer alias kind", at);
            default:
                throw LeadingByte(kind, "alias", kindAt);
        }
    }

    private static ComponentItem ReadExport(ref ByteReader reader)
    {
        var name = ReadExternName(ref reader);
        var sort = ReadExternSort(ref reader);
        var index = reader.ReadIndex();
        var at = reader.Offset;
        return reader.ReadByte() switch
        {
            0 => new ExportItem(name, sort, index, null),
            1 => new ExportItem(name, sort, index, ReadDescription(ref reader)),
            var code => throw LeadingByte(code, "optional component export type", at),
        };
    }

    private static ExternName ReadExternName(ref ByteReader reader)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        if (code > 2)
        {
            throw LeadingByte(code, "component name", at);
        }

        var name = new ExternName(reader.ReadName());
        for (var count = code == 2 ? reader.ReadCount(16, "name options") : 0; count > 0; count--)
        {
            at = reader.Offset;
            code = reader.ReadByte();
            var (kind, isTaken) = code switch
            {
                0 => ("implements", name.Implements is not null),
                1 => ("versionsuffix", name.VersionSuffix is not null),
                2 => ("external-id", name.ExternalId is not null),
                _ => throw LeadingByte(code, "name option", at),
            };
            if (isTaken)
            {
                throw new InvalidModuleException($"duplicate '{kind}' option in name", byteOffset: at);
            }

            var value = reader.ReadName();
            name = code switch
            {
                0 => name with { Implements = value },
                1 => name with { VersionSuffix = value },
                _ => name with { ExternalId = value },
            };
        }

        return name;
    }

    private static ExternDescription ReadDescription(ref ByteReader reader)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        switch (code)
        {
            case 0:
                at = reader.Offset;
                var core = reader.ReadByte();
                return core == 0x11 ? new(ExternDescriptionKind.CoreModule, reader.ReadIndex()) : throw LeadingByte(core, "component external kind", at);
            case 1:
                return new(ExternDescriptionKind.Function, reader.ReadIndex());
            case 2:
                throw new MalformedModuleException("support for component model `value`s is not enabled: they are a gated feature that Weft does not have", at);
            case 3:
                at = reader.Offset;
                return reader.ReadByte() switch
                {
                    0 => new(ExternDescriptionKind.TypeEqual, reader.ReadIndex()),
                    1 => new(ExternDescriptionKind.SubResource, 0),
                    var bound => throw LeadingByte(bound, "type bound", at),
                };
            case 4:
                return new(ExternDescriptionKind.Component, reader.ReadIndex());
            case 5:
                return new(ExternDescriptionKind.Instance, reader.ReadIndex());
            default:
                throw LeadingByte(code, "component external kind", at);
        }
    }

    private static MalformedModuleException LeadingByte(byte code, string what, long at) => new($"invalid leading byte (0x{code:x}) for {what}", at);
}
