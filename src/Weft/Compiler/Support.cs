// What emitted code calls: traps, and the work that is not worth emitting. The running instance is always the last parameter.
// SAFETY: emitted code passes the context of the instance it runs in, whose store is alive while it runs; indices are validated.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Weft.Interpreter;
using Weft.Runtime;

namespace Weft.Compiler;

/// <summary>Methods for emitted code.</summary>
internal static unsafe partial class Support
{
    /// <summary>The managed instance of a context.</summary>
    public static Instance InstanceOf(InstanceContext* context) => context->Handle != 0
        ? Unsafe.As<Instance>(GCHandle.FromIntPtr(context->Handle).Target!)
        : FindInstance(context);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Instance FindInstance(InstanceContext* context) => StoreOf(context->Store).PublishInstance(context->Index);

    // Not marked against inlining: then RyuJIT sees that it never returns, and keeps calls of it out of the way.
    [DoesNotReturn]
    public static void Trap(TrapKind kind) => throw new TrapException(kind);

    /// <summary>A trap of an instruction of the emitted function that calls.</summary>
    [DoesNotReturn]
    public static void TrapAt(TrapKind kind, int offset) => throw new TrapException(kind) { CompiledOffset = offset };

    /// <summary>Refuses a call for which the stack has no room, or that came after an interruption.</summary>
    [DoesNotReturn]
    public static void RefuseCall(InstanceContext* context) =>
        throw new TrapException(context->StackLimit == nuint.MaxValue ? TrapKind.Interrupted : TrapKind.StackExhausted);

