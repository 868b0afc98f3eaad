// Structures and arrays for emitted code. Validation has proved the types, so that only null and bounds are tested for.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Interpreter;
using Weft.Runtime;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    // Arrays of more elements are made out of the way, where running out of memory is caught.
    private const uint SmallArray = 4096;

    /// <summary>Counts an object that emitted code has made against the limit of the store.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Meter(object made, int bytes, InstanceContext* context)
    {
        var left = context->Store->HeapUntilSample - bytes;
        context->Store->HeapUntilSample = left;
        if (left <= 0)
        {
            Sample(made, context);
        }
    }

    /// <summary>Watches an object for the limit of the store.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Sample(object made, InstanceContext* context) => InstanceOf(context).Store.Heap.AddSample(made);

    /// <summary>A structure of zeros and nulls, for code that does not know its class.</summary>
    public static object NewStruct(int typeIndex, InstanceContext* context)
    {
        var instance = InstanceOf(context);
        return ShapeOf(instance, typeIndex).NewStruct(instance.Store);
    }

    /// <summary>Where a field of a structure is that is a number or a vector, for code that does not know its representation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte LocateNumber(object structure, nint place) => ref Unsafe.As<StructObject>(structure).NumberAt((int)place);

    /// <summary>The same for a reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref object? LocateReference(object structure, nint place) => ref Unsafe.As<StructObject>(structure).ReferenceAt((int)place);

    /// <summary>An array of the guest around its elements, for code that does not know its class.</summary>
    public static object WrapElements(Array elements, int typeIndex, InstanceContext* context)
    {
        var instance = InstanceOf(context);
        return ShapeOf(instance, typeIndex).Wrap(elements, instance.Store);
    }

    private static ObjectShape ShapeOf(Instance instance, int typeIndex) =>
        instance.Store.Engine.Shapes.Get(instance.Validated.CanonicalTypes[typeIndex]);

    /// <summary>The elements of a new array, zeros or nulls, counted as the whole array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T[] NewElements<T>(int length, InstanceContext* context)
    {
        if ((uint)length > SmallArray)
        {
            return NewLargeArray<T>((uint)length, context);
        }

        var elements = new T[length];
        Meter(elements, (int)ObjectShape.GetArrayBytes((uint)length, Unsafe.SizeOf<T>()), context);
        return elements;
    }

    /// <summary>The same of equal elements.</summary>
    public static T[] NewFilledElements<T>(T value, int length, InstanceContext* context)
    {
        var elements = NewElements<T>(length, context);
        elements.AsSpan().Fill(value);
        return elements;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T[] NewLargeArray<T>(uint length, InstanceContext* context)
    {
        var heap = InstanceOf(context).Store.Heap;
        var bytes = ObjectShape.GetArrayBytes(length, Unsafe.SizeOf<T>());
        heap.Check(bytes);
        var elements = ObjectShape.Allocate<T>(length);
        heap.Add(elements, bytes);
        return elements;
    }

    public static object NewArrayData(int offset, int count, int typeId, int segment, InstanceContext* context) =>
        MachineOf(context).NewArrayData((uint)offset, (uint)count, typeId, segment, context);

    public static object NewArrayElements(int offset, int count, int typeId, int segment, InstanceContext* context) =>
        MachineOf(context).NewArrayElements((uint)offset, (uint)count, typeId, segment, context);

    public static void FillArray32(object? array, int index, int value, int count, InstanceContext* context) =>
        Machine.FillArray(ArrayOf(array), (uint)index, (uint)value, null, (uint)count);

    public static void FillArray64(object? array, int index, long value, int count, InstanceContext* context) =>
        Machine.FillArray(ArrayOf(array), (uint)index, (ulong)value, null, (uint)count);

    public static void FillArraySingle(object? array, int index, float value, int count, InstanceContext* context) =>
        Machine.FillArray(ArrayOf(array), (uint)index, BitConverter.SingleToUInt32Bits(value), null, (uint)count);

    public static void FillArrayDouble(object? array, int index, double value, int count, InstanceContext* context) =>
        Machine.FillArray(ArrayOf(array), (uint)index, BitConverter.DoubleToUInt64Bits(value), null, (uint)count);

    public static void FillArrayVector(object? array, int index, Vector128<byte> value, int count, InstanceContext* context)
    {
        _ = context;
        var target = ArrayOf(array);
        Machine.CheckRange(target, (uint)index, (uint)count);
        target.Vectors.AsSpan(index, count).Fill(value);
    }

    public static void FillArrayReference(object? array, int index, object? value, int count, InstanceContext* context) =>
        Machine.FillArray(ArrayOf(array), (uint)index, 0, value, (uint)count);

    public static void CopyArray(object? array, int index, object? source, int sourceIndex, int count, InstanceContext* context)
    {
        _ = context;
        Machine.CopyArray(ArrayOf(array), (uint)index, ArrayOf(source), (uint)sourceIndex, (uint)count);
    }

    public static void InitArrayData(object? array, int index, int offset, int count, int segment, InstanceContext* context) =>
        MachineOf(context).InitArrayData(ArrayOf(array), (uint)index, (uint)offset, (uint)count, segment, context);

    public static void InitArrayElements(object? array, int index, int offset, int count, int segment, InstanceContext* context) =>
        MachineOf(context).InitArrayElements(ArrayOf(array), (uint)index, (uint)offset, (uint)count, segment, context);

    private static ArrayObject ArrayOf(object? value)
    {
        if (value is null)
        {
            Trap(TrapKind.NullArrayReference);
        }

        return Unsafe.As<ArrayObject>(value);
    }
}
