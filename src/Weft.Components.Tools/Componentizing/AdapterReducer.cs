// Adapters without what nobody uses: they offer all of an old interface, and a module uses some of it. What is left imports less, so that the
// component does. An adapter has no memory of its own but that of the main module: its stack is allocated there, when it is first used.
using System.Collections.Immutable;
using System.Text;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Makes an adapter as small as it can be.</summary>
internal sealed class AdapterReducer
{
    private const string MainModule = "__main_module__";
    private const int PageSize = 65536;

    private static readonly FunctionType s_realloc = new([ValueType.I32, ValueType.I32, ValueType.I32, ValueType.I32], [ValueType.I32]);

    private readonly ModuleDefinition _module;
    private readonly string? _mainRealloc;
    private readonly ImmutableArray<Export> _exports;
    private readonly AdapterLiveness _live;
    private readonly TypeList _types = new();
    private readonly Dictionary<int, int> _functions = [];
    private readonly Dictionary<int, int> _globals = [];
    private readonly ImmutableArray<Import>.Builder _imports = ImmutableArray.CreateBuilder<Import>();
    private readonly List<(int Type, Func<FunctionBody> Make)> _definitions = [];
    private readonly Dictionary<int, string> _functionNames = [];
    private readonly List<CompositeType> _oldTypes;
    private readonly List<Import> _importedFunctions;
    private readonly List<Import> _importedGlobals;
    private int _functionImports;
    private int? _realloc;
    private int? _stackPointer;
    private int? _allocationState;

    private AdapterReducer(ModuleFacts facts, IReadOnlySet<string> required, string? mainRealloc)
    {
        _module = facts.Module;
        _mainRealloc = mainRealloc;
        _exports = [.. _module.Exports.Where(export => required.Contains(export.Name))];
        _live = AdapterLiveness.Find(_module, _exports);
        _oldTypes = [.. _module.Types.SelectMany(group => group.Types).Select(type => type.Composite)];
        _importedFunctions = [.. _module.Imports.Where(import => import.Type.Kind == ExternalKind.Function)];
        _importedGlobals = [.. _module.Imports.Where(import => import.Type.Kind == ExternalKind.Global)];
    }

    /// <summary>The adapter with these exports and what they need.</summary>
    /// <param name="adapter">A valid module.</param>
    /// <param name="required">The exports that are needed.</param>
    /// <param name="mainRealloc">The export of the main module that allocates; null when it has none, and memory is grown instead.</param>
    public static ModuleDefinition Reduce(ModuleFacts adapter, IReadOnlySet<string> required, string? mainRealloc) =>
        new AdapterReducer(adapter, required, mainRealloc).Reduce();

    private ModuleDefinition Reduce()
    {
        if (_module.Data.Length > 0 || _module.Elements.Length > 0 || _module.Start is not null)
        {
            throw new ComponentToolException("the adapter has segments or a start function, and adapters have functions, globals and an imported memory only");
        }

        if (_oldTypes.Any(type => type is not FunctionType function || function.Parameters.Concat(function.Results).Any(value => value.IsReference)))
        {
            throw new ComponentToolException("the adapter has types with references, and adapters have functions of numbers and vectors only");
        }

        var importedMemories = _module.Imports.Where(import => import.Type.Kind == ExternalKind.Memory).ToList();
        if (_live.Memories.Count > 0 && (_live.Memories.Max > 0 || importedMemories.Count == 0))
        {
            throw new ComponentToolException("the adapter uses a memory of its own, and adapters use that of the main module, which they import as env memory");
        }

        if (_live.Memories.Count > 0)
        {
            _imports.Add(importedMemories[0]);
        }

        var globals = ReduceGlobals();
        _stackPointer = FindGlobal("__stack_pointer");
        _allocationState = FindGlobal("allocation_state");
        ImportFunctions();
        DefineFunctions();
        var lazyStack = DefineLazyStack();
        var start = DefineStart(lazyStack);
        var bodies = _definitions.Select(definition => new Wasm.FunctionDefinition(definition.Type, definition.Make())).ToImmutableArray();
        return new ModuleDefinition
        {
            Types = _types.ToGroups(),
            Imports = _imports.ToImmutable(),
            Functions = bodies,
            Globals = globals,
            Exports = [.. _exports.Select(export => export with
            {
                Index = export.Kind switch { ExternalKind.Function => _functions[export.Index], ExternalKind.Global => _globals[export.Index], _ => export.Index },
            })],
            Start = start,
            CustomSections = [WriteNames(), .. _module.CustomSections.Where(section => section.Name == ProducersSection.SectionName)],
        };
    }

