// Validation of components: types (Binary.md, "Type definitions").
using System.Collections.Immutable;
using Weft.Components.Types;
using Weft.Wasm;

namespace Weft.Components.Validation;

public sealed partial class ComponentValidator
{
    private void DefineCoreType(CoreTypeDefinition definition)
    {
        if (definition is CoreGroupDefinition group)
        {
            var first = Canonicalize(group.Group, _scope.CoreTypes);
            for (var i = 0; i < group.Group.Types.Length; i++)
            {
                Push(_scope.CoreTypes, new CoreType(first + i, null), Sort.CoreType);
            }

            return;
        }

        Push(_scope.CoreTypes, new CoreType(0, ResolveModuleType((CoreModuleTypeDefinition)definition)), Sort.CoreType);
    }

    private int Canonicalize(RecursiveGroup group, List<CoreType> space)
    {
        if (group.Types.IsEmpty)
        {
            return 0;
        }

        CheckReferences(group, space);
        try
        {
            var first = _registry.Canonicalize(group, [.. space.Select(type => type.Id)]);
            for (var i = 0; i < group.Types.Length; i++)
            {
                CheckSupertypes(first + i);
            }

            return first;
        }
        catch (InvalidModuleException error) when (error.ByteOffset is null && error.Position is null)
        {
            throw Error(error.Reason);
        }
    }

    /// <summary>Types of modules share their index space with the types of what is in modules, but no value is of one.</summary>
    private void CheckReferences(RecursiveGroup group, List<CoreType> space)
    {
        foreach (var type in group.Types)
        {
            IEnumerable<Wasm.ValueType> parts = type.Composite switch
            {
                FunctionType function => function.Parameters.Concat(function.Results),
                StructType structure => structure.Fields.Select(field => field.Type),
                ArrayType array => [array.Element.Type],
                _ => [],
            };
            var references = parts.Where(part => part.IsReference && part.Heap.IsDefined).Select(part => part.Heap.Index);
            foreach (var index in references.Concat(type.Supertypes))
            {
                CheckReference(index, space, group.Types.Length);
            }
        }
    }

    private void CheckReference(int index, List<CoreType> space, int following)
    {
        if (index >= space.Count + following)
        {
            throw Error($"unknown type {index}: type index out of bounds");
        }

        if (index < space.Count && space[index].Module is not null)
        {
            throw Error($"type index {index} is a module type");
        }
    }

    private void CheckSupertypes(int id)
    {
        var type = _registry[id];
        foreach (var super in type.Supertypes)
        {
            if (super <= 0 || _registry[super].IsFinal || _registry[super].Composite.GetType() != type.Composite.GetType())
            {
                throw Error("sub type must match its super type");
            }
        }
    }

    private CoreModuleType ResolveModuleType(CoreModuleTypeDefinition definition)
    {
        var types = new List<CoreType>();
        var imports = ImmutableArray.CreateBuilder<CoreImport>();
        var exports = ImmutableDictionary.CreateBuilder<string, ExternalType>();
        foreach (var declaration in definition.Declarations)
        {
            switch (declaration)
            {
                case CoreTypeDeclaration type:
                    var first = Canonicalize(type.Group, types);
                    for (var i = 0; i < type.Group.Types.Length; i++)
                    {
                        Push(types, new CoreType(first + i, null), Sort.CoreType);
                    }

                    break;
                case CoreOuterTypeDeclaration outer:
                    var space = outer.Levels == 0 ? types : FindOuter(_scope, outer.Levels - 1, out _).CoreTypes;
                    var target = Get(space, outer.Index, Sort.CoreType);
                    Push(types, target.Module is null ? target : throw Error("a module type cannot stand in a module type"), Sort.CoreType);
                    break;
                case CoreImportDeclaration import:
                    imports.Add(new CoreImport(import.Import.Module, import.Import.Name, ResolveExternal(import.Import.Type, types)));
                    break;
                case CoreExportDeclaration export:
                    if (!exports.TryAdd(export.Name, ResolveExternal(export.Type, types)))
                    {
                        throw Error($"export name `{export.Name}` already defined");
                    }

                    break;
            }
        }

        return MakeModuleType(imports.ToImmutable(), exports.ToImmutable());
    }

    private ExternalType ResolveExternal(ExternalType type, List<CoreType> types)
    {
        switch (type)
        {
            case ExternalFunctionType function:
                return new ExternalFunctionType(FunctionTypeId(function.TypeIndex, types));
            case TagType tag:
                var id = FunctionTypeId(tag.TypeIndex, types);
                return _registry.GetFunctionType(id).Results.IsEmpty ? new TagType(id) : throw Error("invalid exception type: non-empty tag result type");
            case GlobalType global:
                return global with { Value = MapValueType(global.Value, types) };
            case TableType table:
                return CheckLimits(table.Limits, table.Address == AddressType.I64 ? ulong.MaxValue : uint.MaxValue, "table size must be at most 2**32 - 1")
                    ?? table with { Element = MapValueType(table.Element, types) };
            default:
                var memory = (MemoryType)type;
                var most = memory.PageSizeLog2 == 0 ? 1UL << 32 : memory.Address == AddressType.I64 ? 1UL << 48 : 1UL << 16;
                if (memory.IsShared && memory.Limits.Maximum is null)
                {
                    throw Error("shared memory must have maximum");
                }

                return CheckLimits(memory.Limits, most, $"memory size must be at most {most} pages") ?? memory;
        }
    }

