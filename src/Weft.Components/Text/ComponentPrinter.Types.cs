// The printer of components: types and canonical definitions.
using System.Collections.Immutable;
using Weft.Components.Types;
using Weft.Wasm;

namespace Weft.Components.Text;

public sealed partial class ComponentPrinter
{
    private void PrintType(TypeDefinition type)
    {
        if (type is not ScopeTypeDefinition scope)
        {
            _output.Write(Spell(type));
            return;
        }

        _output.Write(scope.IsInstance ? "(instance" : "(component");
        var inner = new ComponentPrinter(_output, _indentation + 1, ComponentNames.Empty);
        foreach (var declaration in scope.Declarations)
        {
            inner.PrintItem(declaration);
        }

        _output.Write(')');
    }

    private static string Spell(TypeDefinition type) => type switch
    {
        PrimitiveDefinition primitive => PrimitiveType.Spell(primitive.Kind),
        RecordDefinition record => $"(record{Join(record.Fields, field => $"(field {Quote(field.Label)} {Spell(field.Type)})")})",
        VariantDefinition variant => $"(variant{Join(variant.Cases, item => $"(case {Quote(item.Label)}{Optional(item.Type)})")})",
        ListDefinition list => list.Length is { } length ? $"(list {Spell(list.Element)} {length})" : $"(list {Spell(list.Element)})",
        MapDefinition map => $"(map {Spell(map.Key)} {Spell(map.Value)})",
        TupleDefinition tuple => $"(tuple{Join(tuple.Elements, Spell)})",
        FlagsDefinition flags => $"(flags{Join(flags.Labels, Quote)})",
        EnumDefinition enumeration => $"(enum{Join(enumeration.Labels, Quote)})",
        OptionDefinition option => $"(option {Spell(option.Element)})",
        ResultDefinition result => $"(result{Optional(result.Ok)}{(result.Error is { } error ? $" (error {Spell(error)})" : "")})",
        HandleDefinition handle => $"({(handle.IsBorrow ? "borrow" : "own")} {handle.Resource})",
        StreamDefinition stream => $"({(stream.IsFuture ? "future" : "stream")}{Optional(stream.Element)})",
        FunctionDefinition function =>
            $"(func{(function.IsAsync ? " async" : "")}{Join(function.Parameters, field => $"(param {Quote(field.Label)} {Spell(field.Type)})")}{Result(function.Result)})",
        ResourceDefinition resource => $"(resource (rep {resource.Representation}){(resource.Destructor is { } destructor ? $" (dtor (core func {destructor}))" : "")})",
        _ => throw new ArgumentException($"unknown type {type.GetType().Name}"),
    };

    private static string Join<T>(ImmutableArray<T> items, Func<T, string> spell) => string.Concat(items.Select(item => " " + spell(item)));

    private static string Spell(ValueTypeReference type) =>
        type.Primitive is { } primitive ? PrimitiveType.Spell(primitive) : type.Index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Optional(ValueTypeReference? type) => type is { } present ? " " + Spell(present) : "";

    private static string Result(ValueTypeReference? type) => type is { } present ? $" (result {Spell(present)})" : "";

    private void PrintCoreType(CoreTypeDefinition type)
    {
        if (type is CoreGroupDefinition group)
        {
            PrintGroup("(core type", group.Group, () => Number(Sort.CoreType));
            return;
        }

        Line($"(core type{Number(Sort.CoreType)} (module");
        _indentation++;
        var count = 0;
        foreach (var declaration in ((CoreModuleTypeDefinition)type).Declarations)
        {
            switch (declaration)
            {
                case CoreTypeDeclaration definition:
                    PrintGroup("(type", definition.Group, () => $" (;{count++};)");
                    break;
                case CoreOuterTypeDeclaration outer:
                    Line($"(alias outer {outer.Levels} {outer.Index} (type (;{count++};)))");
                    break;
                case CoreImportDeclaration import:
                    Line($"(import {Quote(import.Import.Module)} {Quote(import.Import.Name)} {Spell(import.Import.Type)})");
                    break;
                case CoreExportDeclaration export:
                    Line($"(export {Quote(export.Name)} {Spell(export.Type)})");
                    break;
            }
        }

        _indentation--;
        _output.Write("))");
    }

    private void PrintGroup(string opening, RecursiveGroup group, Func<string> number)
    {
        foreach (var type in group.Types)
        {
            Line($"{opening}{number()} {Spell(type)})");
        }
    }

