// Modules: validated and ready to be instantiated, any number of times, in any store of their engine.
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Weft.Compiler;
using Weft.Interpreter;
using Weft.Interpreter.Lowering;
using Weft.Listening;
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Validation;

namespace Weft;

/// <summary>A valid module. Immutable; may be used from any thread.</summary>
public sealed partial class Module : IDisposable
{
    private readonly Lock _codeLock = new();
    private readonly BoundCode _bound = new();
    private ModuleCode? _code;
    private ModuleCode? _meteredCode;
    private CompiledModule? _compiled;
    private CompiledModule? _meteredCompiled;
    private TieredCode? _tiered;
    private TieredCode? _meteredTiered;
    private bool _disposed;

    internal Module(Engine engine, ValidatedModule validated, bool isHidden = false)
    {
        IsHidden = isHidden;
        Engine = engine;
        Validated = validated;
        Data = new ModuleData(validated);
        Listeners = !isHidden && engine.Options.FunctionListeners is { } factory ? new ModuleListeners(this, factory) : null;
        ExportsByName = validated.Definition.Exports.ToDictionary(export => export.Name);
    }

    /// <summary>The engine that loaded it.</summary>
    public Engine Engine { get; }

    /// <summary>What it needs, in its order. Type indices are those of the module; <see cref="ImportTypes"/> has them as ids.</summary>
    public ImmutableArray<Import> Imports => Validated.Definition.Imports;

    /// <summary>The types of the imports, one for each, with ids of the engine's registry.</summary>
    public ImmutableArray<ExternalType> ImportTypes => Validated.ImportTypes;

    /// <summary>What it offers, in its order.</summary>
    public ImmutableArray<Export> Exports => Validated.Definition.Exports;

    /// <summary>The module with its types, for tools.</summary>
    public ValidatedModule Validated { get; }

    /// <summary>Whether its functions are left out of traces.</summary>
    internal bool IsHidden { get; }

    internal Dictionary<string, Export> ExportsByName { get; }

    /// <summary>Who listens to its functions; null on an engine without listeners.</summary>
    internal ModuleListeners? Listeners { get; }

    /// <summary>What its instances share of its data segments.</summary>
    internal ModuleData Data { get; }

    /// <summary>It can be instantiated no more; its instances stay usable.</summary>
    public void Dispose()
    {
        _disposed = true;
        Data.Dispose();
    }

    /// <summary>Names for people: of the module and what is in it.</summary>
    public ModuleNames Names => Validated.Names;

    /// <summary>Which line of the source its instructions came from, where the module says so (DWARF line tables).</summary>
    public LineTable Lines => field ??= new LineTable(Validated.Definition);

    /// <summary>A frame of a trace.</summary>
    /// <param name="functionIndex">The function, imports first.</param>
    /// <param name="codeOffset">The instruction's offset in the binary module.</param>
    internal WasmFrame DescribeFrame(int functionIndex, int codeOffset) =>
        new(Names.ModuleName, functionIndex, Names.GetFunctionName(functionIndex), codeOffset) { SourceLocation = Lines.Find(codeOffset) };

    /// <summary>The bytecode of its functions.</summary>
    /// <param name="metered">Whether it counts fuel.</param>
    internal ModuleCode GetCode(bool metered)
    {
        ref var code = ref metered ? ref _meteredCode : ref _code;
        if (Volatile.Read(ref code) is { } known)
        {
            return known;
        }

        lock (_codeLock)
        {
            return code ??= new ModuleCode(Validated, LoweringOptionsFor(metered), Engine.Shapes);
        }
    }

    // A chain of tail calls takes no stack within a tier, but would at each change of tiers: modules with such calls stay in one.
    private bool IsTiered(bool metered) => Engine.Tier == ExecutionTier.Tiered && !Validated.HasTailCalls && !UsesPrecompiled(metered);

    private LoweringOptions LoweringOptionsFor(bool metered) => IsTiered(metered)
        ? new LoweringOptions(Engine.UsesGuardPages, metered, Math.Max(1, Engine.Options.CallsUntilHot), Math.Max(1, Engine.Options.RoundsUntilHot), Engine.Options.FarFrames, Engine.IsSampled) { Profile = Engine.Options.NumericProfile, Listens = Listeners is not null }
        : new LoweringOptions(Engine.UsesGuardPages, metered, FarFrames: Engine.Options.FarFrames, Sampled: Engine.IsSampled) { Profile = Engine.Options.NumericProfile, Listens = Listeners is not null };

    private CompilerSettings CompilerSettingsFor(bool metered) => new(Engine.UsesGuardPages, metered, Engine.Options.NumericProfile, Listeners is not null, Engine.IsSampled);

    /// <summary>The compiled code of its functions; null on an engine that does not compile.</summary>
    /// <param name="metered">Whether it counts fuel.</param>
    /// <param name="progress">Told of each function that is compiled now.</param>
    /// <param name="cancellationToken">Ends compiling.</param>
    internal CompiledCode? GetCompiled(bool metered, IProgress<CompileProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (UsesPrecompiled(metered))
        {
            return Precompiled;
        }

        if (!RuntimeFeature.IsDynamicCodeCompiled || Engine.Tier == ExecutionTier.Interpreter)
        {
            return null;
        }

        if (IsTiered(metered))
        {
            return GetTiered(metered).Code;
        }

        ref var code = ref metered ? ref _meteredCompiled : ref _compiled;
        if (Volatile.Read(ref code) is { } known)
        {
            return known;
        }

        lock (_codeLock)
        {
            if (code is null)
            {
                var compiled = new CompiledModule(this, CompilerSettingsFor(metered));
                compiled.CompileAll(Combine(progress), cancellationToken);
                code = compiled;
            }

            return code;
        }
    }

    /// <summary>What is compiled of its functions as they get hot, on an engine that does so.</summary>
    /// <param name="metered">Whether it counts fuel.</param>
    internal TieredCode GetTiered(bool metered)
    {
        ref var code = ref metered ? ref _meteredTiered : ref _tiered;
        if (Volatile.Read(ref code) is { } known)
        {
            return known;
        }

        lock (_codeLock)
        {
            return code ??= new TieredCode(this, CompilerSettingsFor(metered), Engine.CompileQueue);
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
