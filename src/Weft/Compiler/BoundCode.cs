// Code of a module that was made for what it imports (BoundImports): instances that import the same compiled functions share it.
using System.Runtime.CompilerServices;

namespace Weft.Compiler;

/// <summary>
/// Finds such code by the modules whose functions are called. Each module is a step, and what is kept behind it stays as long as all modules on the way
/// are used elsewhere: code refers to the modules that it calls, and must not be what keeps them.
/// </summary>
internal sealed class BoundCode
{
    private readonly ConditionalWeakTable<CompiledModule, BoundCode> _next = [];
    private readonly Dictionary<string, CompiledModule> _codes = [];

    /// <summary>Finds code, or makes it.</summary>
    /// <param name="imports">What is called.</param>
    /// <param name="make">Makes it.</param>
    public CompiledModule Find(BoundImports imports, Func<BoundImports, CompiledModule> make)
    {
        var end = this;
        foreach (var module in imports.Modules)
        {
            end = end._next.GetOrCreateValue(module);
        }

        var places = imports.Places;
        lock (end._codes)
        {
            return end._codes.TryGetValue(places, out var known) ? known : end._codes[places] = make(imports);
        }
    }
}
