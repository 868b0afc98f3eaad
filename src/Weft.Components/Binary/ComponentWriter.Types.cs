// The binary writer: types and canonical definitions (Binary.md).
using System.Collections.Immutable;
using Weft.Wasm.Binary;

namespace Weft.Components.Binary;

public sealed partial class ComponentWriter
{
    private static void WriteCoreType(ByteWriter writer, CoreTypeDefinition type)
    {
        if (type is CoreGroupDefinition group)
        {
            WriteCoreGroup(writer, group.Group);
            return;
        }

        var declarations = ((CoreModuleTypeDefinition)type).Declarations;
        writer.WriteByte(0x50);
        writer.WriteIndex(declarations.Length);
        foreach (var declaration in declarations)
        {
            switch (declaration)
            {
                case CoreImportDeclaration import:
                    writer.WriteByte(0);
                    ModuleWriter.WriteImport(writer, import.Import);
                    break;
                case CoreTypeDeclaration definition:
                    writer.WriteByte(1);
                    WriteCoreGroup(writer, definition.Group);
                    break;
                case CoreOuterTypeDeclaration outer:
                    writer.WriteBytes([2, 0x10, 1]);
                    writer.WriteIndex(outer.Levels);
                    writer.WriteIndex(outer.Index);
                    break;
                case CoreExportDeclaration export:
                    writer.WriteByte(3);
                    writer.WriteName(export.Name);
                    ModuleWriter.WriteExternalType(writer, export.Type);
                    break;
            }
        }
    }

    private static void WriteCoreGroup(ByteWriter writer, Wasm.RecursiveGroup group)
    {
        if (!group.IsExplicit && group.Types is [{ IsFinal: false }])
        {
            writer.WriteByte(0);
        }

        ModuleWriter.WriteRecursiveGroup(writer, group);
    }

    private static void WriteType(ByteWriter writer, TypeDefinition type)
    {
        switch (type)
        {
            case PrimitiveDefinition primitive:
                writer.WriteByte((byte)primitive.Kind);
                break;
            case RecordDefinition record:
                writer.WriteByte(0x72);
                WriteVector(writer, record.Fields, WriteLabeled);
                break;
            case VariantDefinition variant:
                writer.WriteByte(0x71);
                WriteVector(writer, variant.Cases, (output, item) =>
                {
                    output.WriteName(item.Label);
                    WriteOptional(output, item.Type);
                    output.WriteByte(0);
                });
                break;
            case ListDefinition list:
                writer.WriteByte(list.Length is null ? (byte)0x70 : (byte)0x67);
                WriteValueType(writer, list.Element);
                if (list.Length is { } length)
                {
                    writer.WriteU32(length);
                }

                break;
            case MapDefinition map:
                writer.WriteByte(0x63);
                WriteValueType(writer, map.Key);
                WriteValueType(writer, map.Value);
                break;
            case TupleDefinition tuple:
                writer.WriteByte(0x6F);
                WriteVector(writer, tuple.Elements, WriteValueType);
                break;
            case FlagsDefinition flags:
                writer.WriteByte(0x6E);
                WriteVector(writer, flags.Labels, (output, label) => output.WriteName(label));
                break;
            case EnumDefinition enumeration:
                writer.WriteByte(0x6D);
                WriteVector(writer, enumeration.Labels, (output, label) => output.WriteName(label));
                break;
            case OptionDefinition option:
                writer.WriteByte(0x6B);
                WriteValueType(writer, option.Element);
                break;
            case ResultDefinition result:
                writer.WriteByte(0x6A);
                WriteOptional(writer, result.Ok);
                WriteOptional(writer, result.Error);
                break;
            case HandleDefinition handle:
                writer.WriteByte(handle.IsBorrow ? (byte)0x68 : (byte)0x69);
                writer.WriteIndex(handle.Resource);
                break;
            case StreamDefinition stream:
                writer.WriteByte(stream.IsFuture ? (byte)0x65 : (byte)0x66);
                WriteOptional(writer, stream.Element);
                break;
            case FunctionDefinition function:
                writer.WriteByte(function.IsAsync ? (byte)0x43 : (byte)0x40);
                WriteVector(writer, function.Parameters, WriteLabeled);
                WriteResult(writer, function.Result);
                break;
            case ResourceDefinition resource:
                writer.WriteByte(0x3F);
                TypeWriter.WriteValueType(writer, resource.Representation);
                writer.WriteByte(resource.Destructor is null ? (byte)0 : (byte)1);
                if (resource.Destructor is { } destructor)
                {
                    writer.WriteIndex(destructor);
                }

                break;
            case ScopeTypeDefinition scope:
                writer.WriteByte(scope.IsInstance ? (byte)0x42 : (byte)0x41);
                WriteVector(writer, scope.Declarations, WriteDeclaration);
                break;
            default:
                throw new ArgumentException($"unknown type {type.GetType().Name}");
        }
    }

