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
        Place(exception, context);
        context->Store->Pending = 1;
    }

    /// <summary>
    /// An exception of the tag that was caught before, and that nobody has: throwing it anew takes a fraction of the time that a new one does. Null when
    /// there is none. It is where the next one that is pending is to be.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExceptionObject? TakeSpent(Tag tag, InstanceContext* context)
    {
        var place = context->Store->PendingException;
        return place != null && Unsafe.AsRef<object?>(place) is ExceptionObject { IsSpent: true } exception && exception.TagField == tag ? exception : null;
    }

    /// <summary>Puts a new exception that nobody has where pending ones are; it is not on its way yet.</summary>
    public static void PlaceSpent(ExceptionObject exception, InstanceContext* context)
    {
        Place(exception, context);
        exception.Send();
        exception.Spend();
    }

    /// <summary>Sends the exception on its way out that is where pending ones are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SendSpent(ExceptionObject exception, InstanceContext* context)
    {
        exception.Send();
        context->Store->Pending = 1;
    }

    /// <summary>Takes the exception that is on its way, for code that may keep it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object TakePending(InstanceContext* context)
    {
        context->Store->Pending = 0;
        ref var slot = ref Unsafe.AsRef<object?>(context->Store->PendingException);
        var exception = Unsafe.As<ExceptionObject>(slot!);
        slot = null;
        exception.Keep();
        return exception;
    }

    /// <summary>Takes the exception that is on its way, for code that only looks into it: it may be thrown anew when nobody else has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object LookAtPending(InstanceContext* context)
    {
        context->Store->Pending = 0;
        ref var slot = ref Unsafe.AsRef<object?>(context->Store->PendingException);
        var exception = Unsafe.As<ExceptionObject>(slot!);
        if (!exception.Spend())
        {
            slot = null;
        }

        return exception;
    }

    /// <summary>Lets an exception be kept that was taken by code that does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep(object exception) => Unsafe.As<ExceptionObject>(exception).Keep();

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Place(object exception, InstanceContext* context)
    {
        if (context->Store->PendingException == null)
        {
            MachineOf(context).ReservePending();
        }

        Unsafe.AsRef<object?>(context->Store->PendingException) = exception;
    }
}
