// Bytes to ModuleDefinition (spec 5.5): sections in order, bodies sliced but not decoded. Everything the result holds points into the
// input, so a module costs little more than its bytes.
using System.Buffers;
using System.Collections.Immutable;

namespace Weft.Wasm.Binary;

/// <summary>Reads binary modules (spec 5.5).</summary>
public sealed partial class ModuleReader
{
    // Each section's place in the order of spec 5.5.2, by its id; 0 for custom sections, which may stand anywhere.
    private static ReadOnlySpan<byte> SectionRanks => [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6];

    private readonly ReadOnlyMemory<byte> _module;
    private readonly bool _explains;
    private ImmutableArray<RecursiveGroup> _types = [];
    private ImmutableArray<Import> _imports = [];
    private ImmutableArray<int> _functionTypes = [];
    private ImmutableArray<TableDefinition> _tables = [];
    private ImmutableArray<MemoryType> _memories = [];
    private ImmutableArray<TagType> _tags = [];
    private ImmutableArray<GlobalDefinition> _globals = [];
    private ImmutableArray<Export> _exports = [];
    private int? _start;
    private ImmutableArray<ElementSegment> _elements = [];
    private int? _dataCount;
    private ImmutableArray<FunctionBody> _bodies = [];
    private ImmutableArray<DataSegment> _data = [];
    private ImmutableArray<CustomSection>.Builder? _customSections;
    private long _codeOffset;
    private int _codeLength;
    private bool _defersBodies;

    private ModuleReader(ReadOnlyMemory<byte> module, bool explains)
    {
        _module = module;
        _explains = explains;
    }

    /// <summary>Reads a module. The result keeps the memory: it must not change while the result is in use.</summary>
    /// <exception cref="MalformedModuleException">The bytes are not a module; says where and what was expected.</exception>
    public static ModuleDefinition Read(ReadOnlyMemory<byte> module)
    {
        try
        {
            return new ModuleReader(module, explains: false).ReadModule();
        }
        catch (MalformedModuleException error)
        {
            throw Explain(module, error);
        }
    }

    /// <summary>
    /// Reads a module that was read before, by somebody who is trusted to have done so: its functions are read when they are asked for, and may then
    /// be found malformed.
    /// </summary>
    /// <inheritdoc cref="Read(ReadOnlyMemory{byte})"/>
    public static ModuleDefinition ReadTrusted(ReadOnlyMemory<byte> module)
    {
        try
        {
            return new ModuleReader(module, explains: false) { _defersBodies = true }.ReadModule();
        }
        catch (MalformedModuleException error)
        {
            throw Explain(module, error);
        }
    }

    /// <summary>Reads a module from a sequence of buffers; joins them when there is more than one.</summary>
    /// <exception cref="MalformedModuleException">The bytes are not a module.</exception>
    public static ModuleDefinition Read(ReadOnlySequence<byte> module)
    {
        if (module.Length > ImplementationLimits.ModuleBytes)
        {
            throw TooLarge();
        }

        return Read(module.IsSingleSegment ? module.First : module.ToArray());
    }

