// own<r> and borrow<r>: an index of the table of the instance.
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The codec of handles, of a type of a component or of a resource type that is known.</summary>
/// <typeparam name="T"><see cref="ComponentResource"/>, or the type of the host's objects.</typeparam>
internal sealed class HandleCodec<T> : ComponentCodec<T>
    where T : class
{
    private readonly HandleType? _type;
    private readonly ComponentResourceType? _resource;
    private readonly bool _isBorrow;

    /// <summary>Handles of a type of a component: what its resource is, the instance knows.</summary>
    public HandleCodec(HandleType type) => (_type, _isBorrow) = (type, type.IsBorrow);

    /// <summary>Handles of a resource type.</summary>
    public HandleCodec(ComponentResourceType resource, bool isBorrow) => (_resource, _isBorrow) = (resource, isBorrow);

    public override bool Accepts(ComponentValueType type) => type is HandleType handle && handle.IsBorrow == _isBorrow;

    public override CodecLayout GetLayout(bool is64) => new(4, 4, 1);

    public override T Load(in LiftContext context, ulong address) => Lift(context, context.Read<uint>(address));

    public override void Store(in LowerContext context, ulong address, T value) => context.Write(address, Lower(context, value));

    public override T LiftFlat(ref FlatReader reader) => Lift(reader.Context, reader.ReadUInt32());

    public override void LowerFlat(ref FlatWriter writer, T value) => writer.WriteUInt32(Lower(writer.Context, value));

    private T Lift(in LiftContext context, uint index)
    {
        var resource = Resolve(context.Options.Instance);
        var handle = context.LiftResource(resource, _isBorrow, index);
        if (typeof(T) == typeof(ComponentResource))
        {
            return (T)(object)handle;
        }

        return handle.Value as T ?? throw new AbiException($"{handle} is no {typeof(T)} of the host");
    }

    private uint Lower(in LowerContext context, T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var resource = Resolve(context.Options.Instance);
        return (uint)context.LowerResource(resource, _isBorrow, value as ComponentResource ?? resource.Own(value));
    }

    private ComponentResourceType Resolve(InstanceState instance) => _resource ?? instance.Resolve(_type!.Resource);
}
