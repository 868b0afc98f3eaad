// list<t>: a pointer and a length; elements of numbers cross in one copy.
using System.Runtime.CompilerServices;
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The codec of lists whose length is not fixed.</summary>
/// <typeparam name="T">The .NET type of the elements.</typeparam>
internal sealed class ListCodec<T>(ComponentCodec<T> element) : ComponentCodec<T[]>
{
    public override bool Accepts(ComponentValueType type) => type is ListType { Length: null } list && element.Accepts(list.Element);

    public override CodecLayout GetLayout(bool is64) => is64 ? new(16, 8, 2) : new(8, 4, 2);

    public override T[] Load(in LiftContext context, ulong address) =>
        Lift(context, context.ReadPointer(address), context.ReadPointer(address + (context.Is64 ? 8u : 4u)));

    public override void Store(in LowerContext context, ulong address, T[] value)
    {
        context.WritePointer(address, Lower(context, value));
        context.WritePointer(address + (context.Is64 ? 8u : 4u), (uint)value.Length);
    }

    public override T[] LiftFlat(ref FlatReader reader)
    {
        var pointer = reader.ReadPointer();
        return Lift(reader.Context, pointer, reader.ReadPointer());
    }

    public override void LowerFlat(ref FlatWriter writer, T[] value)
    {
        writer.WritePointer(Lower(writer.Context, value));
        writer.WritePointer((uint)value.Length);
    }

    private T[] Lift(in LiftContext context, ulong address, ulong length)
    {
        var layout = element.GetLayout(context.Is64);
        var count = context.CheckList(address, length, layout.Size, layout.Alignment);
        context.Spend((long)count * Unsafe.SizeOf<T>());
        var values = new T[count];
        element.LoadMany(context, address, values);
        return values;
    }

    private ulong Lower(in LowerContext context, T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var layout = element.GetLayout(context.Is64);
        var address = context.AllocateList(values.Length, layout.Size, layout.Alignment);
        element.StoreMany(context, address, values);
        return address;
    }
}
