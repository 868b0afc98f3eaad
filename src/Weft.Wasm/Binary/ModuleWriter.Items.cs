// One method for each kind of item in a section (spec 5.3, 5.5).
using System.Collections.Immutable;

namespace Weft.Wasm.Binary;

public sealed partial class ModuleWriter
{
    internal static void WriteRecursiveGroup(ByteWriter writer, RecursiveGroup group)
    {
        if (group.IsExplicit)
        {
            writer.WriteByte(0x4E);
            writer.WriteIndex(group.Types.Length);
        }

        foreach (var type in group.Types)
        {
            WriteSubType(writer, type);
        }
    }

    internal static void WriteSubType(ByteWriter writer, SubType type)
    {
        // A final type without supertypes has the short form of its composite type alone.
        if (!type.IsFinal || type.Supertypes.Length > 0)
        {
            writer.WriteByte((byte)(type.IsFinal ? 0x4F : 0x50));
            WriteIndices(writer, type.Supertypes);
        }

        switch (type.Composite)
        {
            case FunctionType function:
                writer.WriteByte(0x60);
                WriteTypes(writer, function.Parameters);
                WriteTypes(writer, function.Results);
                break;
            case StructType structure:
                writer.WriteByte(0x5F);
                writer.WriteIndex(structure.Fields.Length);
                foreach (var field in structure.Fields)
                {
                    WriteFieldType(writer, field);
                }

                break;
            case ArrayType array:
                writer.WriteByte(0x5E);
                WriteFieldType(writer, array.Element);
                break;
            default:
                throw new InvalidOperationException($"unknown composite type {type.Composite.GetType()}");
        }
    }

    private static void WriteFieldType(ByteWriter writer, FieldType field)
    {
        if (field.IsPacked)
        {
            writer.WriteByte((byte)field.Packed);
        }
        else
        {
            TypeWriter.WriteValueType(writer, field.Type);
        }

        writer.WriteByte(field.IsMutable ? (byte)1 : (byte)0);
    }

    internal static void WriteImport(ByteWriter writer, Import import)
    {
        writer.WriteName(import.Module);
        writer.WriteName(import.Name);
        WriteExternalType(writer, import.Type);
    }

    internal static void WriteExternalType(ByteWriter writer, ExternalType type)
    {
        writer.WriteByte((byte)type.Kind);
        switch (type)
        {
            case ExternalFunctionType function:
                writer.WriteIndex(function.TypeIndex);
                break;
            case TableType table:
                WriteTableType(writer, table);
                break;
            case MemoryType memory:
                WriteMemoryType(writer, memory);
                break;
            case GlobalType global:
                WriteGlobalType(writer, global);
                break;
            case TagType tag:
                WriteTagType(writer, tag);
                break;
            default:
                throw new InvalidOperationException($"unknown external type {type.GetType()}");
        }
    }

    private static void WriteTable(ByteWriter writer, TableDefinition table)
    {
        if (table.Initializer is { } initializer)
        {
            writer.WriteByte(0x40);
            writer.WriteByte(0);
            WriteTableType(writer, table.Type);
            writer.WriteBytes(initializer.Bytes.Span);
        }
        else
        {
            WriteTableType(writer, table.Type);
        }
    }

    private static void WriteTableType(ByteWriter writer, TableType table)
    {
        TypeWriter.WriteValueType(writer, table.Element);
        WriteLimits(writer, table.Limits, table.Address == AddressType.I64 ? 0b100 : 0);
    }

    private static void WriteMemoryType(ByteWriter writer, MemoryType memory)
    {
        var hasPageSize = memory.PageSizeLog2 != 16;
        WriteLimits(
            writer, memory.Limits, (memory.Address == AddressType.I64 ? 0b100 : 0) | (memory.IsShared ? 0b10 : 0) | (hasPageSize ? 0b1000 : 0));
        if (hasPageSize)
        {
            writer.WriteIndex(memory.PageSizeLog2);
        }
    }

