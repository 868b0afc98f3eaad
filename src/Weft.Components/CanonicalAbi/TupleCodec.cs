// tuple<t...>: value tuples in .NET.
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The codec of tuples of 1.</summary>
internal sealed class TupleCodec<T1>(ComponentCodec<T1> codec1) : TupleCodecBase<ValueTuple<T1>>([codec1])
{
    public override ValueTuple<T1> Load(in LiftContext context, ulong address)
    {
        var offsets = Offsets(context.Is64);
        return new(codec1.Load(context, address + offsets[0]));
    }

    public override void Store(in LowerContext context, ulong address, ValueTuple<T1> value)
    {
        var offsets = Offsets(context.Is64);
        codec1.Store(context, address + offsets[0], value.Item1);
    }

    public override ValueTuple<T1> LiftFlat(ref FlatReader reader) => new(codec1.LiftFlat(ref reader));

    public override void LowerFlat(ref FlatWriter writer, ValueTuple<T1> value)
    {
        codec1.LowerFlat(ref writer, value.Item1);
    }
}

/// <summary>The codec of tuples of 2.</summary>
internal sealed class TupleCodec<T1, T2>(ComponentCodec<T1> codec1, ComponentCodec<T2> codec2) : TupleCodecBase<(T1, T2)>([codec1, codec2])
{
    public override (T1, T2) Load(in LiftContext context, ulong address)
    {
        var offsets = Offsets(context.Is64);
        return (
            codec1.Load(context, address + offsets[0]),
            codec2.Load(context, address + offsets[1]));
    }

    public override void Store(in LowerContext context, ulong address, (T1, T2) value)
    {
        var offsets = Offsets(context.Is64);
        codec1.Store(context, address + offsets[0], value.Item1);
        codec2.Store(context, address + offsets[1], value.Item2);
    }

    public override (T1, T2) LiftFlat(ref FlatReader reader) => (codec1.LiftFlat(ref reader), codec2.LiftFlat(ref reader));

    public override void LowerFlat(ref FlatWriter writer, (T1, T2) value)
    {
        codec1.LowerFlat(ref writer, value.Item1);
        codec2.LowerFlat(ref writer, value.Item2);
    }
}

/// <summary>The codec of tuples of 3.</summary>
internal sealed class TupleCodec<T1, T2, T3>(ComponentCodec<T1> codec1, ComponentCodec<T2> codec2, ComponentCodec<T3> codec3) : TupleCodecBase<(T1, T2, T3)>([codec1, codec2, codec3])
{
    public override (T1, T2, T3) Load(in LiftContext context, ulong address)
    {
        var offsets = Offsets(context.Is64);
        return (
            codec1.Load(context, address + offsets[0]),
            codec2.Load(context, address + offsets[1]),
            codec3.Load(context, address + offsets[2]));
    }

    public override void Store(in LowerContext context, ulong address, (T1, T2, T3) value)
    {
        var offsets = Offsets(context.Is64);
        codec1.Store(context, address + offsets[0], value.Item1);
        codec2.Store(context, address + offsets[1], value.Item2);
        codec3.Store(context, address + offsets[2], value.Item3);
    }

    public override (T1, T2, T3) LiftFlat(ref FlatReader reader) => (codec1.LiftFlat(ref reader), codec2.LiftFlat(ref reader), codec3.LiftFlat(ref reader));

    public override void LowerFlat(ref FlatWriter writer, (T1, T2, T3) value)
    {
        codec1.LowerFlat(ref writer, value.Item1);
        codec2.LowerFlat(ref writer, value.Item2);
        codec3.LowerFlat(ref writer, value.Item3);
    }
}

/// <summary>The codec of tuples of 4.</summary>
internal sealed class TupleCodec<T1, T2, T3, T4>(ComponentCodec<T1> codec1, ComponentCodec<T2> codec2, ComponentCodec<T3> codec3, ComponentCodec<T4> codec4) : TupleCodecBase<(T1, T2, T3, T4)>([codec1, codec2, codec3, codec4])
{
    public override (T1, T2, T3, T4) Load(in LiftContext context, ulong address)
    {
        var offsets = Offsets(context.Is64);
        return (
            codec1.Load(context, address + offsets[0]),
            codec2.Load(context, address + offsets[1]),
            codec3.Load(context, address + offsets[2]),
            codec4.Load(context, address + offsets[3]));
    }

    public override void Store(in LowerContext context, ulong address, (T1, T2, T3, T4) value)
    {
        var offsets = Offsets(context.Is64);
        codec1.Store(context, address + offsets[0], value.Item1);
        codec2.Store(context, address + offsets[1], value.Item2);
        codec3.Store(context, address + offsets[2], value.Item3);
        codec4.Store(context, address + offsets[3], value.Item4);
    }