    private ExternalType? CheckLimits(Limits limits, ulong most, string message)
    {
        if (limits.Minimum > most || limits.Maximum > most)
        {
            throw Error(message);
        }

        return limits.Maximum < limits.Minimum ? throw Error("size minimum must not be greater than maximum") : null;
    }

    private int FunctionTypeId(int index, List<CoreType> types)
    {
        var type = Get(types, index, Sort.CoreType);
        return type.Id > 0 && _registry.GetKind(type.Id) == CompositeKind.Function ? type.Id : throw Error($"type index {index} is not a function type");
    }

    private Wasm.ValueType MapValueType(Wasm.ValueType type, List<CoreType> types)
    {
        if (!type.IsReference || !type.Heap.IsDefined)
        {
            return type;
        }

        CheckReference(type.Heap.Index, types, following: 0);
        return Wasm.ValueType.Ref(HeapType.Defined(types[type.Heap.Index].Id), type.IsNullable);
    }

    private DefinedType DefineType(TypeDefinition definition)
    {
        switch (definition)
        {
            case FunctionDefinition function:
                return DefineFunction(function);
            case ScopeTypeDefinition scope:
                return DefineScopeType(scope);
            case ResourceDefinition resource:
                return DefineResource(resource);
            default:
                var type = Limit(DefineValueType(definition));
                if (type.GetLayout(is64: true).Size >= ComponentLimits.ValueBytes)
                {
                    throw Error($"type exceeds maximum byte size: values must take less than {ComponentLimits.ValueBytes} bytes");
                }

                return type;
        }
    }

    private ResourceType DefineResource(ResourceDefinition definition)
    {
        if (_scope.Kind != ScopeKind.Component)
        {
            throw Error("resources can only be defined within a concrete component");
        }

        if (definition.Representation == Wasm.ValueType.I64)
        {
            Require(ComponentFeatures.Memory64, "resources can only be represented by `i32`: resources with `i64` require");
        }
        else if (definition.Representation != Wasm.ValueType.I32)
        {
            throw Error("resources can only be represented by `i32` or `i64`");
        }

        if (definition.Destructor is { } destructor)
        {
            var type = CoreFunction(destructor);
            if (type.Parameters.Length != 1 || type.Parameters[0] != definition.Representation || !type.Results.IsEmpty)
            {
                throw Error($"core function {destructor} has wrong signature for a destructor");
            }
        }

        var resource = new ResourceType(new ResourceIdentity(null));
        _scope.LocalResources.Add(resource.Identity, definition.Representation);
        _scope.DefinedResources.Add(resource.Identity);
        return resource;
    }

    private FunctionType CoreFunction(int index) => _registry.GetFunctionType(Get(_scope.CoreFunctions, index, Sort.CoreFunction));

    private ComponentFunctionType DefineFunction(FunctionDefinition definition)
    {
        if (definition.IsAsync)
        {
            Require(ComponentFeatures.Async, "async component functions require");
        }

        var parameters = ResolveFields(definition.Parameters, "function parameter", "parameter");
        var result = Resolve(definition.Result);
        if (result is { ContainsBorrow: true })
        {
            throw Error("function result cannot contain a `borrow` type");
        }

        return Limit(new ComponentFunctionType(definition.IsAsync, parameters, result));
    }

    private ValidationScope ValidateDeclarations(ScopeTypeDefinition definition)
    {
        var outer = _scope;
        var place = _place;
        Enter(definition.IsInstance ? ScopeKind.InstanceType : ScopeKind.ComponentType, outer);
        foreach (var declaration in definition.Declarations)
        {
            _place = declaration.Place;
            switch (declaration)
            {
                case ExportDeclaration export:
                    AddExportDeclaration(export);
                    break;
                case ImportItem when !definition.IsInstance:
                case CoreTypeItem or TypeItem or ExportAlias or CoreExportAlias or OuterAlias:
                    ValidateItem(declaration);
                    break;
                default:
                    throw Error($"{declaration.GetType().Name} is no declaration of a type");
            }
        }

        var scope = _scope;
        (_scope, _place) = (outer, place);
        return scope;
    }

    private DefinedType DefineScopeType(ScopeTypeDefinition definition)
    {
        var scope = ValidateDeclarations(definition);
        return definition.IsInstance
            ? Limit(new InstanceType(new ExternMap(scope.Exports), [.. scope.DefinedResources]))
            : Limit(new ComponentType(new ExternMap(scope.Imports), new ExternMap(scope.Exports), [.. scope.ImportedResources], [.. scope.DefinedResources]));
    }

