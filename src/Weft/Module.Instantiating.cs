// Instantiation with what each import is given, in order: for who has resolved names already.
using Weft.Linking;
using Weft.Runtime;

namespace Weft;

public sealed partial class Module
{
    private Value?[]? _initialValues;

    /// <summary>Instantiates the module (spec 4.7.2) with imports that need no names; then runs its start function.</summary>
    /// <param name="store">The store it becomes part of.</param>
    /// <param name="imports">What <see cref="Imports"/> are given, in their order.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="LinkException">An import is of another type, or a limit of the store is exceeded.</exception>
    /// <exception cref="TrapException">An initialiser, a segment or the start function trapped.</exception>
    /// <exception cref="ArgumentException">The store is of another engine, an import is of another store, or there are not as many as the module has.</exception>
    public Instance Instantiate(Store store, params ReadOnlySpan<External> imports) => Instantiate(store, imports, isReplacement: false);

    /// <summary>Instantiates the module.</summary>
    /// <param name="store">The store it becomes part of.</param>
    /// <param name="imports">What <see cref="Imports"/> are given, in their order.</param>
    /// <param name="isReplacement">Whether the instance only is what a function of the host is replaced with.</param>
    internal Instance Instantiate(Store store, ReadOnlySpan<External> imports, bool isReplacement)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.CheckUse();
        ThrowIfDisposed();
        if (store.Engine != Engine)
        {
            throw new ArgumentException("the store and the module are not of one engine", nameof(store));
        }

        if (imports.Length != Imports.Length)
        {
            throw new ArgumentException($"the module has {Imports.Length} imports, not {imports.Length}", nameof(imports));
        }

        for (var i = 0; i < imports.Length; i++)
        {
            ImportMatcher.Check(store, Imports[i], ImportTypes[i], imports[i]);
        }

        return Instantiator.InstantiateEntered(store, this, imports, runsStart: true, isReplacement);
    }

    /// <summary>What a global that the module defines begins with, where that is the same for all instances; null where it must be evaluated.</summary>
    /// <param name="index">Its index among those.</param>
    internal Value? FindInitialValue(int index) =>
        (_initialValues ??= [.. Validated.Definition.Globals.Select(global => ConstantEvaluator.TryEvaluate(global.Initializer))])[index];
}