    public override (T1, T2, T3, T4) LiftFlat(ref FlatReader reader) => (codec1.LiftFlat(ref reader), codec2.LiftFlat(ref reader), codec3.LiftFlat(ref reader), codec4.LiftFlat(ref reader));

    public override void LowerFlat(ref FlatWriter writer, (T1, T2, T3, T4) value)
    {
        codec1.LowerFlat(ref writer, value.Item1);
        codec2.LowerFlat(ref writer, value.Item2);
        codec3.LowerFlat(ref writer, value.Item3);
        codec4.LowerFlat(ref writer, value.Item4);
    }
}

/// <summary>The codec of tuples of 5.</summary>
internal sealed class TupleCodec<T1, T2, T3, T4, T5>(ComponentCodec<T1> codec1, ComponentCodec<T2> codec2, ComponentCodec<T3> codec3, ComponentCodec<T4> codec4, ComponentCodec<T5> codec5) : TupleCodecBase<(T1, T2, T3, T4, T5)>([codec1, codec2, codec3, codec4, codec5])
{
    public override (T1, T2, T3, T4, T5) Load(in LiftContext context, ulong address)
    {
        var offsets = Offsets(context.Is64);
        return (
            codec1.Load(context, address + offsets[0]),
            codec2.Load(context, address + offsets[1]),
            codec3.Load(context, address + offsets[2]),
            codec4.Load(context, address + offsets[3]),
            codec5.Load(context, address + offsets[4]));
    }

    public override void Store(in LowerContext context, ulong address, (T1, T2, T3, T4, T5) value)
    {
        var offsets = Offsets(context.Is64);
        codec1.Store(context, address + offsets[0], value.Item1);
        codec2.Store(context, address + offsets[1], value.Item2);
        codec3.Store(context, address + offsets[2], value.Item3);
        codec4.Store(context, address + offsets[3], value.Item4);
        codec5.Store(context, address + offsets[4], value.Item5);
    }

    public override (T1, T2, T3, T4, T5) LiftFlat(ref FlatReader reader) => (codec1.LiftFlat(ref reader), codec2.LiftFlat(ref reader), codec3.LiftFlat(ref reader), codec4.LiftFlat(ref reader), codec5.LiftFlat(ref reader));

    public override void LowerFlat(ref FlatWriter writer, (T1, T2, T3, T4, T5) value)
    {
        codec1.LowerFlat(ref writer, value.Item1);
        codec2.LowerFlat(ref writer, value.Item2);
        codec3.LowerFlat(ref writer, value.Item3);
        codec4.LowerFlat(ref writer, value.Item4);
        codec5.LowerFlat(ref writer, value.Item5);
    }
}

/// <summary>The codec of tuples of 6.</summary>
internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6>(ComponentCodec<T1> codec1, ComponentCodec<T2> codec2, ComponentCodec<T3> codec3, ComponentCodec<T4> codec4, ComponentCodec<T5> codec5, ComponentCodec<T6> codec6) : TupleCodecBase<(T1, T2, T3, T4, T5, T6)>([codec1, codec2, codec3, codec4, codec5, codec6])
{
    public override (T1, T2, T3, T4, T5, T6) Load(in LiftContext context, ulong address)
    {
        var offsets = Offsets(context.Is64);
        return (
            codec1.Load(context, address + offsets[0]),
            codec2.Load(context, address + offsets[1]),
            codec3.Load(context, address + offsets[2]),
            codec4.Load(context, address + offsets[3]),
            codec5.Load(context, address + offsets[4]),
            codec6.Load(context, address + offsets[5]));
    }

    public override void Store(in LowerContext context, ulong address, (T1, T2, T3, T4, T5, T6) value)
    {
        var offsets = Offsets(context.Is64);
        codec1.Store(context, address + offsets[0], value.Item1);
        codec2.Store(context, address + offsets[1], value.Item2);
        codec3.Store(context, address + offsets[2], value.Item3);
        codec4.Store(context, address + offsets[3], value.Item4);
        codec5.Store(context, address + offsets[4], value.Item5);
        codec6.Store(context, address + offsets[5], value.Item6);
    }

    public override (T1, T2, T3, T4, T5, T6) LiftFlat(ref FlatReader reader) => (codec1.LiftFlat(ref reader), codec2.LiftFlat(ref reader), codec3.LiftFlat(ref reader), codec4.LiftFlat(ref reader), codec5.LiftFlat(ref reader), codec6.LiftFlat(ref reader));

    public override void LowerFlat(ref FlatWriter writer, (T1, T2, T3, T4, T5, T6) value)
    {
        codec1.LowerFlat(ref writer, value.Item1);
        codec2.LowerFlat(ref writer, value.Item2);
        codec3.LowerFlat(ref writer, value.Item3);
        codec4.LowerFlat(ref writer, value.Item4);
        codec5.LowerFlat(ref writer, value.Item5);
        codec6.LowerFlat(ref writer, value.Item6);
    }
}

