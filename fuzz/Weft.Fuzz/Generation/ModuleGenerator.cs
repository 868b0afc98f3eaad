// Random valid modules: plan, bodies, and the definition that the writer takes.
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

/// <summary>A generated module.</summary>
/// <param name="Bytes">Its binary form.</param>
/// <param name="Functions">How many functions it defines.</param>
/// <param name="Counts">How often each instruction stands in it, by opcode.</param>
internal sealed record GeneratedModule(byte[] Bytes, int Functions, long[] Counts);

/// <summary>Generates modules: the same seed and profile give the same module.</summary>
internal sealed class ModuleGenerator
{
    /// <summary>The export that fills the budget up: to be called before each other call.</summary>
    public const string ResetExport = "reset";

    private readonly Dice _dice;
    private readonly Profile _profile;
    private readonly ModulePlan _plan;
    private readonly long[] _counts = new long[InstructionTable.Count];
    private readonly int _budget;

    private ModuleGenerator(ulong seed, Profile profile)
    {
        _dice = new Dice(Dice.Mix(seed, (ulong)profile.Name.Length + profile.Name[0]));
        _profile = profile;
        _plan = new ModulePlan(profile);
        _budget = _dice.Next(4) switch { 0 => 50, 1 => 2000, _ => 400 };
    }

    /// <summary>Generates a module.</summary>
    /// <param name="seed">Where chance begins.</param>
    /// <param name="profile">What it may use.</param>
    public static GeneratedModule Generate(ulong seed, Profile profile)
    {
        var generator = new ModuleGenerator(seed, profile);
        var definition = generator.Build();
        return new GeneratedModule(ModuleWriter.Write(definition), definition.Functions.Length, generator._counts);
    }

    private ModuleDefinition Build()
    {
        if (_profile.HasGc)
        {
            _plan.Types.PlanHierarchies(_dice);
        }

        PlanFunctions();
        PlanMemories();
        PlanTags();
        PlanDispatchTable();
        PlanTables();
        new SegmentPlanner(_plan, _dice, _counts).Plan();
        new GlobalPlanner(_plan, _dice, _counts, _budget).Plan();

        var functions = _plan.Functions.Where(function => function.ImportName is null)
            .Select(function => new FunctionDefinition(function.TypeIndex, FunctionGenerator.Generate(_plan, function, _dice.Fork(), _counts))).ToList();
        functions.Add(new FunctionDefinition(_plan.Types.IndexOf(FunctionType.Empty), ResetBody()));
        functions.AddRange(SharedMemories().Select(memory => new FunctionDefinition(_plan.Types.IndexOf(DigestFunction.Type), DigestFunction.Write(_plan, memory, _counts))));
        return new ModuleDefinition
        {
            // Last: bodies add types as they need them.
            Types = [.. _plan.Types.Groups],
            Imports = [.. Imports()],
            Functions = [.. functions],
            Tables = [.. _plan.Tables.Where(table => !table.IsImported).Select(table => new TableDefinition(table.Type, null))],
            Memories = [.. _plan.Memories.Where(memory => !memory.IsImported).Select(memory => memory.Type)],
            Tags = [.. _plan.Tags.Select(type => new TagType(type))],
            Globals = [.. _plan.Globals.Where(global => global.Initializer is not null).Select(global => new GlobalDefinition(global.Type, global.Initializer!))],
            Exports = [.. Exports()],
            Start = Start(),
            Elements = [.. _plan.Elements.Select(element => element.Segment)],
            DataCount = _profile.Has("bulk-memory") ? _plan.Data.Count : null,
            Data = [.. _plan.Data.Select(data => data.Segment)],
        };
    }

    private void PlanFunctions()
    {
        for (var i = _dice.Next(5); i > 0; i--)
        {
            var behaviour = _dice.Pick(HostBehaviours.Prefixes);
            AddFunction(RandomSignature(hostTypes: true), $"{behaviour}{i}");
        }

        for (var i = _dice.Next(1, 14); i > 0; i--)
        {
            var function = AddFunction(RandomSignature(hostTypes: false), null);
            var kind = _dice.Next(100);
            _plan.Functions[^1] = function with
            {
                IsLeaf = kind < 15,
                Size = kind switch { < 55 => _dice.Next(8, 60), < 85 => _dice.Next(60, 400), < 92 => _dice.Next(800, 4000), _ => _dice.Next(100, 600) },
                Style = kind switch { >= 96 => BodyStyle.Deep, >= 92 => BodyStyle.ManyLocals, _ => BodyStyle.Plain },
            };
        }
    }