    private static void WriteLimits(ByteWriter writer, Limits limits, int flags)
    {
        writer.WriteByte((byte)(flags | (limits.Maximum is null ? 0 : 1)));
        writer.WriteU64(limits.Minimum);
        if (limits.Maximum is { } maximum)
        {
            writer.WriteU64(maximum);
        }
    }

    private static void WriteTagType(ByteWriter writer, TagType tag)
    {
        writer.WriteByte(0);
        writer.WriteIndex(tag.TypeIndex);
    }

    private static void WriteGlobal(ByteWriter writer, GlobalDefinition global)
    {
        WriteGlobalType(writer, global.Type);
        writer.WriteBytes(global.Initializer.Bytes.Span);
    }

    private static void WriteGlobalType(ByteWriter writer, GlobalType global)
    {
        TypeWriter.WriteValueType(writer, global.Value);
        writer.WriteByte(global.IsMutable ? (byte)1 : (byte)0);
    }

    private static void WriteExport(ByteWriter writer, Export export)
    {
        writer.WriteName(export.Name);
        writer.WriteByte((byte)export.Kind);
        writer.WriteIndex(export.Index);
    }

    private static void WriteElementSegment(ByteWriter writer, ElementSegment segment)
    {
        var usesExpressions = segment.Functions.IsDefault;
        var shortType = usesExpressions ? ValueType.FuncRef : ValueType.Ref(AbstractHeapType.Func, nullable: false);
        var isActive = segment.Mode == SegmentMode.Active;
        // An active segment needs the long form when its table or its type is not the usual one.
        var isLong = isActive && (segment.TableIndex != 0 || segment.Type != shortType);
        var flags = (usesExpressions ? 4 : 0) | segment.Mode switch
        {
            SegmentMode.Active => isLong ? 2 : 0,
            SegmentMode.Passive => 1,
            _ => 3,
        };
        writer.WriteIndex(flags);
        if (isLong)
        {
            writer.WriteIndex(segment.TableIndex);
        }

        if (segment.Offset is { } offset)
        {
            writer.WriteBytes(offset.Bytes.Span);
        }

        if ((flags & 3) != 0)
        {
            if (usesExpressions)
            {
                TypeWriter.WriteValueType(writer, segment.Type);
            }
            else
            {
                writer.WriteByte(0);
            }
        }

        if (!usesExpressions)
        {
            WriteIndices(writer, segment.Functions);
            return;
        }

        writer.WriteIndex(segment.Expressions.Length);
        foreach (var expression in segment.Expressions)
        {
            writer.WriteBytes(expression.Bytes.Span);
        }
    }

    private static void WriteBody(ByteWriter writer, FunctionDefinition function)
    {
        writer.WriteIndex(function.Body.Bytes.Length);
        writer.WriteBytes(function.Body.Bytes.Span);
    }

    private static void WriteDataSegment(ByteWriter writer, DataSegment segment)
    {
        writer.WriteIndex(segment.Mode == SegmentMode.Passive ? 1 : segment.MemoryIndex == 0 ? 0 : 2);
        if (segment.Offset is { } offset)
        {
            if (segment.MemoryIndex != 0)
            {
                writer.WriteIndex(segment.MemoryIndex);
            }

            writer.WriteBytes(offset.Bytes.Span);
        }

        writer.WriteIndex(segment.Bytes.Length);
        writer.WriteBytes(segment.Bytes.Span);
    }

    private static void WriteIndices(ByteWriter writer, ImmutableArray<int> indices)
    {
        writer.WriteIndex(indices.Length);
        foreach (var index in indices)
        {
            writer.WriteIndex(index);
        }
    }

    private static void WriteTypes(ByteWriter writer, ImmutableArray<ValueType> types)
    {
        writer.WriteIndex(types.Length);
        foreach (var type in types)
        {
            TypeWriter.WriteValueType(writer, type);
        }
    }
}
