// Structures and arrays for emitted code. Validation has proved the types, so that only null and bounds are tested for.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Interpreter;
using Weft.Runtime;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    public static object NewStruct(int typeId, InstanceContext* context) => new StructObject(InstanceOf(context).Store.GetLayout(typeId));

    public static object NewArray(int length, int typeId, InstanceContext* context) => new ArrayObject(InstanceOf(context).Store.GetLayout(typeId), (uint)length);

    public static object NewArray32(int value, int length, int typeId, InstanceContext* context) =>
        MachineOf(context).NewArray((uint)value, null, (uint)length, typeId);

    public static object NewArray64(long value, int length, int typeId, InstanceContext* context) =>
        MachineOf(context).NewArray((ulong)value, null, (uint)length, typeId);

    public static object NewArraySingle(float value, int length, int typeId, InstanceContext* context) =>
        MachineOf(context).NewArray(BitConverter.SingleToUInt32Bits(value), null, (uint)length, typeId);

    public static object NewArrayDouble(double value, int length, int typeId, InstanceContext* context) =>
        MachineOf(context).NewArray(BitConverter.DoubleToUInt64Bits(value), null, (uint)length, typeId);

    public static object NewArrayVector(Vector128<byte> value, int length, int typeId, InstanceContext* context)
    {
        var array = new ArrayObject(InstanceOf(context).Store.GetLayout(typeId), (uint)length);
        array.Vectors.AsSpan().Fill(value);
        return array;
    }

    public static object NewArrayReference(object? value, int length, int typeId, InstanceContext* context) =>
        MachineOf(context).NewArray(0, value, (uint)length, typeId);

    public static object NewArrayData(int offset, int count, int typeId, int segment, InstanceContext* context) =>
        MachineOf(context).NewArrayData((uint)offset, (uint)count, typeId, segment, context);

    public static object NewArrayElements(int offset, int count, int typeId, int segment, InstanceContext* context) =>
        MachineOf(context).NewArrayElements((uint)offset, (uint)count, typeId, segment, context);

    public static int ArrayLength(object? array) => ArrayOf(array).Length;

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

    private static StructObject StructOf(object? value)
    {
        if (value is null)
        {
            Trap(TrapKind.NullStructReference);
        }

        return Unsafe.As<StructObject>(value);
    }

    private static ArrayObject ArrayOf(object? value)
    {
        if (value is null)
        {
            Trap(TrapKind.NullArrayReference);
        }

        return Unsafe.As<ArrayObject>(value);
    }

    private static ref T ElementOf<T>(T[] elements, int index)
    {
        if ((uint)index >= (uint)elements.Length)
        {
            Trap(TrapKind.ArrayOutOfBounds);
        }

        return ref elements[index];
    }
}
