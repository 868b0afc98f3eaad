// Constants at the edges of their types: where implementations differ.
using System.Runtime.Intrinsics;
using Weft.Wasm;

namespace Weft.Fuzz.Generation;

/// <summary>Random numbers, most of them small or at an edge.</summary>
internal static class InterestingValues
{
    private static readonly uint[] s_i32 =
    [
        0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 33, 63, 64, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001,
        0xFFFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FF80, 0xFFFF_8000, 0x5555_5555, 0xAAAA_AAAA, 0x0102_0304,
    ];

    private static readonly ulong[] s_i64 =
    [
        0, 1, 2, 31, 32, 63, 64, 65, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000,
        0x8000_0000_0000_0001, ulong.MaxValue, ulong.MaxValue - 1, 0xFFFF_FFFF_8000_0000, 0xFFFF_FFFF_0000_0000, 0x5555_5555_5555_5555,
        0x0102_0304_0506_0708, 0x20_0000_0000_0001, 0x7FFF_FF00_0000_0000,
    ];

    private static readonly uint[] s_f32 =
    [
        0, 0x8000_0000, 0x3F80_0000, 0xBF80_0000, 0x3F00_0000, 0x3FC0_0000, 0x4020_0000, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000, 0xFFC0_0000, 0x7FA0_0000,
        0x7F80_0001, 0xFFFF_FFFF, 0x7FC1_2345, 0x0000_0001, 0x8000_0001, 0x007F_FFFF, 0x0080_0000, 0x7F7F_FFFF, 0xFF7F_FFFF, 0x4B00_0000, 0x4AFF_FFFF,
        0x4EFF_FFFF, 0x4F00_0000, 0xCF00_0000, 0xCF00_0001, 0x4F7F_FFFF, 0x4F80_0000, 0x5EFF_FFFF, 0x5F00_0000, 0xDF00_0000, 0x5F80_0000, 0xBF7F_FFFF,
    ];

    private static readonly ulong[] s_f64 =
    [
        0, 0x8000_0000_0000_0000, 0x3FF0_0000_0000_0000, 0xBFF0_0000_0000_0000, 0x3FE0_0000_0000_0000, 0x3FF8_0000_0000_0000, 0x4004_0000_0000_0000,
        0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000, 0x7FF8_0000_0000_0000, 0xFFF8_0000_0000_0000, 0x7FF4_0000_0000_0000, 0x7FF0_0000_0000_0001,
        ulong.MaxValue, 0x7FF8_1234_5678_9ABC, 1, 0x8000_0000_0000_0001, 0x000F_FFFF_FFFF_FFFF, 0x0010_0000_0000_0000, 0x7FEF_FFFF_FFFF_FFFF,
        0xFFEF_FFFF_FFFF_FFFF, 0x4330_0000_0000_0000, 0x41DF_FFFF_FFC0_0000, 0x41E0_0000_0000_0000, 0xC1E0_0000_0000_0000, 0xC1E0_0000_0020_0000,
        0x41EF_FFFF_FFFF_FFFF, 0x41F0_0000_0000_0000, 0x43DF_FFFF_FFFF_FFFF, 0x43E0_0000_0000_0000, 0xC3E0_0000_0000_0000, 0x43F0_0000_0000_0000,
        0xBFEF_FFFF_FFFF_FFFF, 0x47EF_FFFF_E000_0000, 0x47EF_FFFF_F000_0000, 0x36A0_0000_0000_0000, 0x3690_0000_0000_0000,
    ];

    /// <summary>The bits of a number.</summary>
    public static ulong Number(Dice dice, ValueKind kind) => kind switch
    {
        ValueKind.I32 => dice.Next(4) switch { 0 => (uint)dice.Bits(), 1 => (uint)dice.Next(-64, 256), _ => dice.Pick(s_i32) },
        ValueKind.I64 => dice.Next(4) switch { 0 => dice.Bits(), 1 => (ulong)dice.Next(-64, 256), _ => dice.Pick(s_i64) },
        ValueKind.F32 => dice.Next(4) switch
        {
            0 => (uint)dice.Bits(),
            1 => BitConverter.SingleToUInt32Bits(dice.Next(-1000, 1000) / 8f),
            _ => dice.Pick(s_f32),
        },
        ValueKind.F64 => dice.Next(4) switch
        {
            0 => dice.Bits(),
            1 => BitConverter.DoubleToUInt64Bits(dice.Next(-1000, 1000) / 8.0),
            _ => dice.Pick(s_f64),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a number"),
    };

    /// <summary>A vector: lanes of one shape, each at an edge, or all the same.</summary>
    public static Vector128<byte> Vector(Dice dice)
    {
        switch (dice.Next(8))
        {
            case 0:
                return Vector128<byte>.Zero;
            case 1:
                return Vector128.Create(dice.Bits(), dice.Bits()).AsByte();
            case 2 or 3:
                return Vector128.Create((uint)Number(dice, ValueKind.F32), (uint)Number(dice, ValueKind.F32), (uint)Number(dice, ValueKind.F32), (uint)Number(dice, ValueKind.F32)).AsByte();
            case 4:
                return Vector128.Create(Number(dice, ValueKind.F64), Number(dice, ValueKind.F64)).AsByte();
            case 5:
                return Vector128.Create(Number(dice, ValueKind.I64), Number(dice, ValueKind.I64)).AsByte();
            case 6:
                return Vector128.Create((byte)dice.Pick(s_i32));
            default:
                return Vector128.Create(
                    (ushort)dice.Pick(s_i32), (ushort)dice.Pick(s_i32), (ushort)dice.Pick(s_i32), (ushort)dice.Pick(s_i32),
                    (ushort)dice.Pick(s_i32), (ushort)dice.Pick(s_i32), (ushort)dice.Pick(s_i32), (ushort)dice.Pick(s_i32)).AsByte();
        }
    }
}