    private FunctionPlan AddFunction(FunctionType type, string? importName)
    {
        // The same type once more, by another index, is the same type; and with gc a function may have a subtype of it.
        var index = importName is null && _profile.HasGc && _dice.OneIn(6)
            ? _plan.Types.Add(new SubType(IsFinal: false, [], type))
            : importName is null && _dice.OneIn(8) ? _plan.Types.Add(new SubType(true, [], type)) : _plan.Types.IndexOf(type);
        if (!_plan.Types[index].IsFinal && _dice.Percent(50))
        {
            index = _plan.Types.Add(new SubType(true, [index], type));
        }

        var function = new FunctionPlan(index, type, importName);
        _plan.Functions.Add(function);
        if (!_plan.Types.Callable.Contains(index))
        {
            _plan.Types.Callable.Add(index);
        }

        return function;
    }

    private FunctionType RandomSignature(bool hostTypes)
    {
        // A few signatures that many functions share, or indirect calls would have one target each.
        var common = _plan.Functions.Where(function => function.ImportName is null).ToList();
        if (!hostTypes && common.Count > 1 && _dice.Percent(35))
        {
            return _dice.Pick(common).Type;
        }

        var isPublic = hostTypes || _dice.Percent(60);
        var parameters = Enumerable.Range(0, _dice.OneIn(25) ? _dice.Next(30) : _dice.Next(6)).Select(_ => isPublic ? _plan.Types.RandomNumber(_dice) : RandomType());
        var results = Enumerable.Range(0, _profile.HasMultiValue && _dice.OneIn(4) ? _dice.Next(8) : _dice.Next(2)).Select(_ => isPublic ? _plan.Types.RandomNumber(_dice) : RandomType());
        return new FunctionType([.. parameters], [.. results]);
    }

    private ValueType RandomType() => _plan.Types.RandomDefaultable(_dice);

    private void PlanMemories()
    {
        var count = _profile.Has(Features.MultiMemory) ? _dice.Next(1, 4) : 1;
        for (var i = 0; i < count; i++)
        {
            var isShared = _profile.HasThreads && _dice.Percent(50);
            var bytePages = _profile.Has(Features.CustomPageSizes) && _dice.Percent(60);
            var minimum = bytePages ? (ulong)_dice.Next(70_000) : (ulong)(_dice.OneIn(10) ? 0 : _dice.Next(1, 4));
            ulong? maximum = isShared || _dice.Percent(70) ? minimum + (ulong)_dice.Next(bytePages ? 20_000 : 4) : null;
            var address = _profile.Has(Features.Memory64) && _dice.Percent(30) ? AddressType.I64 : AddressType.I32;
            var isImported = !isShared && !bytePages && i == 0 && _dice.OneIn(5);
            _plan.Memories.Add(new MemoryPlan(new MemoryType(new Limits(minimum, maximum), address, isShared, bytePages ? 0 : 16), isImported));
        }
    }

    private void PlanTags()
    {
        for (var i = _profile.HasTags ? _dice.Next(1, 5) : 0; i > 0; i--)
        {
            _plan.Tags.Add(_plan.Types.IndexOf(new FunctionType([.. Enumerable.Range(0, _dice.Next(4)).Select(_ => RandomType())], [])));
        }
    }

    // Every function, those of a type side by side: indirect calls that should go well choose among them.
    private void PlanDispatchTable()
    {
        var order = Enumerable.Range(0, _plan.Functions.Count).OrderBy(index => _plan.Functions[index].TypeIndex).ToList();
        for (var first = 0; first < order.Count;)
        {
            var type = _plan.Functions[order[first]].TypeIndex;
            var count = order.Skip(first).TakeWhile(index => _plan.Functions[index].TypeIndex == type).Count();
            _plan.DispatchGroups.Add((type, first, count));
            first += count;
        }

        // After those that are imported.
        var nulls = (ulong)_dice.Next(3);
        var size = (ulong)order.Count + nulls;
        _plan.DispatchTable = 0;
        var address = _profile.Has(Features.Memory64) && _dice.OneIn(5) ? AddressType.I64 : AddressType.I32;
        _plan.Tables.Add(new TablePlan(new TableType(ValueType.FuncRef, new Limits(size, _dice.Percent(50) ? size : null), address), IsImported: false));
        var zero = new CodeBuilder(_counts);
        zero.Number(address == AddressType.I64 ? ValueKind.I64 : ValueKind.I32, 0);
        _plan.Elements.Add(new ElementPlan(new ElementSegment(SegmentMode.Active, ValueType.FuncRef, 0, zero.ToConstant(), [.. order], default), IsDroppable: true));
    }

