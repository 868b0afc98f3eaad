// What emitted code does in the first lane of a vector register (LaneScan).
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft.Compiler;

internal static partial class Support
{
    /// <summary>A number as the first lane of a vector; the other lanes are anything. The others below do with such lanes what their names say.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ToLane(int value) => Vector128.CreateScalarUnsafe(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FromLane(Vector128<int> lane) => lane.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneSum(Vector128<int> left, Vector128<int> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneDifference(Vector128<int> left, Vector128<int> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneAnd(Vector128<int> left, Vector128<int> right) => left & right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneOr(Vector128<int> left, Vector128<int> right) => left | right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneXor(Vector128<int> left, Vector128<int> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneShiftLeft(Vector128<int> lane, int count) => Vector128.ShiftLeft(lane, count & 31);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneShiftRightSigned(Vector128<int> lane, int count) => Vector128.ShiftRightArithmetic(lane, count & 31);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneShiftRightUnsigned(Vector128<int> lane, int count) => Vector128.ShiftRightLogical(lane, count & 31);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneExtend8(Vector128<int> lane) => Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(lane, 24), 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneExtend16(Vector128<int> lane) => Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(lane, 16), 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneChoice(Vector128<int> first, Vector128<int> second, long mask) =>
        Vector128.ConditionalSelect(Vector128.CreateScalarUnsafe((int)mask), first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneChoiceOpposite(Vector128<int> first, Vector128<int> second, long mask) => LaneChoice(second, first, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneMinimumSigned(Vector128<int> left, Vector128<int> right) => Vector128.Min(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneMaximumSigned(Vector128<int> left, Vector128<int> right) => Vector128.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneMinimumUnsigned(Vector128<int> left, Vector128<int> right) => Vector128.Min(left.AsUInt32(), right.AsUInt32()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LaneMaximumUnsigned(Vector128<int> left, Vector128<int> right) => Vector128.Max(left.AsUInt32(), right.AsUInt32()).AsInt32();
}
