// Module instances (spec 4.2.4): a module's index spaces, filled with imports and what the module defines.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Validation;

namespace Weft;

/// <summary>An instantiated module (spec 4.2.4).</summary>
public sealed unsafe partial class Instance
{
    [SuppressMessage("Performance", "CA1825", Justification = "The empty array of .NET is code that is compiled at each start, for elements of this type.")]
    private static readonly ReadOnlyMemory<byte>[] s_noData = new ReadOnlyMemory<byte>[0];

    private readonly Dictionary<string, Export> _exports;
    private GCHandle _handle;

    internal Instance(Store store, Module module, bool isReplacement)
    {
        Store = store;
        Module = module;
        _exports = module.ExportsByName;

        // SAFETY: the arena lives as long as the store, and the context has room for the cells of the globals that the module defines.
        Context = (InstanceContext*)store.Arena.Allocate(InstanceLayout.SizeOf(module.Validated.Definition));
        Context->Store = store.Context;
        Context->Results = store.Context->Results;
        Context->StoreId = store.Id;
        Context->CountMask = 63;
        Context->Bindings = (nint*)(module.Precompiled?.Bindings ?? 0);
        Context->Index = store.AddInstance(this, isReplacement);
    }

    /// <summary>The store.</summary>
    public Store Store { get; }

    /// <summary>The module.</summary>
    public Module Module { get; }

    /// <summary>The names of its exports, in the module's order.</summary>
    public IEnumerable<string> ExportNames => Definition.Exports.Select(export => export.Name);

    internal InstanceContext* Context { get; }

    /// <summary>What of its functions is compiled; null when nothing is.</summary>
    internal Compiler.CompiledCode? Compiled => Binding?.Code ?? Module.GetCompiled(Store.MetersFuel);

    /// <summary>Code that was made for what it imports, or may be; null for most.</summary>
    internal Compiler.ImportBinding? Binding { get; set; }

    internal ValidatedModule Validated => Module.Validated;

    internal ModuleDefinition Definition => Module.Validated.Definition;

    /// <summary>What host functions are told when this instance calls them.</summary>
    internal Caller Caller => field ??= new Caller(Store, this);

    /// <summary>The memories, imports first.</summary>
    internal Memory[] Memories { get; set; } = [];

    /// <summary>The tables, imports first.</summary>
    internal Table[] Tables { get; set; } = [];

    /// <summary>The globals, imports first.</summary>
    internal Global[] Globals { get; set; } = [];

    /// <summary>The tags, imports first.</summary>
    internal Tag[] Tags { get; set; } = [];

    /// <summary>
    /// What compiled code looks for by index: the tags, and behind them the globals when some of them hold references. Pinned, so that it is
    /// found without a handle.
    /// </summary>
    internal object?[] Objects { get; private set; } = [];

    /// <summary>The data segments; empty once dropped.</summary>
    internal ReadOnlyMemory<byte>[] Data { get; set; } = s_noData;

    /// <summary>The element segments.</summary>
    internal ElementInstance[] Elements { get; set; } = [];

    /// <summary>An export.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Null when there is none.</returns>
    public External? GetExport(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Store.CheckUse();
        return _exports.TryGetValue(name, out var export) ? Get(export) : null;
    }

    /// <summary>An export, for who has looked its name up before.</summary>
    /// <param name="index">Its index in <see cref="Module.Exports"/>.</param>
    public External GetExport(int index)
    {
        Store.CheckUse();
        return Get(Definition.Exports[index]);
    }

    private External Get(Export export) => export.Kind switch
    {
        ExternalKind.Function => GetFunctionByIndex(export.Index),
        ExternalKind.Memory => Memories[export.Index],
        ExternalKind.Table => Tables[export.Index],
        ExternalKind.Global => Globals[export.Index],
        _ => Tags[export.Index],
    };

    /// <summary>Fills <see cref="Objects"/>, once tags and globals are all there.</summary>
    internal void PublishObjects()
    {
        var hasReferences = Array.Exists(Globals, global => global.Type.Value.IsReference);
        var count = Tags.Length + (hasReferences ? Globals.Length : 0);
        if (count == 0)
        {
            return;
        }

        Objects = GC.AllocateArray<object?>(count, pinned: true);
        Tags.CopyTo(Objects, 0);
        if (hasReferences)
        {
            Globals.CopyTo(Objects, Tags.Length);
        }

        // SAFETY: the array is pinned, and the instance lives as long as its store.
        Context->Objects = System.Runtime.CompilerServices.Unsafe.AsPointer(ref Objects[0]);
    }

    /// <summary>Lets code find the instance by its context alone. Under the store's lock.</summary>
    internal Instance Publish()
    {
        if (!_handle.IsAllocated)
        {
            _handle = GCHandle.Alloc(this, GCHandleType.Weak);
            Volatile.Write(ref Context->Handle, GCHandle.ToIntPtr(_handle));
        }

        return this;
    }

    /// <summary>Frees what the collector cannot: the store is gone.</summary>
    internal void Free()
    {
        if (_handle.IsAllocated)
        {
            _handle.Free();
        }
    }

    /// <summary>A function of the index space.</summary>
    internal Function GetFunctionByIndex(int index) => Store.GetFunction(Context->Functions[index]);
}
