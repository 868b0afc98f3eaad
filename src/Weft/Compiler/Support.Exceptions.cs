// Exceptions for emitted code: made, kept while they are on their way, and looked into.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Runtime;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    public static Value[] NewPayload(int count) => new Value[count];

    public static Value[] SetPayload32(Value[] payload, int index, int value)
    {
        payload[index] = Value.FromInt32(value);
        return payload;
    }

    public static Value[] SetPayload64(Value[] payload, int index, long value)
    {
        payload[index] = Value.FromInt64(value);
        return payload;
    }

    public static Value[] SetPayloadSingle(Value[] payload, int index, float value)
    {
        payload[index] = value;
        return payload;
    }

    public static Value[] SetPayloadDouble(Value[] payload, int index, double value)
    {
        payload[index] = value;
        return payload;
    }

    public static Value[] SetPayloadVector(Value[] payload, int index, Vector128<byte> value)
    {
        payload[index] = Value.FromVector(value);
        return payload;
    }

    public static Value[] SetPayloadReference(Value[] payload, int index, object? value)
    {
        payload[index] = Value.FromReference(value);
        return payload;
    }

    /// <summary>Makes an exception of values that validation has proved to fit the tag; the array becomes the exception's.</summary>
    public static object NewException(Value[] payload, int tag, InstanceContext* context) => ExceptionObject.Own(InstanceOf(context).Tags[tag], payload);

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
    public static void SetPending(object exception, InstanceContext* context)
    {
        MachineOf(context).PendingException = Unsafe.As<ExceptionObject>(exception);
        context->Store->Pending = 1;
    }

    /// <summary>Takes the exception that is on its way.</summary>
    public static object TakePending(InstanceContext* context)
    {
        context->Store->Pending = 0;
        var machine = MachineOf(context);
        var exception = machine.PendingException!;
        machine.PendingException = null;
        return exception;
    }

    /// <summary>Lets the exception travel on as one of .NET, through code that does not look for pending ones.</summary>
    [DoesNotReturn]
    public static void ThrowPending(InstanceContext* context) => throw new GuestException((ExceptionObject)TakePending(context));

    public static bool HasTag(object exception, int tag, InstanceContext* context) =>
        ReferenceEquals(Unsafe.As<ExceptionObject>(exception).Tag, InstanceOf(context).Tags[tag]);

    public static int GetPayload32(object exception, int index) => Unsafe.As<ExceptionObject>(exception).Payload[index].AsInt32();

    public static long GetPayload64(object exception, int index) => (long)Unsafe.As<ExceptionObject>(exception).Payload[index].Low;

    public static float GetPayloadSingle(object exception, int index) => BitConverter.UInt32BitsToSingle((uint)Unsafe.As<ExceptionObject>(exception).Payload[index].Low);

    public static double GetPayloadDouble(object exception, int index) => BitConverter.UInt64BitsToDouble(Unsafe.As<ExceptionObject>(exception).Payload[index].Low);

    public static Vector128<byte> GetPayloadVector(object exception, int index) => Unsafe.As<ExceptionObject>(exception).Payload[index].AsVector();

    public static object? GetPayloadReference(object exception, int index) => Unsafe.As<ExceptionObject>(exception).Payload[index].Reference;
}