    private ComponentValueType DefineValueType(TypeDefinition definition)
    {
        switch (definition)
        {
            case PrimitiveDefinition primitive:
                return Resolve((ValueTypeReference)primitive.Kind);
            case RecordDefinition record:
                return new RecordType(NotEmpty(ResolveFields(record.Fields, "record field", "field"), "record type must have at least one field"));
            case VariantDefinition variant:
                CheckLabels(variant.Cases.Select(item => item.Label), "variant case", "case");
                var cases = variant.Cases.Select(item => new Case(item.Label, Resolve(item.Type))).ToImmutableArray();
                return new VariantType(NotEmpty(cases, "variant type must have at least one case"));
            case ListDefinition list:
                if (list.Length is not null)
                {
                    Require(ComponentFeatures.FixedLengthLists, "Fixed-length lists require");
                }

                return list.Length != 0 ? new ListType(Resolve(list.Element), list.Length) : throw Error("fixed-length lists must have more than zero elements");
            case MapDefinition map:
                return DefineMap(map);
            case TupleDefinition tuple:
                return new TupleType(NotEmpty(tuple.Elements.Select(Resolve).ToImmutableArray(), "tuple type must have at least one type"));
            case FlagsDefinition flags:
                CheckLabels(flags.Labels, "flag", "flag");
                return flags.Labels.Length <= 32
                    ? new FlagsType(NotEmpty(flags.Labels, "flags must have at least one entry"))
                    : throw Error("cannot have more than 32 flags");
            case EnumDefinition enumeration:
                CheckLabels(enumeration.Labels, "enum tag", "tag");
                return new EnumType(NotEmpty(enumeration.Labels, "enum type must have at least one variant"));
            case OptionDefinition option:
                return new OptionType(Resolve(option.Element));
            case ResultDefinition result:
                return new ResultType(Resolve(result.Ok), Resolve(result.Error));
            case HandleDefinition handle:
                return new HandleType(GetResource(handle.Resource), handle.IsBorrow);
            default:
                return DefineStream((StreamDefinition)definition);
        }
    }

    private MapType DefineMap(MapDefinition map)
    {
        Require(ComponentFeatures.Maps, "Maps require");
        var key = Resolve(map.Key);
        if (key is not PrimitiveType { Kind: not (PrimitiveKind.F32 or PrimitiveKind.F64 or PrimitiveKind.ErrorContext) })
        {
            throw Error($"map key must be a primitive type other than a float, found {key.KindName}");
        }

        return new MapType(key, Resolve(map.Value));
    }

    private StreamType DefineStream(StreamDefinition definition)
    {
        var what = definition.IsFuture ? "future" : "stream";
        Require(ComponentFeatures.Async, $"`{what}` requires");
        var element = Resolve(definition.Element);
        if (element is { ContainsBorrow: true })
        {
            throw Error($"{what} element type cannot contain a `borrow` type");
        }

        if (!definition.IsFuture && element is PrimitiveType { Kind: PrimitiveKind.Char })
        {
            throw Error("`stream<char>` is not valid at this time");
        }

        return new StreamType(element, definition.IsFuture);
    }

    private ResourceType GetResource(int index) =>
        Get(_scope.Types, index, Sort.Type) as ResourceType ?? throw Error($"type index {index} is not a resource type");

    private ComponentValueType? Resolve(ValueTypeReference? type) => type is { } present ? Resolve(present) : null;

    private ComponentValueType Resolve(ValueTypeReference type)
    {
        if (type.Primitive is not { } primitive)
        {
            return Get(_scope.Types, type.Index, Sort.Type) as ComponentValueType ?? throw Error($"type index {type.Index} is not a defined type");
        }

        if (primitive == PrimitiveKind.ErrorContext)
        {
            Require(ComponentFeatures.ErrorContext, "`error-context` requires");
        }

        return PrimitiveType.Get(primitive);
    }

    private ImmutableArray<Field> ResolveFields(ImmutableArray<LabeledType> fields, string what, string noun)
    {
        CheckLabels(fields.Select(field => field.Label), what, noun);
        return fields.Select(field => new Field(field.Label, Resolve(field.Type))).ToImmutableArray();
    }

    private ImmutableArray<T> NotEmpty<T>(ImmutableArray<T> items, string message) => items.IsEmpty ? throw Error(message) : items;

    private void CheckLabels(IEnumerable<string> labels, string what, string noun)
    {
        var seen = new Dictionary<string, string>();
        foreach (var label in labels)
        {
            if (label.Length == 0)
            {
                throw Error($"{what} name cannot be empty");
            }

            if (!NameRules.IsKebab(label))
            {
                throw Error($"{what} name `{label}` is not in kebab case");
            }

            if (!seen.TryAdd(label.ToLowerInvariant(), label))
            {
                throw Error($"{what} name `{label}` conflicts with previous {noun} name `{seen[label.ToLowerInvariant()]}`");
            }
        }
    }
}
