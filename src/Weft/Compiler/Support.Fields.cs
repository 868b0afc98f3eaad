// Fields and elements for emitted code, a method for each kind of storage.
using System.Runtime.Intrinsics;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    public static int GetField32(object? value, int slot) => (int)StructOf(value).Numbers[slot];

    public static void SetField32(object? target, int value, int slot) => StructOf(target).Numbers[slot] = (uint)value;

    public static long GetField64(object? value, int slot) => (long)StructOf(value).Numbers[slot];

    public static void SetField64(object? target, long value, int slot) => StructOf(target).Numbers[slot] = (ulong)value;

    public static float GetFieldSingle(object? value, int slot) => BitConverter.UInt32BitsToSingle((uint)StructOf(value).Numbers[slot]);

    public static void SetFieldSingle(object? target, float value, int slot) => StructOf(target).Numbers[slot] = BitConverter.SingleToUInt32Bits(value);

    public static double GetFieldDouble(object? value, int slot) => BitConverter.UInt64BitsToDouble(StructOf(value).Numbers[slot]);

    public static void SetFieldDouble(object? target, double value, int slot) => StructOf(target).Numbers[slot] = BitConverter.DoubleToUInt64Bits(value);

    public static int GetField8U(object? value, int slot) => (byte)StructOf(value).Numbers[slot];

    public static int GetField8S(object? value, int slot) => (sbyte)StructOf(value).Numbers[slot];

    public static void SetField8(object? target, int value, int slot) => StructOf(target).Numbers[slot] = (byte)value;

    public static int GetField16U(object? value, int slot) => (ushort)StructOf(value).Numbers[slot];

    public static int GetField16S(object? value, int slot) => (short)StructOf(value).Numbers[slot];

    public static void SetField16(object? target, int value, int slot) => StructOf(target).Numbers[slot] = (ushort)value;

    public static Vector128<byte> GetFieldVector(object? value, int slot)
    {
        var numbers = StructOf(value).Numbers;
        return Vector128.Create(numbers[slot], numbers[slot + 1]).AsByte();
    }

    public static void SetFieldVector(object? target, Vector128<byte> value, int slot)
    {
        var numbers = StructOf(target).Numbers;
        numbers[slot] = value.AsUInt64()[0];
        numbers[slot + 1] = value.AsUInt64()[1];
    }

    public static object? GetFieldReference(object? value, int slot) => StructOf(value).References[slot];

    public static void SetFieldReference(object? target, object? value, int slot) => StructOf(target).References[slot] = value;

    public static int GetElement32(object? array, int index) => (int)ElementOf(ArrayOf(array).Int32s, index);

    public static void SetElement32(object? array, int index, int value) => ElementOf(ArrayOf(array).Int32s, index) = (uint)value;

    public static long GetElement64(object? array, int index) => (long)ElementOf(ArrayOf(array).Int64s, index);

    public static void SetElement64(object? array, int index, long value) => ElementOf(ArrayOf(array).Int64s, index) = (ulong)value;

    public static float GetElementSingle(object? array, int index) => BitConverter.UInt32BitsToSingle(ElementOf(ArrayOf(array).Int32s, index));

    public static void SetElementSingle(object? array, int index, float value) => ElementOf(ArrayOf(array).Int32s, index) = BitConverter.SingleToUInt32Bits(value);

    public static double GetElementDouble(object? array, int index) => BitConverter.UInt64BitsToDouble(ElementOf(ArrayOf(array).Int64s, index));

    public static void SetElementDouble(object? array, int index, double value) => ElementOf(ArrayOf(array).Int64s, index) = BitConverter.DoubleToUInt64Bits(value);

    public static Vector128<byte> GetElementVector(object? array, int index) => ElementOf(ArrayOf(array).Vectors, index);

    public static void SetElementVector(object? array, int index, Vector128<byte> value) => ElementOf(ArrayOf(array).Vectors, index) = value;

    public static object? GetElementReference(object? array, int index) => ElementOf(ArrayOf(array).References, index);

    public static void SetElementReference(object? array, int index, object? value) => ElementOf(ArrayOf(array).References, index) = value;

    public static int GetElement8U(object? array, int index) => ElementOf(ArrayOf(array).Bytes, index);

    public static int GetElement8S(object? array, int index) => (sbyte)ElementOf(ArrayOf(array).Bytes, index);

    public static void SetElement8(object? array, int index, int value) => ElementOf(ArrayOf(array).Bytes, index) = (byte)value;

    public static int GetElement16U(object? array, int index) => ElementOf(ArrayOf(array).Int16s, index);

    public static int GetElement16S(object? array, int index) => (short)ElementOf(ArrayOf(array).Int16s, index);

    public static void SetElement16(object? array, int index, int value) => ElementOf(ArrayOf(array).Int16s, index) = (ushort)value;
}
