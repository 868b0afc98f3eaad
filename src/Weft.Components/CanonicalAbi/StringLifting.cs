// Reading strings (CanonicalABI.md, "Loading", load_string_from_range). What is not well-formed traps.
using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Weft.Components.CanonicalAbi;

/// <summary>Lifts strings of the three encodings.</summary>
internal static class StringLifting
{
    /// <summary>Reads a string.</summary>
    /// <param name="context">The memory, and how strings lie in it.</param>
    /// <param name="address">Where it begins.</param>
    /// <param name="units">Its length in code units; a bit of it says which encoding, where there are two.</param>
    public static string Lift(in LiftContext context, ulong address, ulong units)
    {
        var tag = context.Is64 ? 1UL << 63 : 1UL << 31;
        return context.Options.Encoding switch
        {
            StringEncoding.Utf8 => DecodeUtf8(GetBytes(context, address, units, 1, 1)),
            StringEncoding.Utf16 => DecodeUtf16(GetBytes(context, address, units, 2, 2)),
            _ when (units & tag) != 0 => DecodeUtf16(GetBytes(context, address, units ^ tag, 2, 2)),
            _ => Encoding.Latin1.GetString(GetBytes(context, address, units, 1, 2)),
        };
    }

    private static ReadOnlySpan<byte> GetBytes(in LiftContext context, ulong address, ulong units, int unitSize, int alignment)
    {
        var bytes = (UInt128)units * (uint)unitSize;
        if (bytes > LiftContext.MaximumBytes)
        {
            throw new AbiException($"string content out-of-bounds: string pointer/length out of bounds of memory: {bytes} bytes are more than {LiftContext.MaximumBytes}");
        }

        LiftContext.CheckAlignment(address, alignment);
        if (!context.Options.Memory!.TryGetSpan(address, (int)bytes, out var span))
        {
            throw new AbiException($"string content out-of-bounds: string pointer/length out of bounds of memory: {bytes} bytes at {address} in a memory of {context.Options.Memory.Length} bytes");
        }

        context.Spend(2 * (long)units);
        return span;
    }

    private static string DecodeUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var at = 0;
        for (; ; )
        {
            var status = Rune.DecodeFromUtf8(bytes[at..], out _, out var consumed);
            if (status != OperationStatus.Done)
            {
                throw new AbiException(status == OperationStatus.NeedMoreData
                    ? $"incomplete utf-8 byte sequence from index {at}"
                    : $"invalid utf-8 sequence of {consumed} bytes from index {at}");
            }

            at += consumed;
        }
    }

    private static string DecodeUtf16(ReadOnlySpan<byte> bytes)
    {
        var text = new string(MemoryMarshal.Cast<byte, char>(bytes));
        return Utf16.FindUnpaired(text) is var at and >= 0 ? throw new AbiException($"unpaired surrogate found: utf-16 code unit {at} is 0x{(int)text[at]:x}") : text;
    }
}
