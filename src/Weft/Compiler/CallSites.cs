// Which of several calls of the same function a frame waits in. RyuJIT joins statements when one uses what the other gives, so that the runtime tells
// one place for both; their order in machine code is that of the body.
// SAFETY: reads machine code of a method from its beginning up to a place in it that a frame of the stack waits at, so that it is there.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weft.Compiler;

/// <summary>Reads calls in machine code.</summary>
internal static unsafe class CallSites
{
    // call rel32, and call [rip + rel32]: what is behind the opcode tells functions apart in either.
    private static ReadOnlySpan<byte> Direct => [0xE8];

    private static ReadOnlySpan<byte> Indirect => [0xFF, 0x15];

    /// <summary>How many calls of the same function stand before one in a method; -1 when that cannot be told.</summary>
    /// <param name="code">Where the method's machine code begins; 0 when that is not known.</param>
    /// <param name="offset">Where in it the call returns to, or up to a byte before, as traces have it.</param>
    public static int CountBefore(nint code, int offset)
    {
        if (code == 0 || RuntimeInformation.ProcessArchitecture != Architecture.X64 || IsStub(code))
        {
            return -1;
        }

        var before = new ReadOnlySpan<byte>((byte*)code, offset + 1);
        for (var end = offset; end <= offset + 1; end++)
        {
            if (IsCall(before, end, Direct))
            {
                return CountSame(before, end, Direct);
            }

            if (IsCall(before, end, Indirect))
            {
                return CountSame(before, end, Indirect);
            }
        }

        return -1;
    }

    /// <summary>Whether machine code is one of the runtime's jumps to where that of a method may be.</summary>
    public static bool IsStub(nint code) => *(byte*)code is 0xFF or 0xE9 or 0xE8 or 0x4C or 0x49;

    private static bool IsCall(ReadOnlySpan<byte> code, int end, ReadOnlySpan<byte> form)
    {
        var start = end - form.Length - sizeof(int);
        return start >= 0 && end <= code.Length && code.Slice(start, form.Length).SequenceEqual(form);
    }

    private static int CountSame(ReadOnlySpan<byte> code, int call, ReadOnlySpan<byte> form)
    {
        var count = 0;
        for (var other = form.Length + sizeof(int); other < call; other++)
        {
            count += IsCall(code, other, form) && Target(code, other) == Target(code, call) ? 1 : 0;
        }

        return count;
    }

    // Relative to the beginning of the method.
    private static int Target(ReadOnlySpan<byte> code, int end) => end + BinaryPrimitives.ReadInt32LittleEndian(code[(end - sizeof(int))..]);
}
