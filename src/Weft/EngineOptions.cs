// Engine options: what all stores and modules of an engine share.
using Weft.Semantics;
using Weft.Wasm.Validation;

namespace Weft;

/// <summary>The settings of an <see cref="Engine"/>.</summary>
public sealed record EngineOptions
{
    /// <summary>How functions are executed.</summary>
    public ExecutionTier Tier { get; init; } = ExecutionTier.Tiered;

    /// <summary>After how many calls a function of <see cref="ExecutionTier.Tiered"/> is compiled.</summary>
    public int CallsUntilHot { get; init; } = 300;

    /// <summary>After how many rounds a loop of <see cref="ExecutionTier.Tiered"/> is compiled, and running code goes on in the result.</summary>
    public int RoundsUntilHot { get; init; } = 3_000;

    /// <summary>
    /// Whether <see cref="ExecutionTier.Tiered"/> compiles on a thread of its own while the interpreter goes on; otherwise what gets hot
    /// waits until it is compiled, so that runs are the same each time.
    /// </summary>
    public bool CompilesInBackground { get; init; } = true;

    /// <summary>How accesses to memories are kept inside them.</summary>
    public BoundsChecks BoundsChecks { get; init; } = BoundsChecks.Auto;

    /// <summary>What takes samples of running guests; null for nothing. A profiler may watch one engine or several.</summary>
    public Profiler? Profiler { get; init; }

    /// <summary>What tells <c>perf</c> the names of compiled functions; null for nothing.</summary>
    public PerfMap? PerfMap { get; init; }

    /// <summary>Which proposals modules may use; everything by default.</summary>
    public ValidationOptions Validation { get; init; } = ValidationOptions.Default;

    /// <summary>
    /// Whether every NaN that arithmetic makes is the canonical one, so that results are the same bits on every machine. Instructions that
    /// only move numbers or change their sign keep the NaNs that they are given.
    /// </summary>
    public bool CanonicalizeNaNs { get; init; }

    /// <summary>
    /// Whether relaxed vector instructions do what the deterministic profile of the specification says (multiply-add rounds twice, the others
    /// are what they relax), instead of what this processor does fastest.
    /// </summary>
    public bool DeterministicRelaxedSimd { get; init; }

    /// <summary>
    /// Who listens to calls of functions: asked for each function of a module when it is first called, from the thread that calls, under a
    /// lock; null for a function that nobody listens to. Without it calls cost nothing more; with it, all do.
    /// </summary>
    public Func<ListenedFunction, FunctionListener?>? FunctionListeners { get; init; }

    /// <summary>
    /// Told of each function while a module is compiled for <see cref="ExecutionTier.Jit"/>: from the threads that compile, one call at a time
    /// for each module. What it throws ends the compiling, and what asked for it.
    /// </summary>
    public IProgress<CompileProgress>? CompileProgress { get; init; }

    /// <summary>
    /// Where compiled code of modules, those in components too, is looked for when they are loaded from their binary form, for stores that do not
    /// count fuel; null for nowhere. <see cref="ModuleCache.AddAsync"/> puts it there.
    /// </summary>
    public ModuleCache? Cache { get; init; }

    /// <summary>What the numeric options ask of code.</summary>
    internal NumericProfile NumericProfile =>
        (CanonicalizeNaNs ? NumericProfile.CanonicalNaNs : 0) | (DeterministicRelaxedSimd ? NumericProfile.DeterministicRelaxedSimd : 0);

    /// <summary>Treats every frame as one of more than 65,536 slots, so that tests of anything test those too.</summary>
    internal bool FarFrames { get; init; }
}