    /// <summary>Reads a module from a stream, to its end.</summary>
    /// <exception cref="MalformedModuleException">The bytes are not a module.</exception>
    public static ModuleDefinition Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var collected = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (stream.Read(buffer) is var count and > 0)
            {
                Collect(collected, buffer, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Read(collected.GetBuffer().AsMemory(0, (int)collected.Length));
    }

    /// <summary>Reads a module from a stream, to its end.</summary>
    /// <exception cref="MalformedModuleException">The bytes are not a module.</exception>
    public static async Task<ModuleDefinition> ReadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var collected = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                Collect(collected, buffer, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Read(collected.GetBuffer().AsMemory(0, (int)collected.Length));
    }

    private static void Collect(MemoryStream collected, byte[] buffer, int count)
    {
        if (collected.Length + count > ImplementationLimits.ModuleBytes)
        {
            throw TooLarge();
        }

        collected.Write(buffer, 0, count);
    }

    private static MalformedModuleException TooLarge() =>
        new($"the module is too large: the limit is {ImplementationLimits.ModuleBytes} bytes", ImplementationLimits.ModuleBytes);

    private ModuleDefinition ReadModule()
    {
        if (_module.Length > ImplementationLimits.ModuleBytes)
        {
            throw TooLarge();
        }

        var reader = new ByteReader(_module.Span);
        ReadHeader(ref reader);
        var rank = 0;
        var place = SectionPlace.First;
        while (!reader.AtEnd)
        {
            var at = reader.Offset;
            var id = reader.ReadByte();
            if (id >= SectionRanks.Length)
            {
                throw new MalformedModuleException($"malformed section id {id}: expected 0 to {SectionRanks.Length - 1}", at);
            }

            var size = reader.ReadU32();
            if (size > (uint)reader.Remaining)
            {
                throw new MalformedModuleException($"length out of bounds: unexpected end, section {id} announces {size} bytes, but only {reader.Remaining} follow", at);
            }

            if (id == 0)
            {
                var custom = new ByteReader(_module.Span.Slice(reader.Position, (int)size), reader.Position);
                ReadCustomSection(ref custom, place);
            }
            else
            {
                if (SectionRanks[id] <= rank)
                {
                    throw new MalformedModuleException($"unexpected content after last section: section {id} stands twice or out of order", at);
                }

                rank = SectionRanks[id];
                place = (SectionPlace)rank;
                ReadSized(id, ref reader, (int)size);
            }

            reader.Position += (int)size;
        }

        CheckCounts();
        var definition = new ModuleDefinition
        {
            Types = _types,
            Imports = _imports,
            Functions = _defersBodies ? [] : Join(_functionTypes, _bodies),
            Tables = _tables,
            Memories = _memories,
            Tags = _tags,
            Globals = _globals,
            Exports = _exports,
            Start = _start,
            Elements = _elements,
            DataCount = _dataCount,
            Data = _data,
            CodeOffset = _codeOffset,
            CustomSections = _customSections?.ToImmutable() ?? [],
        };
        return _defersBodies ? definition with { DeferredFunctions = new DeferredFunctions(_functionTypes, ReadBodies) } : definition;
    }

    private static void ReadHeader(ref ByteReader reader)
    {
        if (reader.Length < 4)
        {
            throw new MalformedModuleException("unexpected end: a binary module starts with 00 61 73 6d", reader.Length);
        }

        if (reader.ReadFixedU32() != 0x6D736100)
        {
            throw new MalformedModuleException("magic header not detected: a binary module starts with 00 61 73 6d", 0);
        }

        if (reader.Remaining < 4)
        {
            throw new MalformedModuleException("unexpected end: four bytes of version expected", reader.Offset);
        }

        var version = reader.ReadFixedU32();
        if (version != 1)
        {
            var hint = version >> 16 == 1 ? "; this is a component, not a module" : "";
            throw new MalformedModuleException($"unknown binary version {version & 0xFFFF}: expected 1{hint}", 4);
        }
    }

    private void ReadSized(byte id, ref ByteReader reader, int size)
    {
        var content = _module.Span[reader.Position..];
        var section = new ByteReader(_explains ? content : content[..size], reader.Position);
        try
        {
            ReadSection(id, ref section);
        }
        catch (MalformedModuleException error) when (_explains && error.ByteOffset >= reader.Position + size && error.ByteOffset < reader.Length)
        {
            throw new MalformedModuleException($"{error.Reason} (behind the {size} bytes that section {id} announces)", error.ByteOffset.Value);
        }

        if (section.Position != size)
        {
            section.Throw($"section size mismatch: section {id} announces {size} bytes, its content takes {section.Position}");
        }
    }

    private void ReadSection(byte id, ref ByteReader section)
    {
        switch (id)
        {
            case 1:
                _types = ReadTypes(ref section);
                break;
            case 2:
                _imports = ReadImports(ref section);
                break;
            case 3:
                _functionTypes = ReadVector(ref section, ImplementationLimits.Functions, "functions", (ref ByteReader reader) => reader.ReadIndex());
                break;
            case 4:
                _tables = ReadVector(ref section, ImplementationLimits.Tables, "tables", ReadTable);
                break;
            case 5:
                _memories = ReadVector(ref section, ImplementationLimits.Memories, "memories", ReadMemoryType);
                break;
            case 6:
                _globals = ReadVector(ref section, ImplementationLimits.Globals, "globals", ReadGlobal);
                break;
            case 7:
                _exports = ReadVector(ref section, ImplementationLimits.Exports, "exports", ReadExport);
                break;
            case 8:
                _start = section.ReadIndex();
                break;
            case 9:
                _elements = ReadVector(ref section, ImplementationLimits.ElementSegments, "element segments", ReadElementSegment);
                break;
            case 10:
                _codeOffset = section.Offset;
                _codeLength = section.Remaining;
                if (_defersBodies)
                {
                    section.ReadBytes(_codeLength);
                    break;
                }

                _bodies = ReadVector(ref section, ImplementationLimits.Functions, "bodies", ReadBody);
                break;
            case 11:
                _data = ReadVector(ref section, ImplementationLimits.DataSegments, "data segments", ReadDataSegment);
                break;
            case 12:
                _dataCount = section.ReadIndex();
                break;
            default:
                _tags = ReadVector(ref section, ImplementationLimits.Tags, "tags", ReadTagType);
                break;
        }
    }

    private void ReadCustomSection(ref ByteReader section, SectionPlace place)
    {
        var name = section.ReadName();
        _customSections ??= ImmutableArray.CreateBuilder<CustomSection>();
        if (_customSections.Count >= ImplementationLimits.CustomSections)
        {
            section.Throw($"too many custom sections: the limit is {ImplementationLimits.CustomSections}");
        }

        var offset = section.Offset;
        _customSections.Add(new CustomSection(name, Slice(ref section, section.Remaining), place, offset));
    }

    private void CheckCounts()
    {
        if (_functionTypes.Length != _bodies.Length && !_defersBodies)
        {
            throw new MalformedModuleException(
                $"function and code section have inconsistent lengths: {_functionTypes.Length} functions, {_bodies.Length} bodies", _module.Length);
        }

        if (_dataCount is { } count && count != _data.Length)
        {
            throw new MalformedModuleException(
                $"data count and data section have inconsistent lengths: {count} announced, {_data.Length} segments", _module.Length);
        }
    }

    private ImmutableArray<FunctionBody> ReadBodies()
    {
        var section = new ByteReader(_module.Span.Slice((int)_codeOffset, _codeLength), _codeOffset);
        _bodies = _codeLength == 0 ? [] : ReadVector(ref section, ImplementationLimits.Functions, "bodies", ReadBody);
        _defersBodies = false;
        CheckCounts();
        return _bodies;
    }

    /// <summary>Functions of their types and their bodies, of which there are as many.</summary>
    internal static ImmutableArray<FunctionDefinition> Join(ImmutableArray<int> types, ImmutableArray<FunctionBody> bodies)
    {
        var functions = new FunctionDefinition[bodies.Length];
        for (var i = 0; i < functions.Length; i++)
        {
            functions[i] = new FunctionDefinition(types[i], bodies[i]);
        }

        return AsImmutable(functions);
    }

    private static ImmutableArray<T> AsImmutable<T>(T[] array) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(array);

    private delegate T ReadItem<T>(ref ByteReader reader);

    private static ImmutableArray<T> ReadVector<T>(ref ByteReader reader, int limit, string what, ReadItem<T> readItem)
    {
        // Each item takes a byte at least, so the count has been checked against what is there.
        var items = new T[reader.ReadCount(limit, what)];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = readItem(ref reader);
        }

        return AsImmutable(items);
    }

    /// <summary>Takes bytes of the section as a view of the module.</summary>
    private ReadOnlyMemory<byte> Slice(ref ByteReader reader, int count)
    {
        var start = (int)reader.Offset;
        reader.ReadBytes(count);
        return _module.Slice(start, count);
    }
}
