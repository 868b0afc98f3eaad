// The state of an instance as a module (the inverse of instantiation, spec 4.7.2).
using System.Collections.Immutable;
using Weft.Wasm;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Preinitialization;

/// <summary>Makes a module that begins as an instance is now. Functions, types, imports and tags stay; exports are the caller's affair.</summary>
internal sealed class SnapshotBuilder
{
    // A segment costs about seven bytes of the module, and as much time as copying hundreds of zeros: RATIONALE.md has numbers.
    private const ulong LargestGap = 64;

    // With more segments than this for a memory, larger gaps are closed.
    private const int MostSegments = 10_000;

    private readonly Instance _instance;
    private readonly ModuleDefinition _definition;
    private readonly ReferenceConstants _constants;
    private ulong _contentBytes;

    public SnapshotBuilder(Instance instance)
    {
        _instance = instance;
        _definition = instance.Definition;
        _constants = new ReferenceConstants(instance);
    }

    /// <summary>Makes the module.</summary>
    /// <exception cref="SnapshotException">The state cannot be said in a module.</exception>
    public ModuleDefinition Build()
    {
        var bodies = BodyReferences.Read(_definition);
        var elements = ImmutableArray.CreateBuilder<ElementSegment>();
        KeepElements(elements, bodies.ElementSegments);
        var tables = ImmutableArray.CreateBuilder<TableDefinition>(_definition.Tables.Length);
        for (var i = _instance.Validated.ImportedTableCount; i < _instance.Tables.Length; i++)
        {
            tables.Add(new TableContent(_instance, _constants, i).Write(elements));
        }

        var data = BuildData(bodies.DataSegments);
        var module = _definition with
        {
            Tables = tables.MoveToImmutable(),
            Memories = [.. _definition.Memories.Select((memory, i) => memory with
            {
                Limits = memory.Limits with { Minimum = _instance.Memories[_instance.Validated.ImportedMemoryCount + i].Pages },
            })],
            Globals = [.. _definition.Globals.Select(BuildGlobal)],
            Start = null,
            Data = data,
            DataCount = _definition.DataCount is null ? null : data.Length,
            CustomSections = RewrittenModule.KeepSections(_definition),
        };
        Declare(module, bodies.Functions, elements);
        return elements.Count <= ImplementationLimits.ElementSegments
            ? module with { Elements = elements.ToImmutable() }
            : throw new SnapshotException($"the tables need {elements.Count} segments: the limit is {ImplementationLimits.ElementSegments}");
    }

    private GlobalDefinition BuildGlobal(GlobalDefinition definition, int definedIndex)
    {
        // What cannot change is made as it was, from imports too.
        if (!definition.Type.IsMutable)
        {
            return definition;
        }

        var index = _instance.Validated.ImportedGlobalCount + definedIndex;
        var global = _instance.Globals[index];
        var value = global.Value;
        return definition with
        {
            Initializer = value.Kind switch
            {
                ValueKind.Ref => _constants.Write(value.Reference, global.Type.Value, definition.Type.Value.Heap, index, () => $"global {index}"),
                ValueKind.V128 => ConstantExpressionWriter.Vector(value.AsVector()),
                _ => ConstantExpressionWriter.Number(value.Kind, value.AsBits()),
            },
        };
    }

    // Bodies name segments by index. Those that were dropped, active ones among them, are empty now; what no body can name, and imported tables
    // do not need, is left out at the end.
    private void KeepElements(ImmutableArray<ElementSegment>.Builder elements, int named)
    {
        for (var i = 0; i < _definition.Elements.Length; i++)
        {
            var segment = _definition.Elements[i];
            var isKept = segment.Mode == SegmentMode.Declarative || _instance.Elements[i].Count != 0
                || (segment.Mode == SegmentMode.Active && segment.TableIndex < _instance.Validated.ImportedTableCount);
            foreach (var value in _instance.Elements[i].Values)
            {
                ReferenceConstants.CheckFixed(value, $"element segment {i}");
            }

            elements.Add(isKept ? segment : segment with
            {
                Mode = SegmentMode.Passive,
                TableIndex = 0,
                Offset = null,
                Functions = segment.Functions.IsDefault ? default : [],
                Expressions = segment.Expressions.IsDefault ? default : [],
            });
        }

        while (elements.Count > named && elements[^1] is { Mode: SegmentMode.Passive })
        {
            elements.RemoveAt(elements.Count - 1);
        }
    }

    private ImmutableArray<DataSegment> BuildData(int named)
    {
        var data = ImmutableArray.CreateBuilder<DataSegment>();
        for (var i = 0; i < _definition.Data.Length; i++)
        {
            var segment = _definition.Data[i];
            var isKept = segment.Mode == SegmentMode.Active && segment.MemoryIndex < _instance.Validated.ImportedMemoryCount;
            data.Add(isKept ? segment : new DataSegment(SegmentMode.Passive, 0, null, _instance.Data[i]));
        }

        while (data.Count > named && data[^1] is { Mode: SegmentMode.Passive })
        {
            data.RemoveAt(data.Count - 1);
        }

        for (var i = _instance.Validated.ImportedMemoryCount; i < _instance.Memories.Length; i++)
        {
            AddContent(data, i);
        }

        return data.Count <= ImplementationLimits.DataSegments
            ? data.ToImmutable()
            : throw new SnapshotException($"the memories need {data.Count} segments: the limit is {ImplementationLimits.DataSegments}");
    }

    private void AddContent(ImmutableArray<DataSegment>.Builder data, int index)
    {
        var memory = _instance.Memories[index];
        var gap = LargestGap;
        List<(ulong Address, ulong Length)>? ranges;
        while ((ranges = memory.FindContent(gap, MostSegments)) is null)
        {
            gap *= 2;
        }

        var bytes = ranges.Aggregate(0UL, (sum, range) => sum + range.Length);
        if (bytes > ImplementationLimits.ModuleBytes - _contentBytes)
        {
            throw new SnapshotException($"memory {index} has {bytes} bytes of content, others {_contentBytes}: a module can have {ImplementationLimits.ModuleBytes}");
        }

        _contentBytes += bytes;

        foreach (var (address, length) in ranges)
        {
            var offset = ConstantExpressionWriter.Address(memory.Type.Address, address);
            data.Add(new DataSegment(SegmentMode.Active, index, offset, memory.GetSpan(address, (int)length).ToArray()));
        }
    }

    // Functions that bodies refer to must be named outside of them (spec 3.1.6), where the segment or global that did so may be gone. Exports may
    // be removed, so that they do not count.
    private static void Declare(ModuleDefinition module, IReadOnlySet<int> named, ImmutableArray<ElementSegment>.Builder elements)
    {
        if (named.Count == 0)
        {
            return;
        }

        var declared = new HashSet<int>();
        foreach (var expression in module.Globals.Select(global => global.Initializer)
            .Concat(module.Tables.Select(table => table.Initializer).OfType<ConstantExpression>())
            .Concat(elements.Where(segment => !segment.Expressions.IsDefault).SelectMany(segment => segment.Expressions)))
        {
            BodyReferences.AddFunctions(expression, declared);
        }

        foreach (var segment in elements)
        {
            declared.UnionWith(segment.Functions.IsDefault ? [] : segment.Functions);
        }

        int[] missing = [.. named.Except(declared).Order()];
        if (missing.Length != 0)
        {
            elements.Add(new ElementSegment(SegmentMode.Declarative, ValueType.Ref(AbstractHeapType.Func, nullable: false), 0, null, [.. missing], default));
        }
    }
}
