// Calls of functions of the host by the host, where a component exports what it imports: values cross through a memory that belongs to nobody.
using Weft.Components.CanonicalAbi;
using Weft.Wasm;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components;

/// <summary>
/// Gives a function of the host what a function of a guest has, so that it is called as one: arguments and results of any two codecs meet in
/// a memory, as everywhere. Rare, therefore simple.
/// </summary>
internal sealed class HostBridge
{
    private readonly Memory _memory;
    private readonly LoweredFunction _lowered;
    private readonly Function _core;
    private ulong _top;

    private HostBridge(HostComponentFunction function, InstanceState importer)
    {
        var store = importer.Store;
        var state = new InstanceState(store, null) { MayEnter = true };
        foreach (var (identity, type) in importer.Resources.Entries)
        {
            state.Resources[identity] = type;
        }

        var i32 = CoreValue.I32;
        _memory = new Memory(store, new MemoryType(new Limits(0, null)));
        Options = new CanonicalOptions(state)
        {
            Memory = _memory,
            Realloc = new Function(store, new FunctionType([i32, i32, i32, i32], [i32]), Reallocate),
        };
        _lowered = new LoweredFunction(function, function.Type, Options);
        _core = new Function(store, CoreSignatures.Lower(function.Type, default).Type, (_, slots) => _lowered.Call(slots));
    }

    private CanonicalOptions Options { get; }

    /// <summary>The function as one of a guest.</summary>
    public static LiftedFunction Lift(HostComponentFunction function, InstanceState importer)
    {
        var bridge = new HostBridge(function, importer);
        var type = CoreSignatures.Lift(function.Type, default).Type;
        var options = new CanonicalOptions(bridge.Options.Instance)
        {
            Memory = bridge._memory,
            Realloc = bridge.Options.Realloc,
            PostReturn = new Function(importer.Store, new FunctionType(type.Results, []), bridge.Reset),
        };
        return new LiftedFunction(function.Name, function.Type, new Function(importer.Store, type, bridge.Invoke), options);
    }

    // What lower and lift make of a result that does not cross flat differs: one is told where to put it, the other says where it is.
    private void Invoke(Caller caller, Span<ulong> slots)
    {
        var layout = _lowered.Layout;
        Span<ulong> call = stackalloc ulong[ValueLayout.MaximumFlat + 1];
        slots.CopyTo(call);
        if (layout.HasFlatResult)
        {
            CallHost(call);
            call[..slots.Length].CopyTo(slots);
            return;
        }

        var address = Allocate((ulong)layout.Result.Size, (uint)layout.Result.Alignment);
        call[layout.ParameterSlots] = address;
        CallHost(call);
        slots[0] = address;
    }

    // What was lent to the host is back: its own resources, too, were lent through the table of the bridge.
    private void CallHost(Span<ulong> slots)
    {
        _core.InvokeSlots(slots);
        Options.Instance.Handles.DropBorrowed();
    }

    // One call at a time: the instance cannot be entered while it runs.
    private void Reset(Caller caller, Span<ulong> slots) => _top = 0;

    private void Reallocate(Caller caller, Span<ulong> slots)
    {
        var (old, oldSize, alignment, size) = ((uint)slots[0], (uint)slots[1], (uint)slots[2], (uint)slots[3]);
        var address = Allocate(size, alignment);
        _memory.GetSpan(old, (int)Math.Min(oldSize, size)).CopyTo(_memory.GetSpan(address, (int)Math.Min(oldSize, size)));
        slots[0] = address;
    }

    private ulong Allocate(ulong size, uint alignment)
    {
        var address = ValueLifting.Align(_top, (int)alignment);
        var pages = ((address + size + 0xFFFF) >> 16) - _memory.Pages;
        if (address + size > _memory.Length && _memory.Grow(pages) < 0)
        {
            throw new TrapException(TrapKind.AllocationFailed, $"a call of a function of the host by the host needs {address + size} bytes");
        }

        _top = address + size;
        return address;
    }
}