/// <summary>The codec of tuples of 7.</summary>
internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6, T7>(ComponentCodec<T1> codec1, ComponentCodec<T2> codec2, ComponentCodec<T3> codec3, ComponentCodec<T4> codec4, ComponentCodec<T5> codec5, ComponentCodec<T6> codec6, ComponentCodec<T7> codec7) : TupleCodecBase<(T1, T2, T3, T4, T5, T6, T7)>([codec1, codec2, codec3, codec4, codec5, codec6, codec7])
{
    public override (T1, T2, T3, T4, T5, T6, T7) Load(in LiftContext context, ulong address)
    {
        var offsets = Offsets(context.Is64);
        return (
            codec1.Load(context, address + offsets[0]),
            codec2.Load(context, address + offsets[1]),
            codec3.Load(context, address + offsets[2]),
            codec4.Load(context, address + offsets[3]),
            codec5.Load(context, address + offsets[4]),
            codec6.Load(context, address + offsets[5]),
            codec7.Load(context, address + offsets[6]));
    }

    public override void Store(in LowerContext context, ulong address, (T1, T2, T3, T4, T5, T6, T7) value)
    {
        var offsets = Offsets(context.Is64);
        codec1.Store(context, address + offsets[0], value.Item1);
        codec2.Store(context, address + offsets[1], value.Item2);
        codec3.Store(context, address + offsets[2], value.Item3);
        codec4.Store(context, address + offsets[3], value.Item4);
        codec5.Store(context, address + offsets[4], value.Item5);
        codec6.Store(context, address + offsets[5], value.Item6);
        codec7.Store(context, address + offsets[6], value.Item7);
    }

    public override (T1, T2, T3, T4, T5, T6, T7) LiftFlat(ref FlatReader reader) => (codec1.LiftFlat(ref reader), codec2.LiftFlat(ref reader), codec3.LiftFlat(ref reader), codec4.LiftFlat(ref reader), codec5.LiftFlat(ref reader), codec6.LiftFlat(ref reader), codec7.LiftFlat(ref reader));

    public override void LowerFlat(ref FlatWriter writer, (T1, T2, T3, T4, T5, T6, T7) value)
    {
        codec1.LowerFlat(ref writer, value.Item1);
        codec2.LowerFlat(ref writer, value.Item2);
        codec3.LowerFlat(ref writer, value.Item3);
        codec4.LowerFlat(ref writer, value.Item4);
        codec5.LowerFlat(ref writer, value.Item5);
        codec6.LowerFlat(ref writer, value.Item6);
        codec7.LowerFlat(ref writer, value.Item7);
    }
}

/// <summary>What tuples of any length do.</summary>
/// <typeparam name="T">The .NET type.</typeparam>
internal abstract class TupleCodecBase<T>(ComponentCodec[] parts) : ComponentCodec<T>
{
    private readonly uint[] _offsets32 = FindOffsets(parts, false);
    private readonly uint[] _offsets64 = FindOffsets(parts, true);
    private readonly CodecLayout _layout32 = CodecLayout.Sequence([.. parts.Select(part => part.GetLayout(false))]);
    private readonly CodecLayout _layout64 = CodecLayout.Sequence([.. parts.Select(part => part.GetLayout(true))]);

    public sealed override bool Accepts(ComponentValueType type)
    {
        if (type is not TupleType tuple || tuple.Elements.Length != parts.Length)
        {
            return false;
        }

        var fits = true;
        for (var i = 0; fits && i < parts.Length; i++)
        {
            fits = parts[i].Accepts(tuple.Elements[i]);
        }

        return fits;
    }

    public sealed override CodecLayout GetLayout(bool is64) => is64 ? _layout64 : _layout32;

    private protected uint[] Offsets(bool is64) => is64 ? _offsets64 : _offsets32;

    private static uint[] FindOffsets(ComponentCodec[] parts, bool is64)
    {
        var offsets = new uint[parts.Length];
        var end = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var layout = parts[i].GetLayout(is64);
            offsets[i] = (uint)CodecLayout.Align(end, layout.Alignment);
            end = (int)offsets[i] + layout.Size;
        }

        return offsets;
    }
}