    private static void WriteDeclaration(ByteWriter writer, ComponentItem declaration)
    {
        switch (declaration)
        {
            case CoreTypeItem type:
                writer.WriteByte(0);
                WriteCoreType(writer, type.Type);
                break;
            case TypeItem type:
                writer.WriteByte(1);
                WriteType(writer, type.Type);
                break;
            case ExportAlias or CoreExportAlias or OuterAlias:
                writer.WriteByte(2);
                WriteAlias(writer, declaration);
                break;
            case ImportItem import:
                writer.WriteByte(3);
                WriteExternName(writer, import.Name);
                WriteDescription(writer, import.Description);
                break;
            case ExportDeclaration export:
                writer.WriteByte(4);
                WriteExternName(writer, export.Name);
                WriteDescription(writer, export.Description);
                break;
            default:
                throw new ArgumentException($"{declaration.GetType().Name} is no declaration of a type");
        }
    }

    private static void WriteVector<T>(ByteWriter writer, ImmutableArray<T> items, Action<ByteWriter, T> write)
    {
        writer.WriteIndex(items.Length);
        foreach (var item in items)
        {
            write(writer, item);
        }
    }

    private static void WriteLabeled(ByteWriter writer, LabeledType labeled)
    {
        writer.WriteName(labeled.Label);
        WriteValueType(writer, labeled.Type);
    }

    private static void WriteValueType(ByteWriter writer, ValueTypeReference type)
    {
        if (type.Primitive is { } primitive)
        {
            writer.WriteByte((byte)primitive);
        }
        else
        {
            writer.WriteS64(type.Index);
        }
    }

    private static void WriteOptional(ByteWriter writer, ValueTypeReference? type)
    {
        writer.WriteByte(type is null ? (byte)0 : (byte)1);
        if (type is { } present)
        {
            WriteValueType(writer, present);
        }
    }

    private static void WriteResult(ByteWriter writer, ValueTypeReference? result)
    {
        if (result is { } type)
        {
            writer.WriteByte(0);
            WriteValueType(writer, type);
        }
        else
        {
            writer.WriteBytes([1, 0]);
        }
    }

    private static void WriteCanonical(ByteWriter writer, CanonicalDefinition definition)
    {
        switch (definition)
        {
            case CanonicalLift lift:
                writer.WriteBytes([0, 0]);
                writer.WriteIndex(lift.CoreFunction);
                WriteVector(writer, lift.Options, WriteOption);
                writer.WriteIndex(lift.Type);
                break;
            case CanonicalLower lower:
                writer.WriteBytes([1, 0]);
                writer.WriteIndex(lower.Function);
                WriteVector(writer, lower.Options, WriteOption);
                break;
            default:
                WriteBuiltin(writer, (CanonicalBuiltin)definition);
                break;
        }
    }

    private static void WriteBuiltin(ByteWriter writer, CanonicalBuiltin builtin)
    {
        writer.WriteByte((byte)builtin.Kind);
        var shape = BuiltinTable.GetShape(builtin.Kind);
        if (shape == BuiltinShape.Slot)
        {
            TypeWriter.WriteValueType(writer, builtin.SlotType);
        }

        if (shape is BuiltinShape.Async or BuiltinShape.Cancel or BuiltinShape.Shared or BuiltinShape.CancelMemory or BuiltinShape.SharedFunctionType
            or BuiltinShape.SharedFunctionTypeTable)
        {
            WriteFlag(writer, builtin.Flag);
        }

        if (shape is BuiltinShape.Type or BuiltinShape.TypeOptions or BuiltinShape.TypeAsync or BuiltinShape.FunctionTypeTable
            or BuiltinShape.SharedFunctionType or BuiltinShape.SharedFunctionTypeTable)
        {
            writer.WriteIndex(builtin.Type);
        }

        switch (shape)
        {
            case BuiltinShape.TypeAsync:
                WriteFlag(writer, builtin.Flag);
                break;
            case BuiltinShape.TypeOptions or BuiltinShape.Options:
                WriteVector(writer, builtin.Options, WriteOption);
                break;
            case BuiltinShape.Result:
                WriteResult(writer, builtin.Result);
                WriteVector(writer, builtin.Options, WriteOption);
                break;
            case BuiltinShape.Slot or BuiltinShape.CancelMemory or BuiltinShape.FunctionTypeTable or BuiltinShape.SharedFunctionTypeTable:
                writer.WriteIndex(builtin.Index);
                break;
        }
    }

    private static void WriteFlag(ByteWriter writer, bool flag) => writer.WriteByte(flag ? (byte)1 : (byte)0);

    private static void WriteOption(ByteWriter writer, CanonicalOption option)
    {
        writer.WriteByte((byte)option.Kind);
        if (option.Kind is CanonicalOptionKind.Memory or CanonicalOptionKind.Realloc or CanonicalOptionKind.PostReturn or CanonicalOptionKind.Callback)
        {
            writer.WriteIndex(option.Index);
        }
    }
}
