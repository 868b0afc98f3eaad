// Tables, memories and segments for emitted code. Indices and sizes come widened to 64 bits.
// SAFETY: the context is the running instance's, whose memories it keeps; ranges are compared with lengths, which never shrink.
using Weft.Runtime;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    public static object? TableGet(ulong index, int table, InstanceContext* context) => MachineOf(context).TableGet(context, table, index);

    public static void TableSet(ulong index, object? value, int table, InstanceContext* context) => MachineOf(context).TableSet(context, table, index, value);

    public static ulong TableGrow(object? value, ulong count, int table, InstanceContext* context) => MachineOf(context).TableGrow(context, table, value, count);

    public static void TableFill(ulong index, object? value, ulong count, int table, InstanceContext* context) =>
        MachineOf(context).TableFill(context, table, index, value, count);

    public static void TableCopy(ulong index, ulong sourceIndex, ulong count, int table, int source, InstanceContext* context) =>
        MachineOf(context).TableCopy(context, table, source, index, sourceIndex, count);

    public static void TableInit(ulong index, int offset, int count, int segment, int table, InstanceContext* context) =>
        MachineOf(context).TableInit(context, segment, table, index, (uint)offset, (uint)count);

    public static void DropElements(int segment, InstanceContext* context) => MachineOf(context).DropElements(context, segment);

    public static ulong MemoryGrow(ulong pages, int memory, InstanceContext* context) => MachineOf(context).MemoryGrow(context, memory, pages);

    public static void MemoryFill(ulong address, int value, ulong count, int memory, InstanceContext* context)
    {
        var to = context->Memories[memory];
        if (!to->Contains(address, count))
        {
            // It says what is wrong.
            MachineOf(context).MemoryFill(context, memory, address, (byte)value, count);
            return;
        }

        to->Fill(address, (byte)value, count);
    }

    public static void MemoryCopy(ulong address, ulong sourceAddress, ulong count, int memory, int source, InstanceContext* context)
    {
        var to = context->Memories[memory];
        var from = context->Memories[source];
        if (!to->Contains(address, count) || !from->Contains(sourceAddress, count))
        {
            // The same.
            MachineOf(context).MemoryCopy(context, memory, source, address, sourceAddress, count);
            return;
        }

        Buffer.MemoryCopy(from->Base + sourceAddress, to->Base + address, count, count);
    }

    public static void MemoryInit(ulong address, int offset, int count, int memory, int segment, InstanceContext* context) =>
        MachineOf(context).MemoryInit(context, memory, segment, address, (uint)offset, (uint)count);

    public static void DropData(int segment, InstanceContext* context) => MachineOf(context).DropData(context, segment);

    public static int Notify(ulong address, int count, ulong offset, int memory, InstanceContext* context) =>
        (int)MachineOf(context).Notify(context, memory, address, offset, (uint)count);

    public static int Wait32(ulong address, int expected, long timeout, ulong offset, int memory, InstanceContext* context) =>
        (int)MachineOf(context).Wait32(context, memory, address, offset, (uint)expected, timeout);

    public static int Wait64(ulong address, long expected, long timeout, ulong offset, int memory, InstanceContext* context) =>
        (int)MachineOf(context).Wait64(context, memory, address, offset, (ulong)expected, timeout);
}
