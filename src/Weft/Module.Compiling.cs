// Compiling a module before it is needed.
using System.Runtime.CompilerServices;
using Weft.Compiler;

namespace Weft;

public sealed partial class Module
{
    /// <summary>
    /// Compiles all functions on an engine of <see cref="ExecutionTier.Jit"/>, which the first instantiation would do otherwise; does nothing on
    /// engines of other tiers.
    /// </summary>
    /// <param name="progress">Told of each function, from the threads that compile, one at a time; beside <see cref="EngineOptions.CompileProgress"/>.</param>
    /// <param name="metersFuel">Whether to compile for stores that meter fuel: theirs is other code.</param>
    /// <param name="cancellationToken">Ends it between two functions. What has been compiled is then forgotten.</param>
    /// <returns>A task that is complete when everything is compiled. It runs on a thread of the pool.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The module is disposed.</exception>
    public Task CompileAsync(IProgress<CompileProgress>? progress = null, bool metersFuel = false, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return Engine.Tier == ExecutionTier.Jit
            ? Task.Run(() => GetCompiled(metersFuel, progress, cancellationToken), cancellationToken)
            : Task.CompletedTask;
    }

    /// <summary>Code for instances that import compiled functions, which it calls as its own; null where that cannot be.</summary>
    /// <param name="metered">Whether it counts fuel.</param>
    /// <param name="imports">What an instance imports. Before the code runs, the cells of functions are to have entries.</param>
    internal CompiledModule? GetBound(bool metered, ReadOnlySpan<External> imports)
    {
        if (!RuntimeFeature.IsDynamicCodeCompiled || Engine.Tier == ExecutionTier.Interpreter || UsesPrecompiled(metered)
            || Validated.HandlesExceptions || BoundImports.Of(imports) is not { } bound)
        {
            return null;
        }

        return _bound.Find(bound, bound =>
        {
            var compiled = new CompiledModule(this, CompilerSettingsFor(metered), bound);
            compiled.CompileAll(Combine(null), CancellationToken.None);
            return compiled;
        });
    }

    // Who asked now, and who always wants to know.
    private IProgress<CompileProgress>? Combine(IProgress<CompileProgress>? asked) => (asked, Engine.Options.CompileProgress) switch
    {
        (null, var always) => always,
        (var only, null) => only,
        var (first, second) => new Both(first, second),
    };

    private sealed class Both(IProgress<CompileProgress> first, IProgress<CompileProgress> second) : IProgress<CompileProgress>
    {
        public void Report(CompileProgress value)
        {
            first.Report(value);
            second.Report(value);
        }
    }
}
