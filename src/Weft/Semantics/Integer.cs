// The semantics of integer instructions (spec 4.3.2), one small leaf an instruction. Interpreter handlers
// and compiled code call them and RyuJIT inlines them; so a leaf calls intrinsics of .NET alone, and what is rare or throws stands
// out of line.

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Weft.Semantics;

/// <summary>Integer instructions that are more than a CIL instruction.</summary>
public static class Integer
{
    /// <summary><c>i32.clz</c>: the number of leading zero bits, 32 for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Clz32(int x) => BitOperations.LeadingZeroCount((uint)x);

    /// <summary><c>i32.ctz</c>: the number of trailing zero bits, 32 for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Ctz32(int x) => BitOperations.TrailingZeroCount(x);

    /// <summary><c>i32.popcnt</c>: the number of bits that are one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Popcnt32(int x) => BitOperations.PopCount((uint)x);

    /// <summary><c>i32.rem_s</c>: the remainder, with the sign of the dividend.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RemS32(int a, int b)
    {
        // The processor faults on MinValue % -1, whose result is zero as for every other dividend. Division by zero is left to
        // the hardware: the engine turns DivideByZeroException into the trap.
        return b == -1 ? 0 : a % b;
    }

    /// <summary><c>i32.shl</c>: a shift to the left by the count modulo 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Shl32(int a, int b) => a << b;

    /// <summary><c>i32.shr_s</c>: a shift to the right by the count modulo 32, copying the sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShrS32(int a, int b) => a >> b;

    /// <summary><c>i32.shr_u</c>: a shift to the right by the count modulo 32, filling with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShrU32(int a, int b) => a >>> b;

    // Rotations are written as shifts, which RyuJIT makes one instruction of. What it makes of BitOperations is wrong twice: a constant
    // count above 127 is encoded in four bytes where the instruction has one, so that the processor runs the other three; and a constant
    // that is rotated becomes one whose sign is lost. The count is taken modulo the width first and by itself: what RyuJIT takes modulo within a
    // rotation it leaves to the processor, and a variable may turn out to be a constant later.

    /// <summary><c>i32.rotl</c>: a rotation to the left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Rotl32(int a, int b)
    {
        var count = b & 31;
        return (int)(((uint)a << count) | ((uint)a >> (32 - count)));
    }

    /// <summary><c>i32.rotr</c>: a rotation to the right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Rotr32(int a, int b)
    {
        var count = b & 31;
        return (int)(((uint)a >> count) | ((uint)a << (32 - count)));
    }

    /// <summary><c>i64.clz</c>: the number of leading zero bits, 64 for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Clz64(long x) => BitOperations.LeadingZeroCount((ulong)x);

    /// <summary><c>i64.ctz</c>: the number of trailing zero bits, 64 for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Ctz64(long x) => BitOperations.TrailingZeroCount(x);

    /// <summary><c>i64.popcnt</c>: the number of bits that are one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Popcnt64(long x) => BitOperations.PopCount((ulong)x);

    /// <summary><c>i64.rem_s</c>: the remainder, with the sign of the dividend.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long RemS64(long a, long b)
    {
        // The processor faults on MinValue % -1, whose result is zero as for every other dividend. Division by zero is left to
        // the hardware: the engine turns DivideByZeroException into the trap.
        return b == -1 ? 0 : a % b;
    }

    /// <summary><c>i64.shl</c>: a shift to the left by the count modulo 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Shl64(long a, long b) => a << (int)b;

    /// <summary><c>i64.shr_s</c>: a shift to the right by the count modulo 64, copying the sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ShrS64(long a, long b) => a >> (int)b;

    /// <summary><c>i64.shr_u</c>: a shift to the right by the count modulo 64, filling with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ShrU64(long a, long b) => a >>> (int)b;

    /// <summary><c>i64.rotl</c>: a rotation to the left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Rotl64(long a, long b)
    {
        var count = (int)b & 63;
        return (long)(((ulong)a << count) | ((ulong)a >> (64 - count)));
    }

    /// <summary><c>i64.rotr</c>: a rotation to the right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Rotr64(long a, long b)
    {
        var count = (int)b & 63;
        return (long)(((ulong)a >> count) | ((ulong)a << (64 - count)));
    }

    /// <summary><c>i64.add128</c>: the sum modulo 2^128 of two numbers of two halves each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (long Low, long High) Add128(long aLow, long aHigh, long bLow, long bHigh)
    {
        ulong low = (ulong)aLow + (ulong)bLow;
        long carry = low < (ulong)aLow ? 1 : 0;
        return ((long)low, aHigh + bHigh + carry);
    }

    /// <summary><c>i64.sub128</c>: the difference modulo 2^128 of two numbers of two halves each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (long Low, long High) Sub128(long aLow, long aHigh, long bLow, long bHigh)
    {
        long borrow = (ulong)aLow < (ulong)bLow ? 1 : 0;
        return (aLow - bLow, aHigh - bHigh - borrow);
    }

    /// <summary><c>i64.mul_wide_s</c>: the whole product of two signed numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (long Low, long High) MulWideS(long a, long b) => (a * b, ArmBase.Arm64.IsSupported
        ? ArmBase.Arm64.MultiplyHigh(a, b)
        : (long)HighProduct((ulong)a, (ulong)b) - ((a >> 63) & b) - ((b >> 63) & a));

    /// <summary><c>i64.mul_wide_u</c>: the whole product of two unsigned numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (long Low, long High) MulWideU(long a, long b) => (a * b, (long)HighProduct((ulong)a, (ulong)b));

    // Math.BigMul writes one half through a pointer, and where it is inlined, an interpreter's handler cannot end in a jump any more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong HighProduct(ulong a, ulong b)
    {
        if (Bmi2.X64.IsSupported)
        {
            return Bmi2.X64.MultiplyNoFlags(a, b);
        }

        return ArmBase.Arm64.IsSupported ? ArmBase.Arm64.MultiplyHigh(a, b) : SlowHighProduct(a, b);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong SlowHighProduct(ulong a, ulong b) => Math.BigMul(a, b, out _);
}
