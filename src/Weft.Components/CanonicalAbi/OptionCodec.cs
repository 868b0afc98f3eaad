// option<t>: a nullable value in .NET, of a value type or a reference type.
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>What both kinds of options do.</summary>
/// <typeparam name="T">The .NET type of the value.</typeparam>
/// <typeparam name="TOption">The .NET type of the option.</typeparam>
internal abstract class OptionCodecBase<T, TOption>(ComponentCodec<T> element) : ComponentCodec<TOption>
{
    private readonly CodecLayout _layout32 = CodecLayout.Variant(default, element.GetLayout(false));
    private readonly CodecLayout _layout64 = CodecLayout.Variant(default, element.GetLayout(true));

    public sealed override bool Accepts(ComponentValueType type) => type is OptionType option && element.Accepts(option.Element);

    public sealed override CodecLayout GetLayout(bool is64) => is64 ? _layout64 : _layout32;

    public sealed override TOption Load(in LiftContext context, ulong address) =>
        Cases.Check(context.Read<byte>(address), 2) == 0 ? default! : Wrap(element.Load(context, address + Offset(context.Is64)));

    public sealed override void Store(in LowerContext context, ulong address, TOption value)
    {
        var isSome = TryUnwrap(value, out var inner);
        context.Write(address, isSome ? (byte)1 : (byte)0);
        if (isSome)
        {
            element.Store(context, address + Offset(context.Is64), inner);
        }
    }

    public sealed override TOption LiftFlat(ref FlatReader reader)
    {
        var end = reader.Position + GetLayout(reader.Context.Is64).FlatCount;
        var value = Cases.Check(reader.ReadUInt32(), 2) == 0 ? default! : Wrap(element.LiftFlat(ref reader));
        reader.SkipTo(end);
        return value;
    }

    public sealed override void LowerFlat(ref FlatWriter writer, TOption value)
    {
        var end = writer.Position + GetLayout(writer.Context.Is64).FlatCount;
        var isSome = TryUnwrap(value, out var inner);
        writer.WriteUInt32(isSome ? 1u : 0);
        if (isSome)
        {
            element.LowerFlat(ref writer, inner);
        }

        writer.PadTo(end);
    }

    private protected abstract TOption Wrap(T value);

    private protected abstract bool TryUnwrap(TOption option, out T value);

    // The discriminant is a byte, so that the payload lies where its own alignment puts it.
    private uint Offset(bool is64) => (uint)element.GetLayout(is64).Alignment;
}

/// <summary>The codec of options of value types.</summary>
/// <typeparam name="T">The .NET type of the value.</typeparam>
internal sealed class OptionCodec<T>(ComponentCodec<T> element) : OptionCodecBase<T, T?>(element)
    where T : struct
{
    private protected override T? Wrap(T value) => value;

    private protected override bool TryUnwrap(T? option, out T value)
    {
        value = option.GetValueOrDefault();
        return option.HasValue;
    }
}

/// <summary>The codec of options of reference types.</summary>
/// <typeparam name="T">The .NET type of the value.</typeparam>
internal sealed class ReferenceOptionCodec<T>(ComponentCodec<T> element) : OptionCodecBase<T, T?>(element)
    where T : class
{
    private protected override T? Wrap(T value) => value;

    private protected override bool TryUnwrap(T? option, out T value)
    {
        value = option!;
        return option is not null;
    }
}

/// <summary>The codec of options of options.</summary>
/// <typeparam name="T">The .NET type of the value.</typeparam>
internal sealed class NestedOptionCodec<T>(ComponentCodec<T> element) : OptionCodecBase<T, ComponentOption<T>>(element)
{
    private protected override ComponentOption<T> Wrap(T value) => new(value);

    private protected override bool TryUnwrap(ComponentOption<T> option, out T value)
    {
        value = option.HasValue ? option.Value : default!;
        return option.HasValue;
    }
}
