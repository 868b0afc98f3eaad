// A core module in an index space at run time.

namespace Weft.Components;

/// <summary>A core module, and where its imports come from if that is not the component.</summary>
/// <param name="Module">The module.</param>
/// <param name="Imports">Makes what its imports are given, for each instance; null where the component gives them.</param>
internal readonly record struct ModuleClosure(Module Module, Func<Store, Linker>? Imports)
{
    /// <summary>What linkers and components hand on: the module itself, where nothing else belongs to it.</summary>
    public object Value => Imports is null ? Module : this;

    /// <summary>The reverse of <see cref="Value"/>.</summary>
    public static ModuleClosure Of(object value) => value is ModuleClosure closure ? closure : new ModuleClosure((Module)value, null);
}
