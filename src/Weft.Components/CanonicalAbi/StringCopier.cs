// Copying of strings: bytes where both sides write them alike, through characters where they do not.
using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Weft.Components.CanonicalAbi;

/// <summary>Copies strings from one encoding to another.</summary>
internal sealed class StringCopier(bool sourceIs64, bool targetIs64, StringEncoding source, StringEncoding target) : PointerCopier(sourceIs64, targetIs64)
{
    private const int StackCharacters = 256;

    protected override (ulong Address, ulong Length) Copy(ref CopyFrame frame, ulong address, ulong length)
    {
        var bytes = StringLifting.GetBytes(frame.From, address, length, out var isUtf16);
        if (source == target && (source != StringEncoding.Latin1Utf16 || !isUtf16))
        {
            var copy = frame.Allocate((uint)bytes.Length, source == StringEncoding.Utf8 ? 1 : 2, StringLowering.Content);
            var to = frame.To.GetBytes(copy, bytes.Length);
            bytes.CopyTo(to);

            // What was copied is what is looked at, whoever else may write to the memory that it came from.
            if (source == StringEncoding.Utf8 && !Utf8.IsValid(to))
            {
                throw StringLifting.InvalidUtf8(to);
            }

            if (source == StringEncoding.Utf16)
            {
                StringLifting.CheckUtf16(MemoryMarshal.Cast<byte, char>(to));
            }

            return (copy, length);
        }

        return Transcode(ref frame, bytes, isUtf16);
    }

    private (ulong Address, ulong Length) Transcode(ref CopyFrame frame, ReadOnlySpan<byte> bytes, bool isUtf16)
    {
        // Never more characters than bytes.
        var isDecoded = false;
        var rented = bytes.Length > StackCharacters ? ArrayPool<char>.Shared.Rent(bytes.Length) : null;
        try
        {
            var characters = rented ?? stackalloc char[StackCharacters];
            var text = characters[..StringLifting.Decode(bytes, source, isUtf16, characters)];
            isDecoded = true;
            frame.From.Spend(2L * text.Length);
            return StringTranscoding.Lower(frame.To, text, isUtf16 ? bytes.Length / 2 : bytes.Length, source, isUtf16);
        }
        catch (AbiException exception) when (isDecoded && exception.BlameTarget())
        {
            throw;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
    }
}
