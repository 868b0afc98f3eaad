// The names that core modules give to imports and exports of components: two schemes are in use.
using Weft.Components.Tools.Packages;
using Weft.Wit;

namespace Weft.Components.Tools.Embedding;

/// <summary>A scheme of names of core imports and exports.</summary>
public abstract class CoreNaming
{
    private protected CoreNaming()
    {
    }

    /// <summary>The scheme that generators of bindings use: <c>wasi:io/streams@0.2.0</c>, <c>$root</c>, <c>[resource-drop]r</c>, <c>cabi_realloc</c>.</summary>
    public static CoreNaming Legacy { get; } = new LegacyNaming();

    /// <summary>The scheme of the specification (BuildTargets.md), whose names begin with <c>cm32p2</c>.</summary>
    public static CoreNaming Standard { get; } = new StandardNaming();

    /// <summary>The module that functions of the world itself are imported from.</summary>
    internal abstract string RootModule { get; }

    /// <summary>The exported memory.</summary>
    internal abstract string Memory { get; }

    /// <summary>The exported allocator.</summary>
    internal abstract string Realloc { get; }

    /// <summary>The exported initialiser.</summary>
    internal abstract string Initialize { get; }

    /// <summary>The module that an interface is imported from.</summary>
    internal abstract string ImportModule(WitWorldInterface item);

    /// <summary>The module that the built-ins for an exported interface are imported from.</summary>
    internal abstract string ExportModule(WitWorldInterface item);

    /// <summary>The name of an exported function.</summary>
    internal abstract string Export(WitWorldInterface? item, WitFunction function);

    /// <summary>The name of what is called after the result of an exported function was read.</summary>
    internal abstract string PostReturn(WitWorldInterface? item, WitFunction function);

    /// <summary>The name of an exported destructor.</summary>
    internal abstract string Destructor(WitWorldInterface item, WitResource resource);

    /// <summary>The name of a built-in of a resource: <c>drop</c>, <c>new</c> or <c>rep</c>.</summary>
    internal abstract string ResourceBuiltin(string kind, string resource);

    private sealed class LegacyNaming : CoreNaming
    {
        internal override string RootModule => "$root";

        internal override string Memory => "memory";

        internal override string Realloc => "cabi_realloc";

        internal override string Initialize => "_initialize";

        internal override string ImportModule(WitWorldInterface item) => item.Name;

        internal override string ExportModule(WitWorldInterface item) => "[export]" + item.Name;

        internal override string Export(WitWorldInterface? item, WitFunction function) => item is null ? function.ComponentName : $"{item.Name}#{function.ComponentName}";

        internal override string PostReturn(WitWorldInterface? item, WitFunction function) => "cabi_post_" + Export(item, function);

        internal override string Destructor(WitWorldInterface item, WitResource resource) => $"{item.Name}#[dtor]{resource.Name}";

        internal override string ResourceBuiltin(string kind, string resource) => $"[resource-{kind}]{resource}";
    }

    private sealed class StandardNaming : CoreNaming
    {
        internal override string RootModule => "cm32p2";

        internal override string Memory => "cm32p2_memory";

        internal override string Realloc => "cm32p2_realloc";

        internal override string Initialize => "cm32p2_initialize";

        internal override string ImportModule(WitWorldInterface item) => "cm32p2|" + NameOf(item);

        internal override string ExportModule(WitWorldInterface item) => "cm32p2|_ex_" + NameOf(item);

        internal override string Export(WitWorldInterface? item, WitFunction function) => $"cm32p2|{(item is null ? "" : NameOf(item))}|{function.ComponentName}";

        internal override string PostReturn(WitWorldInterface? item, WitFunction function) => Export(item, function) + "_post";

        internal override string Destructor(WitWorldInterface item, WitResource resource) => $"cm32p2|{NameOf(item)}|{resource.Name}_dtor";

        internal override string ResourceBuiltin(string kind, string resource) => $"{resource}_{kind}";

        // Only as much of a version as decides about compatibility.
        private static string NameOf(WitWorldInterface item) => item.HasPlainName ? item.Name : new InterfaceId(item.Interface.Package.Name, item.Interface.Name!).Track;
    }
}
