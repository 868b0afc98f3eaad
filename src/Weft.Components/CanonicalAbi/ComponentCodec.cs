// How values of a type cross between .NET and a component. The one abstraction: the library has codecs for primitive and generic types, bindings
// bring those of records, variants and resources, and ValueCodec handles values without a static type.
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>A codec, whatever its .NET type.</summary>
public abstract class ComponentCodec
{
    private protected ComponentCodec()
    {
    }

    /// <summary>The .NET type.</summary>
    public abstract Type ValueType { get; }

    /// <summary>Whether it handles values of a type of a component.</summary>
    public abstract bool Accepts(ComponentValueType type);

    /// <summary>How its values lie.</summary>
    /// <param name="is64">Whether addresses have 64 bits.</param>
    public abstract CodecLayout GetLayout(bool is64);
}

/// <summary>
/// A codec of a .NET type. Codecs keep no state of calls. Addresses that they are given are aligned and lie, with all bytes of the value,
/// inside the memory; what they find there may be anything.
/// </summary>
/// <typeparam name="T">The .NET type.</typeparam>
public abstract class ComponentCodec<T> : ComponentCodec
{
    /// <inheritdoc/>
    public sealed override Type ValueType => typeof(T);

    /// <summary>Reads a value from memory.</summary>
    public abstract T Load(in LiftContext context, ulong address);

    /// <summary>Writes a value to memory.</summary>
    public abstract void Store(in LowerContext context, ulong address, T value);

    /// <summary>Makes a value of core values.</summary>
    public abstract T LiftFlat(ref FlatReader reader);

    /// <summary>Makes core values of a value.</summary>
    public abstract void LowerFlat(ref FlatWriter writer, T value);

    /// <summary>Reads values from memory one after another, as the elements of a list lie.</summary>
    public virtual void LoadMany(in LiftContext context, ulong address, Span<T> values)
    {
        var size = (uint)GetLayout(context.Is64).Size;
        var i = 0;
        try
        {
            for (; i < values.Length; i++)
            {
                values[i] = Load(context, address + ((uint)i * (ulong)size));
            }
        }
        catch (Exception exception) when (AbiException.NoteElement(exception, i))
        {
            throw;
        }
    }

    /// <summary>Writes values to memory one after another, as the elements of a list lie.</summary>
    public virtual void StoreMany(in LowerContext context, ulong address, ReadOnlySpan<T> values)
    {
        var size = (uint)GetLayout(context.Is64).Size;
        for (var i = 0; i < values.Length; i++)
        {
            Store(context, address + ((uint)i * (ulong)size), values[i]);
        }
    }
}