    private ImmutableArray<GlobalDefinition> ReduceGlobals()
    {
        var globals = ImmutableArray.CreateBuilder<GlobalDefinition>();
        foreach (var global in _live.Globals)
        {
            _globals.Add(global, _globals.Count);
            if (global < _importedGlobals.Count)
            {
                _imports.Add(_importedGlobals[global]);
            }
            else
            {
                var definition = _module.Globals[global - _importedGlobals.Count];
                globals.Add(definition with { Initializer = new ConstantExpression(Rewrite(new InstructionReader(new ByteReader(definition.Initializer.Bytes.Span)))) });
            }
        }

        return globals.ToImmutable();
    }

    // Adapters find memory for their stack through globals that their makers gave names.
    private int? FindGlobal(string name)
    {
        var names = new ModuleNames(_module);
        var found = _live.Globals.Where(global => global >= _importedGlobals.Count && _module.Globals[global - _importedGlobals.Count].Type == new GlobalType(ValueType.I32, true)
            && names.GetName(NameKind.Global, global) == name).ToList();
        return found.Count switch
        {
            0 => null,
            1 => found[0],
            _ => throw new ComponentToolException($"the adapter has {found.Count} globals with the name {name}"),
        };
    }

    private static bool IsRealloc(Import import) => import.Module == MainModule && import.Name is "cabi_realloc" or "canonical_abi_realloc";

    private FunctionType TypeOf(int function) => (FunctionType)_oldTypes[function < _importedFunctions.Count
        ? ((ExternalFunctionType)_importedFunctions[function].Type).TypeIndex
        : _module.Functions[function - _importedFunctions.Count].TypeIndex];

    private void ImportFunctions()
    {
        foreach (var function in _live.Functions.TakeWhile(function => function < _importedFunctions.Count))
        {
            var import = _importedFunctions[function];
            if (IsRealloc(import))
            {
                if (_mainRealloc is null)
                {
                    continue;
                }

                _realloc = _functionImports;
                import = import with { Name = _mainRealloc };
            }

            _functions.Add(function, AddImport(import, TypeOf(function)));
        }

        if (_mainRealloc is not null && _stackPointer is not null && _realloc is null)
        {
            _realloc = AddImport(new Import(MainModule, _mainRealloc, new ExternalFunctionType(0)), s_realloc);
        }
    }

    private int AddImport(Import import, FunctionType type)
    {
        _imports.Add(import with { Type = new ExternalFunctionType(_types.Add(type)) });
        return _functionImports++;
    }

    private int Define(FunctionType type, Func<FunctionBody> make)
    {
        _definitions.Add((_types.Add(type), make));
        return _functionImports + _definitions.Count - 1;
    }

    private void DefineFunctions()
    {
        foreach (var function in _live.Functions)
        {
            if (_functions.ContainsKey(function))
            {
                continue;
            }

            if (function < _importedFunctions.Count)
            {
                // The main module has no allocator: memory is grown a page at a time.
                _functions.Add(function, Define(TypeOf(function), GrowMemory));
                _realloc = _functions[function];
            }
            else
            {
                _functions.Add(function, Define(TypeOf(function), () => Rewrite(_module.Functions[function - _importedFunctions.Count].Body, prologue: null)));
            }
        }
    }

    // With a global that keeps the allocator from being entered while it runs, the stack waits until an export is called: the main module's
    // allocator may not work before the main module was initialised.
    private int? DefineLazyStack()
    {
        if (_stackPointer is null || _allocationState is null || _mainRealloc is null)
        {
            return null;
        }

        var allocate = Define(FunctionType.Empty, AllocateStack);
        _functionNames[allocate] = "allocate_stack";
        foreach (var function in _exports.Where(export => export.Kind == ExternalKind.Function).Select(export => export.Index).Distinct())
        {
            if (function >= _importedFunctions.Count)
            {
                var at = _functions[function] - _functionImports;
                var body = _module.Functions[function - _importedFunctions.Count].Body;
                _definitions[at] = (_definitions[at].Type, () => Rewrite(body, prologue: allocate));
            }
        }

        return allocate;
    }

    private int? DefineStart(int? lazyStack)
    {
        if (_stackPointer is null || lazyStack is not null || _live.Memories.Count == 0)
        {
            return null;
        }

        if (_realloc is null || _allocationState is null)
        {
            _realloc = Define(s_realloc, GrowMemory);
            _functionNames[_realloc.Value] = "realloc_via_memory_grow";
        }

        var start = Define(FunctionType.Empty, AllocateStack);
        _functionNames[start] = "allocate_stack";
        return start;
    }

