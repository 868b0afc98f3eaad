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
        var bytes = GetBytes(context, address, units, out var isUtf16);
        return isUtf16 ? DecodeUtf16(bytes)
            : context.Options.Encoding == StringEncoding.Utf8 ? DecodeUtf8(bytes)
            : Encoding.Latin1.GetString(bytes);
    }

    /// <summary>The bytes of a string.</summary>
    /// <param name="context">The memory, and how strings lie in it.</param>
    /// <param name="address">Where it begins.</param>
    /// <param name="units">Its length in code units; a bit of it says which encoding, where there are two.</param>
    /// <param name="isUtf16">Whether they are code units of 16 bits.</param>
    public static ReadOnlySpan<byte> GetBytes(in LiftContext context, ulong address, ulong units, out bool isUtf16)
    {
        var encoding = context.Options.Encoding;
        isUtf16 = encoding == StringEncoding.Utf16;
        if (encoding == StringEncoding.Latin1Utf16)
        {
            var tag = context.Is64 ? 1UL << 63 : 1UL << 31;
            isUtf16 = (units & tag) != 0;
            units &= ~tag;
        }

        return GetBytes(context, address, units, isUtf16 ? 2 : 1, encoding == StringEncoding.Utf8 ? 1 : 2);
    }

    /// <summary>Reads what <see cref="GetBytes(in LiftContext, ulong, ulong, out bool)"/> has found.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="encoding">How strings lie.</param>
    /// <param name="isUtf16">Whether they are code units of 16 bits.</param>
    /// <param name="text">Room for as many characters as there are bytes.</param>
    /// <returns>How many characters there are.</returns>
    public static int Decode(ReadOnlySpan<byte> bytes, StringEncoding encoding, bool isUtf16, Span<char> text)
    {
        if (isUtf16)
        {
            var units = MemoryMarshal.Cast<byte, char>(bytes);
            units.CopyTo(text);
            CheckUtf16(text[..units.Length]);
            return units.Length;
        }

        if (encoding != StringEncoding.Utf8)
        {
            return Encoding.Latin1.GetChars(bytes, text);
        }

        return Utf8.ToUtf16(bytes, text, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done ? written : throw InvalidUtf8(bytes);
    }

    /// <summary>Why bytes are no UTF-8.</summary>
    public static AbiException InvalidUtf8(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            var status = Rune.DecodeFromUtf8(bytes[at..], out _, out var consumed);
            if (status != OperationStatus.Done)
            {
                return new AbiException(status == OperationStatus.NeedMoreData
                    ? $"incomplete utf-8 byte sequence from index {at}"
                    : $"invalid utf-8 sequence of {consumed} bytes from index {at}");
            }

            at += consumed;
        }

        // Another thread has changed them since.
        return new AbiException("invalid utf-8 sequence");
    }

    /// <summary>Throws unless code units are well-formed.</summary>
    public static void CheckUtf16(ReadOnlySpan<char> text)
    {
        if (Utf16.FindUnpaired(text) is var at and >= 0)
        {
            throw new AbiException($"unpaired surrogate found: utf-16 code unit {at} is 0x{(int)text[at]:x}");
        }
    }

    private static ReadOnlySpan<byte> GetBytes(in LiftContext context, ulong address, ulong units, int unitSize, int alignment)
    {
        var bytes = units * (uint)unitSize;
        if (units > LiftContext.MaximumBytes || bytes > LiftContext.MaximumBytes)
        {
            throw new AbiException($"string content out-of-bounds: string pointer/length out of bounds of memory: {(UInt128)units * (uint)unitSize} bytes are more than {LiftContext.MaximumBytes}");
        }

        LiftContext.CheckAlignment(address, alignment, "string pointer");
        if (!context.Options.Memory!.TryGetSpan(address, (int)bytes, out var span))
        {
            throw new AbiException($"string content out-of-bounds: string pointer/length out of bounds of memory: {bytes} bytes at {address} in a memory of {context.Options.Memory.Length} bytes");
        }

        context.Spend(2 * (long)units);
        return span;
    }

    private static string DecodeUtf8(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw InvalidUtf8(bytes);

    private static string DecodeUtf16(ReadOnlySpan<byte> bytes)
    {
        var text = new string(MemoryMarshal.Cast<byte, char>(bytes));
        CheckUtf16(text);
        return text;
    }
}
