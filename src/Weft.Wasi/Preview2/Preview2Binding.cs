// WASI preview 2: from a call of a component's to the process that it belongs to. What is found is kept for the next call, since nearly every
// call comes from the same store.

using System.Runtime.CompilerServices;

namespace Weft.Wasi.Preview2;

/// <summary>Finds the process of a calling component.</summary>
internal sealed class Preview2Binding
{
    private readonly WasiOptionsBuilder? _builder;
    private readonly Preview2Process? _only;
    private readonly ConditionalWeakTable<Store, Preview2Process> _processes = [];
    private Tuple<WeakReference<Store>, WeakReference<Preview2Process>>? _last;

    /// <summary>Makes a binding that gives each store a world of its own.</summary>
    public Preview2Binding(WasiOptionsBuilder builder) => _builder = builder;

    /// <summary>Makes a binding over one world.</summary>
    public Preview2Binding(Preview2Process only) => _only = only;

    /// <summary>The process of the components of a store.</summary>
    public Preview2Process Find(Store store)
    {
        if (_only is not null)
        {
            _only.Store = store;
            return _only;
        }
        // Stores on several threads share a binding: what was found is one object, replaced as a whole. It keeps no store alive.
        if (_last is { } last && last.Item1.TryGetTarget(out Store? lastStore) && ReferenceEquals(lastStore, store)
            && last.Item2.TryGetTarget(out Preview2Process? known))
        {
            return known;
        }
        Preview2Process process = _processes.GetValue(store, made => new Preview2Process(_builder!.Build()) { Store = made });
        _last = new(new WeakReference<Store>(store), new WeakReference<Preview2Process>(process));
        return process;
    }
}