    private FunctionBody AllocateStack()
    {
        var writer = new ByteWriter();
        writer.WriteIndex(0);
        var state = _allocationState is { } global ? _globals[global] : (int?)null;
        if (state is { } known)
        {
            Write(writer, Opcode.GlobalGet, known);
            Write(writer, Opcode.I32Eqz);
            WriteIf(writer);
            WriteConstant(writer, 1);
            Write(writer, Opcode.GlobalSet, known);
        }

        WriteConstant(writer, 0);
        WriteConstant(writer, 0);
        WriteConstant(writer, 8);
        WriteConstant(writer, PageSize);
        Write(writer, Opcode.Call, _realloc!.Value);
        WriteConstant(writer, PageSize);
        Write(writer, Opcode.I32Add);
        Write(writer, Opcode.GlobalSet, _globals[_stackPointer!.Value]);
        if (state is { } then)
        {
            WriteConstant(writer, 2);
            Write(writer, Opcode.GlobalSet, then);
            Write(writer, Opcode.End);
        }

        Write(writer, Opcode.End);
        return new FunctionBody(writer.ToArray());
    }

    // cabi_realloc of the canonical ABI for new allocations of one page, which is all that adapters ask for.
    private static FunctionBody GrowMemory()
    {
        var writer = new ByteWriter();
        writer.WriteIndex(1);
        writer.WriteIndex(1);
        TypeWriter.WriteValueType(writer, ValueType.I32);
        TrapUnless(0, 0);
        TrapUnless(1, 0);
        TrapUnless(3, PageSize);
        WriteConstant(writer, 1);
        Write(writer, Opcode.MemoryGrow, 0);
        Write(writer, Opcode.LocalTee, 4);
        WriteConstant(writer, -1);
        Write(writer, Opcode.I32Eq);
        Trap();
        Write(writer, Opcode.LocalGet, 4);
        WriteConstant(writer, 16);
        Write(writer, Opcode.I32Shl);
        Write(writer, Opcode.End);
        return new FunctionBody(writer.ToArray());

        void TrapUnless(int local, int value)
        {
            Write(writer, Opcode.LocalGet, local);
            WriteConstant(writer, value);
            Write(writer, Opcode.I32Ne);
            Trap();
        }

        void Trap()
        {
            WriteIf(writer);
            Write(writer, Opcode.Unreachable);
            Write(writer, Opcode.End);
        }
    }

    private static void Write(ByteWriter writer, Opcode opcode, int index = 0) => InstructionWriter.Write(writer, new Instruction { Opcode = opcode, Index = index });

    private static void WriteConstant(ByteWriter writer, int value) => InstructionWriter.Write(writer, new Instruction { Opcode = Opcode.I32Const, Bits = (ulong)(long)value });

    private static void WriteIf(ByteWriter writer) => InstructionWriter.Write(writer, new Instruction { Opcode = Opcode.If, Block = BlockType.Empty });

    private FunctionBody Rewrite(FunctionBody body, int? prologue)
    {
        var reader = body.ReadInstructions(out _);
        var writer = new ByteWriter();
        writer.WriteBytes(body.Bytes.Span[..reader.Position]);
        if (prologue is { } function)
        {
            Write(writer, Opcode.Call, function);
        }

        writer.WriteBytes(Rewrite(reader));
        return new FunctionBody(writer.ToArray());
    }

    // Types of locals are numbers and vectors: adapters have no types but those of functions. The memory stays the first.
    private byte[] Rewrite(InstructionReader reader)
    {
        var writer = new ByteWriter();
        var instruction = default(Instruction);
        while (!reader.AtEnd)
        {
            reader.Read(ref instruction);
            switch (InstructionTable.GetImmediates(instruction.Opcode))
            {
                case ImmediateKind.Func:
                    instruction.Index = _functions[instruction.Index];
                    break;
                case ImmediateKind.Global:
                    instruction.Index = _globals[instruction.Index];
                    break;
                case ImmediateKind.Block when instruction.Block.TypeIndex >= 0:
                    instruction.Block = BlockType.OfType(_types.Add((FunctionType)_oldTypes[instruction.Block.TypeIndex]));
                    break;
                default:
                    break;
            }

            InstructionWriter.Write(writer, instruction);
        }

        return writer.ToArray();
    }

    private CustomSection WriteNames()
    {
        var names = new ModuleNames(_module);
        foreach (var (old, index) in _functions)
        {
            if (names.GetName(NameKind.Function, old) is { } name)
            {
                _functionNames.TryAdd(index, name);
            }
        }

        var writer = new NameSectionWriter();
        foreach (var (index, name) in _functionNames.OrderBy(pair => pair.Key))
        {
            writer.Add(NameKind.Function, index, Encoding.UTF8.GetBytes(name));
        }

        foreach (var (old, index) in _globals.OrderBy(pair => pair.Value))
        {
            if (names.GetName(NameKind.Global, old) is { } name)
            {
                writer.Add(NameKind.Global, index, Encoding.UTF8.GetBytes(name));
            }
        }

        return writer.ToCustomSection();
    }
}
