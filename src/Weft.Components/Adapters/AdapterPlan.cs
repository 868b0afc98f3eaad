// An adapter is a core module: a function that does what canon lower of a canon lift does, in code that every tier of the engine runs as it runs the
// components themselves. It looks at everything first; what is not usual is left to the copiers (FusedCall), from the start.
using System.Collections.Immutable;
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components.Adapters;

/// <summary>What of a call, besides the type, decides about its adapter.</summary>
/// <param name="IsUtf8">Whether both sides have strings in UTF-8.</param>
/// <param name="HasPostReturn">Whether something is called after the result was read.</param>
/// <param name="Entered">How many instances are entered: the callee, and those around it that the caller is not in.</param>
/// <param name="LendsOnly">
/// Whether parameters only lend what the callee has made itself: it gets what stands for them, and nobody needs to know that they are lent, since
/// nobody can drop them before the call ends. The caller runs nothing meanwhile but realloc, which must not call out.
/// </param>
internal readonly record struct AdapterTraits(bool IsUtf8, bool HasPostReturn, int Entered, bool LendsOnly);

/// <summary>The adapter of a type of functions.</summary>
internal sealed class AdapterPlan
{
    /// <summary>The name under which the function is exported.</summary>
    public const string Export = "call";

    private const int MaximumEntered = 4;

    private static readonly CoreValue s_i32 = CoreValue.I32;
    private readonly AdapterImports _imports = new();
    private readonly List<AdapterSite> _sites = [];
    private readonly ComponentFunctionType _type;
    private readonly AdapterTraits _traits;
    private readonly FunctionType _lowered;
    private readonly FunctionType _lifted;
    private readonly AdapterCode _code;
    private readonly int _slow;
    private readonly int[] _entered;
    private Module? _module;

    private AdapterPlan(ComponentFunctionType type, AdapterTraits traits)
    {
        (_type, _traits) = (type, traits);
        _lowered = CoreSignatures.Lower(type, default).Type;
        _lifted = CoreSignatures.Lift(type, default).Type;
        _code = new AdapterCode(_lowered.Parameters.Length);
        _entered = new int[traits.Entered];
        _slow = _imports.Function(AdapterImport.Slow, _lowered);
        var body = Write();
        Definition = new ModuleDefinition
        {
            Types = [.. _imports.ToTypes()],
            Imports = _imports.ToImports(),
            Functions = [new Wasm.FunctionDefinition(_imports.TypeIndex(_lowered), body), new Wasm.FunctionDefinition(_imports.TypeIndex(_lowered), WriteSlow())],
            Exports = [new Export(Export, ExternalKind.Function, _imports.Functions)],
        };
        Imports = _imports.Given;
    }

    /// <summary>The module.</summary>
    public ModuleDefinition Definition { get; }

    /// <summary>What its imports are to be given.</summary>
    public ImmutableArray<(AdapterImport What, int State)> Imports { get; }

    /// <summary>What decides about it besides the type.</summary>
    public AdapterTraits Traits => _traits;

    /// <summary>The places that may trap.</summary>
    public IReadOnlyList<AdapterSite> Sites => _sites;

    /// <summary>Whether the module is there already.</summary>
    public bool IsReady => _module is not null;

    /// <summary>Finds the adapter of a type.</summary>
    /// <param name="type">The function, as the caller knows it.</param>
    /// <param name="traits">What decides besides.</param>
    /// <returns>Null when there is none: then the copiers do all.</returns>
    public static AdapterPlan? Find(ComponentFunctionType type, AdapterTraits traits)
    {
        var known = type.Adapters ?? Interlocked.CompareExchange(ref type.Adapters, [], null) ?? type.Adapters;
        return known.GetOrAdd(traits, static (traits, type) => CanAdapt(type, traits) ? new AdapterPlan(type, traits) : null, type);
    }

    /// <summary>The module, loaded: once for a type, and for all whose code is the same.</summary>
    public Module Load(Engine engine) => _module ??= AdapterModules.Of(engine).Load(Definition);

    private static bool CanAdapt(ComponentFunctionType type, AdapterTraits traits)
    {
        var leaves = 0;
        return traits.Entered is > 0 and <= MaximumEntered && !type.IsAsync && type.Parameters.All(field => AdapterReader.CanRead(field.Type, ref leaves));
    }

