// Which of several calls of the same function a frame waits in. RyuJIT joins statements when one uses what the other gives, so that the runtime tells
// one place for both; their order in machine code is that of the body.
// SAFETY: reads machine code of a method from its beginning up to a place in it that a frame of the stack waits at, so that it is there; and stubs,
// which stay as long as their methods.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Runtime;

namespace Weft.Compiler;

/// <summary>Reads calls in machine code.</summary>
internal static unsafe class CallSites
{
    // How far before a call of what a register holds the place may stand that it was read from: arguments are computed in between.
    private const int CellDistance = 512;

    // mov register, imm64: a prefix, an opcode, the number.
    private const int LengthOfMove = 2 + sizeof(long);

    // call rel32, and call [rip + rel32]: what is behind the opcode tells functions apart in either.
    private static ReadOnlySpan<byte> Direct => [0xE8];

    private static ReadOnlySpan<byte> Indirect => [0xFF, 0x15];

    // jmp [rip + rel32], with which stubs begin that stand for methods that are not compiled yet.
    private static ReadOnlySpan<byte> Jump => [0xFF, 0x25];

    /// <summary>How many calls of the same function stand before one in a method; -1 when that cannot be told.</summary>
    /// <param name="code">Where the method's machine code begins; 0 when that is not known.</param>
    /// <param name="offset">Where in it the call returns to, or up to a byte before, as traces have it.</param>
    /// <param name="isCell">Which numbers are places that hold addresses of functions (CodeAddresses).</param>
    public static int CountBefore(nint code, int offset, Func<nint, bool> isCell)
    {
        if (code == 0 || RuntimeInformation.ProcessArchitecture != Architecture.X64 || IsStub(code))
        {
            return -1;
        }

        var before = new ReadOnlySpan<byte>((byte*)code, offset + 1);
        for (var end = offset; end <= offset + 1; end++)
        {
            if (TargetOf(before, end, isCell) is { } target)
            {
                return CountSame(before, end, target, isCell);
            }
        }

        return -1;
    }

    /// <summary>Whether machine code is one of the runtime's jumps to where that of a method may be.</summary>
    public static bool IsStub(nint code) => *(byte*)code is 0xFF or 0xE9 or 0xE8 or 0x4C or 0x49;

    /// <summary>Where a stub jumps to, of a method that is compiled and stays as it is; the same address for anything else.</summary>
    public static nint SkipStub(nint code)
    {
        var jump = new ReadOnlySpan<byte>((byte*)code, Jump.Length + sizeof(int));
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || !jump.StartsWith(Jump))
        {
            return code;
        }

        // Before the method is compiled, the jump goes to what follows it, which has that done.
        var next = code + jump.Length;
        var target = *(nint*)(next + Relative(jump[Jump.Length..]));
        return target == next ? code : target;
    }

    // A method that another thread compiles in the meantime is called in one way first and in another later.
    private static int CountSame(ReadOnlySpan<byte> code, int call, (bool IsDirect, nint Place) target, Func<nint, bool> isCell)
    {
        var count = 0;
        var same = new Dictionary<(bool IsDirect, nint Place), bool> { [target] = true };
        nint? destination = null;
        for (var other = 1; other < call; other++)
        {
            if (TargetOf(code, other, isCell) is not { } place)
            {
                continue;
            }

            if (!same.TryGetValue(place, out var isSame))
            {
                destination ??= Destination(target);
                same[place] = isSame = destination != 0 && Destination(place) == destination;
            }

            count += isSame ? 1 : 0;
        }

        return count;
    }

    // What a call that ends somewhere goes to, or where that is told; null when no call ends there.
    private static (bool IsDirect, nint Place)? TargetOf(ReadOnlySpan<byte> code, int end, Func<nint, bool> isCell) =>
        Ends(code, end, Direct) ? (true, AddressOf(code, end) + Relative(code[(end - sizeof(int))..]))
        : Ends(code, end, Indirect) ? (false, AddressOf(code, end) + Relative(code[(end - sizeof(int))..]))
        : CallsRegister(code, end) && FindCell(code, end, isCell) is { } cell ? (false, cell)
        : null;

    private static bool Ends(ReadOnlySpan<byte> code, int end, ReadOnlySpan<byte> form)
    {
        var start = end - form.Length - sizeof(int);
        return start >= 0 && end <= code.Length && code.Slice(start, form.Length).SequenceEqual(form);
    }

    // call register
    private static bool CallsRegister(ReadOnlySpan<byte> code, int end) =>
        end >= 2 && end <= code.Length && code[end - 2] == 0xFF && (code[end - 1] & 0xF8) == 0xD0;

    // The last cell whose address is put into a register before a call.
    private static nint? FindCell(ReadOnlySpan<byte> code, int call, Func<nint, bool> isCell)
    {
        for (var start = call - LengthOfMove; start >= Math.Max(0, call - CellDistance); start--)
        {
            if ((code[start] & 0xFE) == 0x48 && (code[start + 1] & 0xF8) == 0xB8
                && (nint)BinaryPrimitives.ReadInt64LittleEndian(code[(start + 2)..]) is var cell && isCell(cell))
            {
                return cell;
            }
        }

        return null;
    }

    private static nint AddressOf(ReadOnlySpan<byte> code, int offset) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(code)) + offset;

    private static int Relative(ReadOnlySpan<byte> code) => BinaryPrimitives.ReadInt32LittleEndian(code);

    // The address of the machine code that a call ends up in; 0 when that cannot be told.
    private static nint Destination((bool IsDirect, nint Place) target)
    {
        var address = target.IsDirect ? target.Place : ReadAddress(target.Place);
        Span<byte> jump = stackalloc byte[Jump.Length + sizeof(int)];
        return Self.Memory.TryRead(address, jump) && jump.StartsWith(Jump)
            ? ReadAddress(address + jump.Length + Relative(jump[Jump.Length..]))
            : address;
    }

    private static nint ReadAddress(nint place)
    {
        nint address = 0;
        return Self.Memory.TryRead(place, MemoryMarshal.AsBytes(new Span<nint>(ref address))) ? address : 0;
    }

    // Bytes that look like a call need not be one: what they point to is read where a bad address is refused. Opened when it is first needed.
    private static class Self
    {
        public static readonly ProcessFile Memory = new("mem");
    }
}
