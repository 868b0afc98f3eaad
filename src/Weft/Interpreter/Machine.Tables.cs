// Tables, memories and segments: the machine widens indices and sizes to 64 bits by the type of the table or memory, which then checks them.
using System.Runtime.CompilerServices;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Interpreter;

internal sealed unsafe partial class Machine
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public object? TableGet(InstanceContext* ctx, int table, ulong index)
    {
        var instance = InstanceOf(ctx).Tables[table];
        return instance.Get(Widen(instance.Type.Address, index));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void TableSet(InstanceContext* ctx, int table, ulong index, object? value)
    {
        var instance = InstanceOf(ctx).Tables[table];
        instance.Set(Widen(instance.Type.Address, index), value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public ulong TableGrow(InstanceContext* ctx, int table, object? value, ulong count)
    {
        var instance = InstanceOf(ctx).Tables[table];
        var top = RefuseRuns();
        try
        {
            return Widen(instance.Type.Address, (ulong)instance.Grow(Widen(instance.Type.Address, count), value));
        }
        finally
        {
            _top = top;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void TableFill(InstanceContext* ctx, int table, ulong index, object? value, ulong count)
    {
        var instance = InstanceOf(ctx).Tables[table];
        instance.Fill(Widen(instance.Type.Address, index), value, Widen(instance.Type.Address, count));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void TableCopy(InstanceContext* ctx, int table, int source, ulong index, ulong sourceIndex, ulong count)
    {
        var to = InstanceOf(ctx).Tables[table];
        var from = InstanceOf(ctx).Tables[source];
        to.Copy(Widen(to.Type.Address, index), from, Widen(from.Type.Address, sourceIndex), Widen(Narrower(to.Type.Address, from.Type.Address), count));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void TableInit(InstanceContext* ctx, int segment, int table, ulong index, uint offset, uint count)
    {
        var instance = InstanceOf(ctx);
        var to = instance.Tables[table];
        to.Initialize(Widen(to.Type.Address, index), instance.Elements[segment], offset, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void DropElements(InstanceContext* ctx, int segment) => InstanceOf(ctx).Elements[segment].Drop();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public ulong MemorySize(InstanceContext* ctx, int memory) => InstanceOf(ctx).Memories[memory].Pages;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public ulong MemoryGrow(InstanceContext* ctx, int memory, ulong pages)
    {
        var instance = InstanceOf(ctx).Memories[memory];
        var top = RefuseRuns();
        try
        {
            return Widen(instance.Type.Address, (ulong)instance.Grow(Widen(instance.Type.Address, pages)));
        }
        finally
        {
            _top = top;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void MemoryFill(InstanceContext* ctx, int memory, ulong address, byte value, ulong count)
    {
        var instance = InstanceOf(ctx).Memories[memory];
        instance.Fill(Widen(instance.Type.Address, address), value, Widen(instance.Type.Address, count));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void MemoryCopy(InstanceContext* ctx, int memory, int source, ulong address, ulong sourceAddress, ulong count)
    {
        var to = InstanceOf(ctx).Memories[memory];
        var from = InstanceOf(ctx).Memories[source];
        to.Copy(
            Widen(to.Type.Address, address), from, Widen(from.Type.Address, sourceAddress),
            Widen(Narrower(to.Type.Address, from.Type.Address), count));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void MemoryInit(InstanceContext* ctx, int memory, int segment, ulong address, uint offset, uint count)
    {
        var instance = InstanceOf(ctx);
        var to = instance.Memories[memory];
        to.Initialize(Widen(to.Type.Address, address), instance.Data[segment].Span, offset, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void DropData(InstanceContext* ctx, int segment) => InstanceOf(ctx).Data[segment] = default;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public uint Notify(InstanceContext* ctx, int memory, ulong address, ulong offset, uint count)
    {
        var instance = InstanceOf(ctx).Memories[memory];
        return instance.AtomicNotify(EffectiveAddress(instance, address, offset), count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public uint Wait32(InstanceContext* ctx, int memory, ulong address, ulong offset, uint expected, long timeout)
    {
        var instance = InstanceOf(ctx).Memories[memory];
        var effective = EffectiveAddress(instance, address, offset);
        return Wait(() => instance.AtomicWait32(effective, (int)expected, timeout, _store.CancellationToken));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public uint Wait64(InstanceContext* ctx, int memory, ulong address, ulong offset, ulong expected, long timeout)
    {
        var instance = InstanceOf(ctx).Memories[memory];
        var effective = EffectiveAddress(instance, address, offset);
        return Wait(() => instance.AtomicWait64(effective, (long)expected, timeout, _store.CancellationToken));
    }

    // While the host is asked whether something may grow, the frames above the last known one are in use: a call of the guest finds no room.
    private ulong* RefuseRuns()
    {
        var top = _top;
        _top = _context->StackLimit;
        return top;
    }

    private uint Wait(Func<int> wait)
    {
        try
        {
            return (uint)wait();
        }
        catch (OperationCanceledException) when (IsStopped)
        {
            Throw.Trap(TrapKind.Interrupted);
            return 0;
        }
    }

    private static ulong EffectiveAddress(Memory memory, ulong address, ulong offset)
    {
        var effective = Widen(memory.Type.Address, address) + offset;

        // A sum that wraps around is outside of any memory, as its largest address is.
        return effective < offset ? ulong.MaxValue - 7 : effective;
    }

    private static ulong Widen(AddressType address, ulong value) => address == AddressType.I64 ? value : (uint)value;

    private static AddressType Narrower(AddressType left, AddressType right) =>
        left == AddressType.I64 && right == AddressType.I64 ? AddressType.I64 : AddressType.I32;
}