    private FunctionBody Write()
    {
        var slow = _code.Block();
        CheckStates(slow);
        var parameters = new AdapterSide(_code, _imports, _sites, isResult: false, _traits.IsUtf8);
        var values = CallLayout.Find(_type, is64: false).HasFlatParameters ? ReadParameters(parameters) : ReadParametersInMemory(parameters, slow);
        foreach (var value in values)
        {
            value.Check(parameters, slow);
        }

        SetStates(InstanceState.Running);
        (int Local, CoreValue Type)[] arguments = [.. _lifted.Parameters.Select(type => (_code.Declare(type), type))];
        MoveParameters(parameters, values, arguments);
        foreach (var (local, _) in arguments)
        {
            _code.Get(local);
        }

        _code.Do(Opcode.Call, _imports.Function(AdapterImport.Callee, _lifted));
        if (parameters.Lends && !_traits.LendsOnly)
        {
            // The results stay on the stack.
            _code.Do(Opcode.Call, _imports.Function(AdapterImport.EndHandles, AdapterSide.EndHandlesType));
        }

        var results = TakeResult();
        SetStates(InstanceState.Idle);
        foreach (var local in results)
        {
            _code.Get(local);
        }

        _code.Do(Opcode.Return);
        _code.End();
        LoadParameters(_lowered.Parameters.Length);

        // All imports are known by now; the other function is the one behind this.
        _code.Do(Opcode.Call, _imports.Functions + 1);
        return _code.Finish();
    }

    // Apart, so that what a call of the host needs to keep is not kept by the usual way.
    private FunctionBody WriteSlow()
    {
        var code = new AdapterCode(_lowered.Parameters.Length);
        for (var i = 0; i < _lowered.Parameters.Length; i++)
        {
            code.Get(i);
        }

        code.Do(Opcode.Call, _slow);
        return code.Finish();
    }

    // The caller may call out when it runs, and nothing else of it does; the callee, and what is around it, must be doing nothing.
    private void CheckStates(int otherwise)
    {
        Check(_imports.Flags(AdapterImport.CallerFlags), InstanceState.Running);
        for (var i = 0; i < _entered.Length; i++)
        {
            _entered[i] = _imports.Flags(AdapterImport.CalleeFlags, i);
            Check(_entered[i], InstanceState.Idle);
        }

        void Check(int flags, int wanted)
        {
            _code.Do(Opcode.GlobalGet, flags);
            _code.Int(wanted);
            _code.Do(Opcode.I32Ne);
            _code.BranchIf(otherwise);
        }
    }

    private void SetStates(int value)
    {
        foreach (var flags in _entered)
        {
            _code.Int(value);
            _code.Do(Opcode.GlobalSet, flags);
        }
    }

    private AdapterValue[] ReadParameters(AdapterSide side)
    {
        var reader = new AdapterReader(side);
        (int Local, CoreValue Type)[] slots = [.. _lowered.Parameters.Select((type, i) => (i, type))];
        var rest = slots.AsSpan();
        var values = new AdapterValue[_type.Parameters.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = reader.ReadFlat(_type.Parameters[i].Type, rest);
            rest = rest[values[i].FlatCount..];
        }

        return values;
    }

    // Too many to be core values: one pointer to all.
    private AdapterValue[] ReadParametersInMemory(AdapterSide side, int otherwise)
    {
        var layout = CallLayout.Find(_type, is64: false).Parameters;
        side.CheckAlignment(0, layout.Alignment, otherwise);
        side.CheckRange(side.Source, 0, () => _code.Long(layout.Size), otherwise);
        var reader = new AdapterReader(side);
        return [.. _type.Parameters.Zip(ParameterOffsets(), (field, offset) => reader.ReadMemory(field.Type, 0, offset))];
    }

    private void MoveParameters(AdapterSide side, AdapterValue[] values, (int Local, CoreValue Type)[] arguments)
    {
        var layout = CallLayout.Find(_type, is64: false);
        var rest = arguments.AsSpan();
        var offsets = ParameterOffsets();
        if (!layout.HasFlatParameters)
        {
            side.Parameter = 0;
            var size = _code.Declare(s_i32);
            _code.Int(layout.Parameters.Size);
            _code.Set(size);
            _code.Get(side.Allocate(size, layout.Parameters.Alignment, "content"));
            _code.Set(arguments[0].Local);
        }

        for (var i = 0; i < values.Length; i++)
        {
            side.Parameter = i;
            if (layout.HasFlatParameters)
            {
                values[i].MoveFlat(side, rest);
                rest = rest[values[i].FlatCount..];
            }
            else
            {
                values[i].MoveToMemory(side, arguments[0].Local, offsets[i]);
            }
        }
    }