    private void PlanTables()
    {
        for (var i = _profile.HasReferences ? _dice.Next(4) : 0; i > 0; i--)
        {
            var minimum = (ulong)_dice.Next(12);
            var element = _plan.Types.RandomReference(_dice, nullable: true);
            var address = _profile.Has(Features.Memory64) && _dice.OneIn(4) ? AddressType.I64 : AddressType.I32;
            _plan.Tables.Add(new TablePlan(new TableType(element, new Limits(minimum, minimum + (ulong)_dice.Next(20)), address), IsImported: false));
        }
    }

    private FunctionBody ResetBody()
    {
        var code = new CodeBuilder(_counts);
        code.I32(_budget);
        code.Op(Opcode.GlobalSet, _plan.BudgetGlobal);
        code.Op(Opcode.End);
        return new FunctionBody(new byte[] { 0 }.Concat(code.Bytes.ToArray()).ToArray());
    }

    private List<int> SharedMemories() => [.. Enumerable.Range(0, _plan.Memories.Count).Where(index => _plan.Memories[index].Type.IsShared)];

    private int? Start()
    {
        var candidates = Enumerable.Range(0, _plan.Functions.Count).Where(index => _plan.Functions[index].Type is { Parameters: [], Results: [] }).ToList();
        return candidates.Count > 0 && _dice.Percent(25) ? _dice.Pick(candidates) : null;
    }

    private IEnumerable<Import> Imports()
    {
        foreach (var function in _plan.Functions.Where(function => function.ImportName is not null))
        {
            yield return new Import(HostBehaviours.ModuleName, function.ImportName!, new ExternalFunctionType(function.TypeIndex));
        }

        foreach (var memory in _plan.Memories.Where(memory => memory.IsImported))
        {
            yield return new Import(HostBehaviours.ModuleName, "memory", memory.Type);
        }

        var index = 0;
        foreach (var global in _plan.Globals.Where(global => global.Initializer is null))
        {
            yield return new Import(HostBehaviours.ModuleName, $"global{index++}", global.Type);
        }
    }

    private IEnumerable<Export> Exports()
    {
        for (var i = 0; i < _plan.Functions.Count; i++)
        {
            if (_plan.Functions[i].ImportName is null && _plan.Functions[i].Type.Parameters.Concat(_plan.Functions[i].Type.Results).All(type => !type.IsReference))
            {
                yield return new Export($"f{i}", ExternalKind.Function, i);
            }
        }

        yield return new Export(ResetExport, ExternalKind.Function, _plan.Functions.Count);
        var digest = _plan.Functions.Count + 1;
        foreach (var memory in SharedMemories())
        {
            yield return new Export($"{DigestFunction.ExportPrefix}{memory}", ExternalKind.Function, digest++);
        }

        for (var i = 0; i < _plan.Memories.Count; i++)
        {
            if (!_plan.Memories[i].Type.IsShared)
            {
                yield return new Export($"m{i}", ExternalKind.Memory, i);
            }
        }

        for (var i = 0; i < _plan.Tables.Count; i++)
        {
            // Wasmtime's package ends the process when it is shown a table of other references.
            if (_plan.Tables[i].Type.Element == ValueType.FuncRef || _plan.Tables[i].Type.Element == ValueType.ExternRef)
            {
                yield return new Export($"t{i}", ExternalKind.Table, i);
            }
        }

        for (var i = 0; i < _plan.Globals.Count; i++)
        {
            if (!_plan.Globals[i].Type.Value.IsReference && (_profile.Has(Features.MutableGlobals) || !_plan.Globals[i].Type.IsMutable))
            {
                yield return new Export($"g{i}", ExternalKind.Global, i);
            }
        }
    }
}