    private static string Spell(SubType type)
    {
        var composite = type.Composite switch
        {
            FunctionType function =>
                $"(func{(function.Parameters.IsEmpty ? "" : $" (param {string.Join(' ', function.Parameters)})")}{(function.Results.IsEmpty ? "" : $" (result {string.Join(' ', function.Results)})")})",
            StructType structure => $"(struct{Join(structure.Fields, field => $"(field {Spell(field)})")})",
            ArrayType array => $"(array {Spell(array.Element)})",
            _ => throw new ArgumentException($"unknown type {type.Composite.GetType().Name}"),
        };
        return type.IsFinal && type.Supertypes.IsEmpty ? composite : $"(sub{(type.IsFinal ? " final" : "")}{Join(type.Supertypes, super => $"{super}")} {composite})";
    }

    private static string Spell(FieldType field)
    {
        var storage = field.Packed switch { PackedKind.I8 => "i8", PackedKind.I16 => "i16", _ => field.Type.ToString() };
        return field.IsMutable ? $"(mut {storage})" : storage;
    }

    private static string Spell(ExternalType type) => type switch
    {
        ExternalFunctionType function => $"(func (type {function.TypeIndex}))",
        TagType tag => $"(tag (type {tag.TypeIndex}))",
        GlobalType global => global.IsMutable ? $"(global (mut {global.Value}))" : $"(global {global.Value})",
        TableType table => $"(table {(table.Address == AddressType.I64 ? "i64 " : "")}{table.Limits} {table.Element})",
        MemoryType memory =>
            $"(memory {(memory.Address == AddressType.I64 ? "i64 " : "")}{memory.Limits}{(memory.IsShared ? " shared" : "")}{(memory.PageSizeLog2 == 0 ? " (pagesize 1)" : "")})",
        _ => throw new ArgumentException($"unknown external type {type.GetType().Name}"),
    };

    private void PrintCanonical(CanonicalDefinition definition)
    {
        switch (definition)
        {
            case CanonicalLift lift:
                Line($"(canon lift (core func {lift.CoreFunction}){Spell(lift.Options)} (func{Number(Sort.Function)} (type {lift.Type})))");
                break;
            case CanonicalLower lower:
                Line($"(canon lower (func {lower.Function}){Spell(lower.Options)} (core func{Number(Sort.CoreFunction)}))");
                break;
            default:
                var builtin = (CanonicalBuiltin)definition;
                Line($"(canon {BuiltinTable.GetName(builtin.Kind)}{SpellImmediates(builtin)} (core func{Number(Sort.CoreFunction)}))");
                break;
        }
    }

    private static string SpellImmediates(CanonicalBuiltin builtin)
    {
        var options = Spell(builtin.Options);
        var isAsync = builtin.Flag ? " async" : "";
        var isCancellable = builtin.Flag ? " cancellable" : "";
        var isShared = builtin.Flag ? " shared" : "";
        return BuiltinTable.GetShape(builtin.Kind) switch
        {
            BuiltinShape.Type => $" {builtin.Type}",
            BuiltinShape.TypeOptions => $" {builtin.Type}{options}",
            BuiltinShape.TypeAsync => $" {builtin.Type}{isAsync}",
            BuiltinShape.Options => options,
            BuiltinShape.Async => isAsync,
            BuiltinShape.Cancel => isCancellable,
            BuiltinShape.Shared => isShared,
            BuiltinShape.CancelMemory => $"{isCancellable} (memory {builtin.Index})",
            BuiltinShape.Slot => $" {builtin.SlotType} {builtin.Index}",
            BuiltinShape.Result => $"{Result(builtin.Result)}{options}",
            BuiltinShape.FunctionTypeTable => $" {builtin.Type} {builtin.Index}",
            BuiltinShape.SharedFunctionType => $"{isShared} {builtin.Type}",
            BuiltinShape.SharedFunctionTypeTable => $"{isShared} {builtin.Type} {builtin.Index}",
            _ => "",
        };
    }

    private static string Spell(ImmutableArray<CanonicalOption> options) => string.Concat(options.Select(option => option.Kind switch
    {
        CanonicalOptionKind.Utf8 => " string-encoding=utf8",
        CanonicalOptionKind.Utf16 => " string-encoding=utf16",
        CanonicalOptionKind.Latin1Utf16 => " string-encoding=latin1+utf16",
        CanonicalOptionKind.Memory => $" (memory {option.Index})",
        CanonicalOptionKind.Realloc => $" (realloc {option.Index})",
        CanonicalOptionKind.PostReturn => $" (post-return {option.Index})",
        CanonicalOptionKind.Async => " async",
        _ => $" (callback {option.Index})",
    }));
}