    private long[] ParameterOffsets()
    {
        var offsets = new long[_type.Parameters.Length];
        var end = 0L;
        for (var i = 0; i < offsets.Length; i++)
        {
            var layout = ValueLayout.Of(_type.Parameters[i].Type, is64: false);
            offsets[i] = ValueLayout.Align(end, layout.Alignment);
            end = offsets[i] + layout.Size;
        }

        return offsets;
    }

    // Behind the call: its results are on the stack. What the adapter returns are the locals that this returns.
    private int[] TakeResult()
    {
        var inner = _lifted.Results.Select(_code.Declare).ToArray();
        foreach (var local in inner)
        {
            _code.Set(local);
        }

        var outer = _lowered.Results.Select(_code.Declare).ToArray();
        if (_type.Result is { } type)
        {
            TakeResult(type, inner, outer);
        }

        if (_traits.HasPostReturn)
        {
            _code.Int(InstanceState.Locked);
            _code.Do(Opcode.GlobalSet, _entered[0]);
            Load(inner);
            _code.Do(Opcode.Call, _imports.Function(AdapterImport.PostReturn, new FunctionType(_lifted.Results, [])));
        }

        return outer;
    }

    private void TakeResult(ComponentValueType type, int[] inner, int[] outer)
    {
        var side = new AdapterSide(_code, _imports, _sites, isResult: true, _traits.IsUtf8);
        var isFlat = outer.Length != 0;
        var leaves = 0;
        var canRead = AdapterReader.CanRead(type, ref leaves);
        if (canRead && isFlat && new AdapterReader(side).ReadFlat(type, Slots(inner, _lifted.Results)) is { NeedsCheck: false } simple)
        {
            simple.MoveFlat(side, Slots(outer, _lowered.Results));
            return;
        }

        var done = _code.Block();
        if (canRead)
        {
            var finish = _code.Block();
            var value = isFlat ? new AdapterReader(side).ReadFlat(type, Slots(inner, _lifted.Results)) : ReadResult(side, type, inner[0], finish);
            value.Check(side, finish);
            if (isFlat)
            {
                value.MoveFlat(side, Slots(outer, _lowered.Results));
            }
            else
            {
                value.MoveToMemory(side, _lowered.Parameters.Length - 1, 0);
            }

            _code.Branch(done);
            _code.End();
        }

        // Copiers do it, or say what is wrong.
        Load(inner);
        if (!isFlat)
        {
            _code.Get(_lowered.Parameters.Length - 1);
        }

        _code.Do(Opcode.Call, _imports.Function(AdapterImport.Finish, new FunctionType(isFlat ? _lifted.Results : [s_i32, s_i32], _lowered.Results)));
        foreach (var local in outer)
        {
            _code.Set(local);
        }

        _code.End();
    }

    // A result in memory: where the callee says that it is, and where the caller wants it, there must be room for one.
    private AdapterValue ReadResult(AdapterSide side, ComponentValueType type, int address, int otherwise)
    {
        var layout = ValueLayout.Of(type, is64: false);
        side.CheckAlignment(address, layout.Alignment, otherwise);
        side.CheckRange(side.Source, address, () => _code.Long(layout.Size), otherwise);
        side.CheckAlignment(_lowered.Parameters.Length - 1, layout.Alignment, otherwise);
        side.CheckRange(side.Target, _lowered.Parameters.Length - 1, () => _code.Long(layout.Size), otherwise);
        return new AdapterReader(side).ReadMemory(type, address, 0);
    }

    private void LoadParameters(int count) => Load(Enumerable.Range(0, count));

    private void Load(IEnumerable<int> locals)
    {
        foreach (var local in locals)
        {
            _code.Get(local);
        }
    }

    private static (int Local, CoreValue Type)[] Slots(int[] locals, ImmutableArray<CoreValue> types) => [.. locals.Zip(types)];
}