    /// <summary>The same check as emitted code makes with the address of a local, for functions that must not have one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CheckStack(InstanceContext* context)
    {
        int mark;
        if ((nuint)(&mark) < context->StackLimit)
        {
            RefuseCall(context);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Select32(int first, int second, int condition) => condition != 0 ? first : second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Select64(long first, long second, int condition) => condition != 0 ? first : second;

    /// <summary>All bits when a number is zero, none when it is not. The others below likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long MaskOfZero(int value) => ((long)(uint)value - 1) >> 63;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long MaskOfEqual(int left, int right) => MaskOfZero(left ^ right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long MaskOfLessSigned(int left, int right) => ((long)left - right) >> 63;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long MaskOfLessUnsigned(int left, int right) => ((long)(uint)left - (uint)right) >> 63;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long MaskOfGreaterSigned(int left, int right) => MaskOfLessSigned(right, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long MaskOfGreaterUnsigned(int left, int right) => MaskOfLessUnsigned(right, left);

    /// <summary>The first of two numbers where a mask has bits, and the second where it has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Choose32(int first, int second, long mask) =>
        Bmi1.IsSupported ? (first & (int)mask) | (int)Bmi1.AndNot((uint)mask, (uint)second) : ChooseByDifference32(first, second, mask);

    /// <summary>The same the other way round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ChooseOpposite32(int first, int second, long mask) => Choose32(second, first, mask);

    /// <summary>The same where the second number is a constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ChooseByDifference32(int first, int second, long mask) => second ^ ((first ^ second) & (int)mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ChooseOppositeByDifference32(int first, int second, long mask) => ChooseByDifference32(second, first, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Choose64(long first, long second, long mask) =>
        Bmi1.X64.IsSupported ? (first & mask) | (long)Bmi1.X64.AndNot((ulong)mask, (ulong)second) : second ^ ((first ^ second) & mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ChooseOpposite64(long first, long second, long mask) => Choose64(second, first, mask);

    /// <summary>The lesser of two integers, without a branch, as the others below: vectors have an instruction for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MinimumSigned(int left, int right) =>
        Sse41.Min(Vector128.CreateScalarUnsafe(left), Vector128.CreateScalarUnsafe(right)).ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MaximumSigned(int left, int right) =>
        Sse41.Max(Vector128.CreateScalarUnsafe(left), Vector128.CreateScalarUnsafe(right)).ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MinimumUnsigned(int left, int right) =>
        (int)Sse41.Min(Vector128.CreateScalarUnsafe((uint)left), Vector128.CreateScalarUnsafe((uint)right)).ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MaximumUnsigned(int left, int right) =>
        (int)Sse41.Max(Vector128.CreateScalarUnsafe((uint)left), Vector128.CreateScalarUnsafe((uint)right)).ToScalar();

    /// <summary>The lesser of two integers, four instructions after the later one: the sign of their difference tells which. The others below likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CarriedMinimumSigned(int left, int right) => right + BelowZero((long)left - right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CarriedMaximumSigned(int left, int right) => left - BelowZero((long)left - right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CarriedMinimumUnsigned(int left, int right) => right + BelowZero((long)(uint)left - (uint)right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CarriedMaximumUnsigned(int left, int right) => left - BelowZero((long)(uint)left - (uint)right);

    // A difference if it is negative, or 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BelowZero(long difference) => (int)(difference & (difference >> 63));

    /// <summary>The first float if it is less than the second, else that, bit for bit: what an instruction of the processor does, unlike what C# calls a minimum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LesserSingle(float first, float second) => Sse.IsSupported
        ? Sse.MinScalar(Vector128.CreateScalarUnsafe(first), Vector128.CreateScalarUnsafe(second)).ToScalar() : first < second ? first : second;

    /// <summary>The first float if it is greater than the second, else that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GreaterSingle(float first, float second) => Sse.IsSupported
        ? Sse.MaxScalar(Vector128.CreateScalarUnsafe(first), Vector128.CreateScalarUnsafe(second)).ToScalar() : first > second ? first : second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LesserDouble(double first, double second) => Sse2.IsSupported
        ? Sse2.MinScalar(Vector128.CreateScalarUnsafe(first), Vector128.CreateScalarUnsafe(second)).ToScalar() : first < second ? first : second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double GreaterDouble(double first, double second) => Sse2.IsSupported
        ? Sse2.MaxScalar(Vector128.CreateScalarUnsafe(first), Vector128.CreateScalarUnsafe(second)).ToScalar() : first > second ? first : second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SelectSingle(float first, float second, int condition)
    {
        if (condition != 0)
        {
            second = first;
        }

        return second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SelectDouble(double first, double second, int condition)
    {
        if (condition != 0)
        {
            second = first;
        }

        return second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static System.Runtime.Intrinsics.Vector128<byte> SelectVector(
        System.Runtime.Intrinsics.Vector128<byte> first, System.Runtime.Intrinsics.Vector128<byte> second, int condition) =>
        condition != 0 ? first : second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object? SelectReference(object? first, object? second, int condition) => condition != 0 ? first : second;

    /// <summary>Leaves a result beyond the first for the caller.</summary>
    public static void GiveReference(object? value, int index, InstanceContext* context) =>
        InstanceOf(context).Store.Machine.ResultReference(index) = value;

    /// <summary>Takes a result beyond the first from the callee.</summary>
    public static object? TakeReference(int index, InstanceContext* context)
    {
        ref var slot = ref InstanceOf(context).Store.Machine.ResultReference(index);
        var value = slot;
        slot = null;
        return value;
    }

    /// <summary>The cell of the function that a reference refers to; traps on null.</summary>
    public static FunctionCell* CellOf(object? reference)
    {
        if (reference is null)
        {
            Trap(TrapKind.NullFunctionReference);
        }

        return Unsafe.As<Function>(reference).Cell;
    }

    // call_indirect on a function of another type than the call names: a subtype is right too.
    private static void CheckSubtype(FunctionCell* cell, int typeId, InstanceContext* context)
    {
        var store = InstanceOf(context).Store;
        store.Machine.FillCell(cell);
        if (!store.Engine.Types.IsSubtype(cell->TypeId, typeId))
        {
            Trap(TrapKind.IndirectCallTypeMismatch);
        }
    }

    /// <summary>Checks the store's callee against the type that a table's caller names (0 for none), and gives it an entry; the instance becomes its caller.</summary>
    /// <returns>The context that it was given: what emitted code need not keep anywhere.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static InstanceContext* ResolveCallee(int typeId, InstanceContext* context)
    {
        var cell = context->Store->Callee;
        if (typeId != FunctionCells.NoType && cell->TypeId != typeId)
        {
            CheckSubtype(cell, typeId, context);
        }

        if (cell->Entry == 0 || cell->SafeEntry == 0)
        {
            InstanceOf(context).Store.PrepareEntry(cell);
        }

        context->Store->Caller = context;
        return context;
    }

    public static object FunctionReference(int index, InstanceContext* context) => InstanceOf(context).GetFunctionByIndex(index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AreEqual(object? left, object? right) =>
        ReferenceEquals(left, right) || (left is I31 first && right is I31 second && first.Signed == second.Signed) ? 1 : 0;

    private static Machine MachineOf(InstanceContext* context) => InstanceOf(context).Store.Machine;
}
