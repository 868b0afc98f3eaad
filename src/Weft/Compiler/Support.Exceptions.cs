// Exceptions for emitted code: made, kept while they are on their way, and looked into.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Runtime;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetPayload32(ExceptionObject exception, int value, int index) => exception.Number(index) = (uint)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetPayload64(ExceptionObject exception, long value, int index) => exception.Number(index) = (ulong)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetPayloadSingle(ExceptionObject exception, float value, int index) => exception.Number(index) = BitConverter.SingleToUInt32Bits(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetPayloadDouble(ExceptionObject exception, double value, int index) => exception.Number(index) = BitConverter.DoubleToUInt64Bits(value);

    public static void SetPayloadVector(ExceptionObject exception, Vector128<byte> value, int index)
    {
        exception.Number(index) = value.AsUInt64()[0];
        exception.Number(index + 1) = value.AsUInt64()[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetPayloadReference(ExceptionObject exception, object? value, int index) => exception.Reference(index) = value;

    /// <summary>Traps when the reference is null.</summary>
    public static object CheckException(object? exception)
    {
        if (exception is null)
        {
            Trap(TrapKind.NullExceptionReference);
        }

        return exception;
    }

    /// <summary>Sends an exception on its way out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetPending(object exception, InstanceContext* context)
    {
        if (context->Store->PendingException == null)
        {
            MachineOf(context).ReservePending();
        }

        Unsafe.AsRef<object?>(context->Store->PendingException) = exception;
        context->Store->Pending = 1;
    }

    /// <summary>Takes the exception that is on its way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object TakePending(InstanceContext* context)
    {
        context->Store->Pending = 0;
        ref var slot = ref Unsafe.AsRef<object?>(context->Store->PendingException);
        var exception = slot!;
        slot = null;
        return exception;
    }

    /// <summary>Lets the exception travel on as one of .NET, through code that does not look for pending ones.</summary>
    [DoesNotReturn]
    public static void ThrowPending(InstanceContext* context) => throw new GuestException((ExceptionObject)TakePending(context));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GetPayload32(ExceptionObject exception, int index) => (int)exception.Number(index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long GetPayload64(ExceptionObject exception, int index) => (long)exception.Number(index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GetPayloadSingle(ExceptionObject exception, int index) => BitConverter.UInt32BitsToSingle((uint)exception.Number(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double GetPayloadDouble(ExceptionObject exception, int index) => BitConverter.UInt64BitsToDouble(exception.Number(index));

    public static Vector128<byte> GetPayloadVector(ExceptionObject exception, int index) =>
        Vector128.Create(exception.Number(index), exception.Number(index + 1)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object? GetPayloadReference(ExceptionObject exception, int index) => exception.Reference(index);
}
