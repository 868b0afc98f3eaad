// Instantiation (spec 4.7.2): from a module and what its imports are given to an instance that has run its start function.
using Weft.Linking;
using Weft.Wasm;

namespace Weft.Runtime;

/// <summary>Makes one instance, in the order that the specification prescribes.</summary>
internal unsafe ref struct Instantiator
{
    private readonly Instance _instance;
    private readonly Store _store;
    private readonly ModuleDefinition _definition;

    // Most modules need none: what their globals begin with is known without it.
    private ConstantEvaluator? _constants;

    private Instantiator(Store store, Module module, bool isReplacement)
    {
        _store = store;
        _instance = new Instance(store, module, isReplacement);
        _definition = _instance.Definition;
    }

    /// <summary>Instantiates a module in a store that is not entered yet.</summary>
    /// <inheritdoc cref="Instantiate"/>
    public static Instance InstantiateEntered(Store store, Module module, ReadOnlySpan<External> imports, bool runsStart, bool isReplacement = false)
    {
        var owner = store.Enter(out var depth);
        try
        {
            Store.EnsureStack();
            return Instantiate(store, module, imports, runsStart, isReplacement);
        }
        finally
        {
            Store.Leave(owner, depth);
        }
    }

    /// <summary>Instantiates a module.</summary>
    /// <param name="store">The store, of the same engine.</param>
    /// <param name="module">The module.</param>
    /// <param name="imports">What each import is given, in order; of this store, and of matching types.</param>
    /// <param name="runsStart">Whether to run the start function; otherwise that is left to the caller.</param>
    /// <param name="isReplacement">Whether it is what a function of the host is replaced with, which is no instance of anybody's.</param>
    /// <exception cref="LinkException">A limit of the store is exceeded.</exception>
    /// <exception cref="TrapException">An initialiser, a segment or the start function trapped.</exception>
    public static Instance Instantiate(Store store, Module module, ReadOnlySpan<External> imports, bool runsStart = true, bool isReplacement = false)
    {
        var instantiator = new Instantiator(store, module, isReplacement);
        instantiator.Allocate(imports);
        instantiator.InitializeGlobals();
        instantiator._instance.PublishObjects();
        instantiator.InitializeTables();
        instantiator.EvaluateElements();
        instantiator.ApplyElements();
        instantiator.ApplyData();
        if (runsStart && instantiator._definition.Start is { } start)
        {
            instantiator._instance.GetFunctionByIndex(start).Invoke();
        }

        return instantiator._instance;
    }

    // Index spaces with everything whose initial value needs no expression. The expressions may name any function.
    private readonly void Allocate(ReadOnlySpan<External> imports)
    {
        var module = _instance.Validated;
        var context = _instance.Context;
        var memories = module.Memories.Length == 0 ? _instance.Memories : new Memory[module.Memories.Length];
        var tags = module.TagTypeIds.Length == 0 ? _instance.Tags : new Tag[module.TagTypeIds.Length];
        var tables = module.Tables.Length == 0 ? _instance.Tables : new Table[module.Tables.Length];
        var globals = module.Globals.Length == 0 ? _instance.Globals : new Global[module.Globals.Length];
        int functionCount = 0, tableCount = 0, globalCount = 0, memoryCount = 0, tagCount = 0;

        // SAFETY: the arrays are as long as the index spaces, and live in the arena of the store as what they point at does.
        context->Functions = (FunctionCell**)_store.Arena.AllocateUnwrittenPointers(module.FunctionTypeIds.Length);
        context->Tables = (TableCell**)_store.Arena.AllocatePointers(tables.Length);
        context->Memories = (MemoryCell**)_store.Arena.AllocatePointers(module.Memories.Length);
        context->Globals = (GlobalCell**)_store.Arena.AllocatePointers(globals.Length);
        foreach (var import in imports)
        {
            switch (import)
            {
                case Function function:
                    context->Functions[functionCount++] = function.Cell;
                    break;
                case Table table:
                    context->Tables[tableCount] = table.Cell;
                    tables[tableCount++] = table;
                    break;
                case Memory memory:
                    memories[memoryCount++] = memory;
                    break;
                case Global global:
                    context->Globals[globalCount] = global.Cell;
                    globals[globalCount++] = global;
                    break;
                default:
                    tags[tagCount++] = (Tag)import;
                    break;
            }
        }

        // SAFETY: the index space has room for the functions of the module behind those it imports.
        _store.Cells.Allocate(_instance, context->Functions + functionCount);
        for (; memoryCount < memories.Length; memoryCount++)
        {
            memories[memoryCount] = new Memory(_store, module.Memories[memoryCount]);
        }

        for (var i = 0; i < memories.Length; i++)
        {
            context->Memories[i] = memories[i].Cell;
        }

        context->Memory0 = memories.Length != 0 ? memories[0].Cell : _store.Arena.Allocate<MemoryCell>();
        context->Memory0Base = context->Memory0->Base;
        for (; tagCount < tags.Length; tagCount++)
        {
            tags[tagCount] = new Tag(_store, module.TagTypeIds[tagCount]);
        }

        _instance.Memories = memories;
        _instance.Tags = tags;
        _instance.Tables = tables;
        _instance.Globals = globals;

        // Where elements are put into a table of others, functions may run even though what comes later traps.
        if (!_definition.Data.IsEmpty && !_definition.Elements.IsEmpty)
        {
            _instance.Data = _instance.Module.Data.MakeSegments();
        }
    }

    // In order: an initialiser may name the globals before it.
    private void InitializeGlobals()
    {
        var imported = _instance.Validated.ImportedGlobalCount;
        for (var i = 0; i < _definition.Globals.Length; i++)
        {
            var value = _instance.Module.FindInitialValue(i) ?? Evaluate(_definition.Globals[i].Initializer);
            var cell = (GlobalCell*)((byte*)_instance.Context + InstanceLayout.OffsetOfGlobal(_definition, i));
            var global = new Global(_store, _instance.Validated.Globals[imported + i], value, cell);
            _instance.Globals[imported + i] = global;
            _instance.Context->Globals[imported + i] = global.Cell;
        }
    }

    private void InitializeTables()
    {
        var imported = _instance.Validated.ImportedTableCount;
        for (var i = 0; i < _definition.Tables.Length; i++)
        {
            var initial = _definition.Tables[i].Initializer is { } initializer ? Evaluate(initializer).Reference : null;
            var cell = (TableCell*)((byte*)_instance.Context + InstanceLayout.OffsetOfTable(i));
            var table = new Table(_store, _instance.Validated.Tables[imported + i], initial, cell);
            _instance.Tables[imported + i] = table;
            _instance.Context->Tables[imported + i] = table.Cell;
        }
    }

    private void EvaluateElements()
    {
        if (_definition.Elements.IsEmpty)
        {
            return;
        }

        var elements = new ElementInstance[_definition.Elements.Length];
        for (var i = 0; i < elements.Length; i++)
        {
            var segment = _definition.Elements[i];
            if (!segment.Functions.IsDefault)
            {
                elements[i] = new ElementInstance(_instance, segment.Functions);
                continue;
            }

            var values = new object?[segment.Expressions.Length];
            for (var j = 0; j < values.Length; j++)
            {
                values[j] = Evaluate(segment.Expressions[j]).Reference;
            }

            elements[i] = new ElementInstance(_instance, values);
        }

        _instance.Elements = elements;
    }

    private void ApplyElements()
    {
        for (var i = 0; i < _definition.Elements.Length; i++)
        {
            var segment = _definition.Elements[i];
            var elements = _instance.Elements[i];
            if (segment.Mode == SegmentMode.Active)
            {
                var offset = EvaluateOffset(segment.Offset!);
                _instance.Tables[segment.TableIndex].Initialize(offset, elements, 0, (ulong)elements.Count);
            }

            if (segment.Mode != SegmentMode.Passive)
            {
                elements.Drop();
            }
        }
    }

    private void ApplyData()
    {
        if (_definition.Data.IsEmpty)
        {
            return;
        }

        var data = _instance.Module.Data;
        var first = 0;
        if (data.ImagedSegments != 0 && data.GetImages() is { } images)
        {
            for (var i = 0; i < images.Length; i++)
            {
                if (images[i] is { } image)
                {
                    _instance.Memories[i].Apply(image);
                }
            }

            _instance.Data = data.MakeSegmentsAfterImages();
            first = data.ImagedSegments;
        }
        else if (_definition.Elements.IsEmpty)
        {
            _instance.Data = data.MakeSegments();
        }

        for (var i = first; i < _definition.Data.Length; i++)
        {
            var segment = _definition.Data[i];
            if (segment.Mode == SegmentMode.Active)
            {
                var offset = EvaluateOffset(segment.Offset!);
                _instance.Memories[segment.MemoryIndex].Initialize(offset, segment.Bytes.Span, 0, (ulong)segment.Bytes.Length);
                _instance.Data[i] = default;
            }
        }
    }

    private ulong EvaluateOffset(ConstantExpression expression) => Evaluate(expression).AsBits();

    private Value Evaluate(ConstantExpression expression) => (_constants ??= new ConstantEvaluator(_instance)).Evaluate(expression);
}
