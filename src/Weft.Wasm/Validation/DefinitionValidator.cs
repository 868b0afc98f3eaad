// Validation of everything in a module but its types and bodies (spec 3.4.5-3.4.16): imports, definitions, segments, exports.
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

/// <summary>Checks the definitions of a module, and fills in the index spaces of its result.</summary>
internal sealed class DefinitionValidator(ValidatedModule module)
{
    private readonly ModuleDefinition _definition = module.Definition;
    private readonly ValidationOptions _options = module.Options;
    private FunctionValidator? _expressions;
    private CurrentInstruction? _current;

    private FunctionValidator Expressions => _expressions ??= new FunctionValidator(module);

    /// <summary>Fills in the index spaces of a module that somebody has validated before.</summary>
    public void Resolve()
    {
        ResolveIndexSpaces();
        var types = new ValueType[_definition.Elements.Length];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = Resolve(_definition.Elements[i].Type, "an element segment", checkFeatures: false);
        }

        module.ElementTypes = ImmutableCollectionsMarshal.AsImmutableArray(types);
    }

    /// <summary>Checks everything.</summary>
    public void Validate()
    {
        ResolveIndexSpaces();
        module.DeclaredFunctions = new bool[module.FunctionTypes.Length];
        ValidateTables();
        ValidateGlobals();
        ValidateElements();
        ValidateData();
        ValidateStart();
        ValidateExports();
    }

    private void ResolveIndexSpaces()
    {
        var functions = new List<int>(_definition.Imports.Length);
        var tables = new List<TableType>();
        var memories = new List<MemoryType>();
        var globals = new List<GlobalType>();
        var tags = new List<int>();
        var imports = ImmutableArray.CreateBuilder<ExternalType>(_definition.Imports.Length);
        for (var i = 0; i < _definition.Imports.Length; i++)
        {
            var place = $"import {i}";
            ExternalType type = _definition.Imports[i].Type switch
            {
                ExternalFunctionType function => new ExternalFunctionType(Add(functions, GetFunctionTypeId(function.TypeIndex, place))),
                TableType table => Add(tables, Check(table, place)),
                MemoryType memory => Add(memories, Check(memory, place)),
                GlobalType global => Add(globals, Check(global, place, isExternal: true)),
                TagType tag => new TagType(Add(tags, GetTagTypeId(tag, place))),
                var other => throw new InvalidOperationException($"unknown kind of import: {other.GetType()}"),
            };
            imports.Add(type);
        }

        module.ImportTypes = imports.MoveToImmutable();
        module.ImportedFunctionCount = functions.Count;
        module.ImportedTableCount = tables.Count;
        module.ImportedMemoryCount = memories.Count;
        module.ImportedGlobalCount = globals.Count;
        module.ImportedTagCount = tags.Count;

        // Of a large module, tens of thousands.
        var indices = _definition.FunctionTypeIndices.AsSpan();
        var functionIds = new int[functions.Count + indices.Length];
        functions.CopyTo(functionIds);
        for (var i = functions.Count; i < functionIds.Length; i++)
        {
            functionIds[i] = GetFunctionTypeId(indices[i - functions.Count], "function", i);
        }

        foreach (var table in _definition.Tables)
        {
            tables.Add(Check(table.Type, $"table {tables.Count}"));
        }

        foreach (var memory in _definition.Memories)
        {
            memories.Add(Check(memory, $"memory {memories.Count}"));
        }

        foreach (var global in _definition.Globals)
        {
            globals.Add(Check(global.Type, $"global {globals.Count}", isExternal: false));
        }

        foreach (var tag in _definition.Tags)
        {
            tags.Add(GetTagTypeId(tag, $"tag {tags.Count}"));
        }

        CheckCounts(tables.Count, memories.Count, functionIds.Length);
        module.FunctionTypeIds = ImmutableCollectionsMarshal.AsImmutableArray(functionIds);
        module.FunctionTypes = FindFunctionTypes(functionIds);
        module.Tables = [.. tables];
        module.Memories = [.. memories];
        module.Globals = [.. globals];
        module.TagTypeIds = [.. tags];
        module.HandlesExceptions = tags.Count != 0;
        module.TagTypes = FindFunctionTypes(CollectionsMarshal.AsSpan(tags));
    }

    private FunctionType[] FindFunctionTypes(ReadOnlySpan<int> ids)
    {
        var types = new FunctionType[ids.Length];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = module.Registry.GetFunctionType(ids[i]);
        }

        return types;
    }

    private void CheckCounts(int tables, int memories, int functions)
    {
        if (memories > 1 && FeatureChecks.Find(_options, Features.MultiMemory) is { } multiMemory)
        {
            throw new InvalidModuleException($"multiple memories: {memories}, but feature {multiMemory} is disabled");
        }

        if (tables > 1 && FeatureChecks.Find(_options, Features.ReferenceTypes) is { } referenceTypes)
        {
            throw new InvalidModuleException($"multiple tables: {tables}, but feature {referenceTypes} is disabled");
        }

        // The reader bounds each section; imports and definitions together may still be too many.
        Check(functions, ImplementationLimits.Functions, "functions");
        Check(tables, ImplementationLimits.Tables, "tables");
        Check(memories, ImplementationLimits.Memories, "memories");

        static void Check(int count, int limit, string what)
        {
            if (count > limit)
            {
                throw new InvalidModuleException($"too many {what}: {count}, the limit is {limit}");
            }
        }
    }

    private void ValidateTables()
    {
        for (var i = 0; i < _definition.Tables.Length; i++)
        {
            var index = module.ImportedTableCount + i;
            var type = module.Tables[index].Element;
            if (_definition.Tables[i].Initializer is { } initializer)
            {
                RequireFeature(Features.FunctionReferences, $"the initialiser of table {index}");
                Expressions.ValidateConstant(initializer, type, module.ImportedGlobalCount, ref Instruction);
            }
            else if (!type.IsDefaultable)
            {
                throw new InvalidModuleException($"type mismatch: table {index} without initialiser expected elements that may be null but found {type}");
            }
        }
    }

    private void ValidateGlobals()
    {
        // Each sees the globals before it (spec 3.4.14).
        for (var i = 0; i < _definition.Globals.Length; i++)
        {
            var index = module.ImportedGlobalCount + i;
            var scope = FeatureChecks.Find(_options, Features.ExtendedConst) is null ? index : module.ImportedGlobalCount;
            Expressions.ValidateConstant(_definition.Globals[i].Initializer, module.Globals[index].Value, scope, ref Instruction);
        }
    }

    private void ValidateElements()
    {
        var types = ImmutableArray.CreateBuilder<ValueType>(_definition.Elements.Length);
        for (var i = 0; i < _definition.Elements.Length; i++)
        {
            types.Add(ValidateElement(_definition.Elements[i], i));
        }

        module.ElementTypes = types.MoveToImmutable();
    }

    private ValueType ValidateElement(ElementSegment segment, int index)
    {
        var place = $"element segment {index}";
        // Lists of function indices are older than the types of references.
        var type = Resolve(segment.Type, place, checkFeatures: segment.Functions.IsDefault);
        if (segment.Mode == SegmentMode.Active)
        {
            if ((uint)segment.TableIndex >= (uint)module.Tables.Length)
            {
                throw new InvalidModuleException($"unknown table {segment.TableIndex}: {place} names it, but there are {module.Tables.Length}");
            }

            var table = module.Tables[segment.TableIndex];
            if (!module.Registry.IsSubtype(type, table.Element))
            {
                throw new InvalidModuleException($"type mismatch: {place} expected elements of type {table.Element} for table {segment.TableIndex} but has {type}");
            }

            ValidateOffset(segment.Offset, table.Address, place);
        }

        if (segment.Functions.IsDefault)
        {
            foreach (var expression in segment.Expressions)
            {
                Expressions.ValidateConstant(expression, type, module.Globals.Length, ref Instruction);
            }

            return type;
        }

        // Every function is a func.
        var takesAll = type.IsReference && !type.Heap.IsDefined && type.Heap.Abstract == AbstractHeapType.Func;
        foreach (var function in segment.Functions.AsSpan())
        {
            CheckFunction(function, place);
            module.DeclaredFunctions[function] = true;
            if (takesAll)
            {
                continue;
            }

            var reference = ValueType.Ref(HeapType.Defined(module.FunctionTypeIds[function]), nullable: false);
            if (!module.Registry.IsSubtype(reference, type))
            {
                throw new InvalidModuleException($"type mismatch: {place} expected elements of type {type} but function {function} is a {reference}");
            }
        }

        return type;
    }

    private void ValidateData()
    {
        for (var i = 0; i < _definition.Data.Length; i++)
        {
            var segment = _definition.Data[i];
            if (segment.Mode != SegmentMode.Active)
            {
                continue;
            }

            if ((uint)segment.MemoryIndex >= (uint)module.Memories.Length)
            {
                throw new InvalidModuleException(
                    $"unknown memory {segment.MemoryIndex}: data segment {i} names it, but there are {module.Memories.Length}");
            }

            ValidateOffset(segment.Offset, module.Memories[segment.MemoryIndex].Address, $"data segment {i}");
        }
    }

    private void ValidateOffset(ConstantExpression? offset, AddressType address, string place)
    {
        if (offset is null)
        {
            throw new InvalidModuleException($"type mismatch: {place} is active but has no offset");
        }

        Expressions.ValidateConstant(offset, address == AddressType.I64 ? ValueType.I64 : ValueType.I32, module.Globals.Length, ref Instruction);
    }

    private void ValidateStart()
    {
        if (_definition.Start is not { } start)
        {
            return;
        }

        CheckFunction(start, "the start section");
        var type = module.FunctionTypes[start];
        if (!type.Parameters.IsEmpty || !type.Results.IsEmpty)
        {
            throw new InvalidModuleException($"start function {start} must have type [] -> [] but has {type}");
        }
    }

    private void ValidateExports()
    {
        var names = new HashSet<string>(_definition.Exports.Length, StringComparer.Ordinal);
        foreach (var export in _definition.Exports)
        {
            var (what, count) = export.Kind switch
            {
                ExternalKind.Function => ("function", module.FunctionTypes.Length),
                ExternalKind.Table => ("table", module.Tables.Length),
                ExternalKind.Memory => ("memory", module.Memories.Length),
                ExternalKind.Global => ("global", module.Globals.Length),
                _ => ("tag", module.TagTypeIds.Length),
            };
            if ((uint)export.Index >= (uint)count)
            {
                throw new InvalidModuleException($"unknown {what} {export.Index}: exported as \"{export.Name}\", but there are {count}");
            }

            if (!names.Add(export.Name))
            {
                throw new InvalidModuleException($"duplicate export name \"{export.Name}\"");
            }

            if (export.Kind == ExternalKind.Function)
            {
                module.DeclaredFunctions[export.Index] = true;
            }
            else if (export.Kind == ExternalKind.Global && module.Globals[export.Index].IsMutable)
            {
                RequireFeature(Features.MutableGlobals, $"exported global {export.Index}");
            }
        }
    }

    private TableType Check(TableType type, string place)
    {
        CheckLimits(type.Limits, place);
        RequireAddress(type.Address, place);
        if (type.Address == AddressType.I32 && Math.Max(type.Limits.Minimum, type.Limits.Maximum ?? 0) > uint.MaxValue)
        {
            throw new InvalidModuleException($"table size must be at most 2**32 - 1 elements: {place} has limits {type.Limits}");
        }

        return type with { Element = Resolve(type.Element, place) };
    }

    private MemoryType Check(MemoryType type, string place)
    {
        if (type.PageSizeLog2 is not (0 or 16))
        {
            throw new InvalidModuleException($"invalid custom page size: {place} has pages of 2**{type.PageSizeLog2} bytes, 1 and 65536 are allowed");
        }

        if (type.PageSizeLog2 == 0)
        {
            RequireFeature(Features.CustomPageSizes, place);
        }

        RequireAddress(type.Address, place);
        var (most, words) = (type.Address, type.PageSizeLog2) switch
        {
            (AddressType.I32, 16) => (1UL << 16, "65536 pages (4GiB)"),
            (AddressType.I32, _) => (uint.MaxValue, "2**32 - 1 pages of 1 byte"),
            (_, 16) => (1UL << 48, "2**48 pages"),
            _ => (ulong.MaxValue, "2**64 - 1 pages of 1 byte"),
        };
        if (type.Limits.Minimum > most || type.Limits.Maximum > most)
        {
            throw new InvalidModuleException($"memory size must be at most {words}: {place} has limits {type.Limits}");
        }

        CheckLimits(type.Limits, place);
        if (type.IsShared)
        {
            RequireFeature(Features.Threads, place);
            if (type.Limits.Maximum is null)
            {
                throw new InvalidModuleException($"shared memory must have maximum: {place} has none");
            }
        }

        return type;
    }

    private static void CheckLimits(Limits limits, string place)
    {
        if (limits.Maximum < limits.Minimum)
        {
            throw new InvalidModuleException($"size minimum must not be greater than maximum: {place} has limits {limits}");
        }
    }

    private GlobalType Check(GlobalType type, string place, bool isExternal)
    {
        if (isExternal && type.IsMutable)
        {
            RequireFeature(Features.MutableGlobals, place);
        }

        return type with { Value = Resolve(type.Value, place) };
    }

    private int GetTagTypeId(TagType tag, string place)
    {
        RequireFeature(Features.Exceptions, place);
        var id = GetFunctionTypeId(tag.TypeIndex, place);
        var type = module.Registry.GetFunctionType(id);
        return type.Results.IsEmpty ? id : throw new InvalidModuleException($"non-empty tag result type: {place} has type {type}");
    }

    private int GetFunctionTypeId(int typeIndex, string what, int index = -1)
    {
        var ids = module.CanonicalTypes;
        if ((uint)typeIndex >= (uint)ids.Length)
        {
            throw new InvalidModuleException($"unknown type {typeIndex}: {Place()} names it, but there are {ids.Length}");
        }

        return module.Composites[typeIndex] is FunctionType ? ids[typeIndex]
            : throw new InvalidModuleException($"non-function type {typeIndex}: {Place()} needs a function type");

        string Place() => index < 0 ? what : $"{what} {index}";
    }

    private ValueType Resolve(ValueType type, string place, bool checkFeatures = true)
    {
        if (checkFeatures && FeatureChecks.FindDisabled(_options, type) is { } feature && !(type == ValueType.FuncRef && feature == Features.ReferenceTypes))
        {
            // Tables of functions are older than references as values.
            throw new InvalidModuleException($"feature {feature} is disabled: {place} has type {type}");
        }

        if (type.IsReference && type.Heap.IsDefined && (uint)type.Heap.Index >= (uint)module.CanonicalTypes.Length)
        {
            throw new InvalidModuleException($"unknown type {type.Heap.Index}: {place} names it, but there are {module.CanonicalTypes.Length}");
        }

        return module.Canonicalize(type);
    }

    private void CheckFunction(int index, string place)
    {
        if ((uint)index >= (uint)module.FunctionTypes.Length)
        {
            throw new InvalidModuleException($"unknown function {index}: {place} names it, but there are {module.FunctionTypes.Length}");
        }
    }

    private void RequireFeature(string feature, string place)
    {
        if (FeatureChecks.Find(_options, feature) is not null)
        {
            throw new InvalidModuleException($"feature {feature} is disabled: {place} needs it");
        }
    }

    private void RequireAddress(AddressType address, string place)
    {
        if (address == AddressType.I64)
        {
            RequireFeature(Features.Memory64, place);
        }
    }

    private static T Add<T>(List<T> list, T item)
    {
        list.Add(item);
        return item;
    }

    // Where definitions are trusted there are no expressions to look at, and the types of instructions are not loaded.
    private ref Instruction Instruction => ref (_current ??= new CurrentInstruction()).Value;

    private sealed class CurrentInstruction
    {
        public Instruction Value;
    }
}
