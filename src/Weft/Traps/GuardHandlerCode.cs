// The machine code of the signal handler of GuardPages, for Linux on x64. The offsets are those of siginfo_t, of ucontext_t
// (gregs begin at 40), of GuardEntry and of GuardFault.
using System.Buffers.Binary;

namespace Weft.Runtime;

/// <summary>Assembles the signal handler.</summary>
internal static class GuardHandlerCode
{
    private const byte Jump = 0xEB;
    private const byte JumpIfBelow = 0x72;
    private const byte JumpIfNotBelow = 0x73;
    private const byte JumpIfEqual = 0x74;

    /// <summary>The code: <c>handler(rdi = signal, rsi = siginfo, rdx = ucontext)</c>; it uses only registers that a call may change.</summary>
    /// <param name="memories">The table of memories.</param>
    /// <param name="stacks">The table of stacks.</param>
    /// <param name="next">The handler to go on to, always.</param>
    public static byte[] Assemble(nint memories, nint stacks, nint next)
    {
        var code = new Code();
        code.Add([0xF3, 0x0F, 0x1E, 0xFA]);                    // endbr64
        code.Add([0x4C, 0x8B, 0x56, 0x10]);                    // mov r10, [rsi+16]       the address, si_addr
        var chain = new List<int>();

        // Is the address in a memory?
        Search(code, chain, memories, [0x4D, 0x39, 0xCA], [0x4C, 0x3B, 0x50, 0x28]);    // cmp r10, r9; cmp r10, [rax+40]
        code.Add([0x48, 0xC7, 0x46, 0x10, 0, 0, 0, 0]);        // mov qword [rsi+16], 0   what .NET takes for a null reference
        code.Add([0x4C, 0x8B, 0x58, 0x30]);                    // mov r11, [rax+48]       entry.Record, of the memory's store

        // Whose frame does rsi hold, if any?
        code.Add([0x48, 0x8B, 0x4A, 0x70]);                    // mov rcx, [rdx+112]      rsi at the fault
        var nobody = new List<int>();
        Search(code, nobody, stacks, [0x4C, 0x39, 0xC9], [0x48, 0x3B, 0x48, 0x28]);     // cmp rcx, r9; cmp rcx, [rax+40]
        code.Add([0x48, 0x8B, 0x40, 0x30]);                    // mov rax, [rax+48]       entry.Record
        code.Add([0x48, 0x89, 0x48, 0x10]);                    // mov [rax+16], rcx       record.Fp
        code.Add([0x48, 0x8B, 0x4A, 0x68]);                    // mov rcx, [rdx+104]      rdi at the fault
        code.Add([0x48, 0x89, 0x48, 0x08]);                    // mov [rax+8], rcx        record.Ip
        code.Add([0x48, 0x8B, 0x8A, 0x98, 0, 0, 0]);           // mov rcx, [rdx+152]      rcx at the fault
        code.Add([0x48, 0x89, 0x48, 0x18]);                    // mov [rax+24], rcx       record.Instance
        code.Add([0x48, 0x8B, 0x8A, 0xA8, 0, 0, 0]);           // mov rcx, [rdx+168]      rip at the fault
        code.Add([0x48, 0x89, 0x48, 0x20]);                    // mov [rax+32], rcx       record.Code
        code.Add([0x4C, 0x89, 0x10]);                          // mov [rax], r10          record.Address
        var done = Short(code, Jump);

        // Nobody's: the store of the memory learns that it happened, but not where.
        foreach (var jump in nobody)
        {
            PatchNear(code, jump);
        }

        code.Add([0x4D, 0x85, 0xDB]);                          // test r11, r11
        var shared = Short(code, JumpIfEqual);
        code.Add([0x49, 0xC7, 0x43, 0x08, 0, 0, 0, 0]);        // mov qword [r11+8], 0    record.Ip
        code.Add([0x4D, 0x89, 0x13]);                          // mov [r11], r10          record.Address
        PatchShort(code, shared);
        PatchShort(code, done);

        foreach (var jump in chain)
        {
            PatchNear(code, jump);
        }

        LoadRax(code, next);
        code.Add([0xFF, 0xE0]);                                // jmp rax
        return code.ToArray();
    }

    // Looks a register up in a table; falls through with rax at the entry before the one that contains it (rax + 32 is the entry).
    private static void Search(Code code, List<int> chain, nint table, ReadOnlySpan<byte> compareWithStart, ReadOnlySpan<byte> compareWithEnd)
    {
        LoadRax(code, table);
        code.Add([0x4C, 0x8B, 0x00]);                          // mov r8, [rax]           the count
        var loop = code.Count;
        code.Add([0x4D, 0x85, 0xC0]);                          // test r8, r8
        code.Add([0x0F, 0x84, 0, 0, 0, 0]);                    // jz chain
        chain.Add(code.Count);
        code.Add([0x4C, 0x8B, 0x48, 0x20]);                    // mov r9, [rax+32]        entry.Start
        code.Add(compareWithStart);
        var below = Short(code, JumpIfBelow);
        code.Add(compareWithEnd);
        var above = Short(code, JumpIfNotBelow);
        code.Add([0x4C, 0x3B, 0x48, 0x20]);                    // cmp r9, [rax+32]        has the entry changed meanwhile?
        var hit = Short(code, JumpIfEqual);
        PatchShort(code, below);
        PatchShort(code, above);
        code.Add([0x48, 0x83, 0xC0, 0x20]);                    // add rax, 32
        code.Add([0x49, 0xFF, 0xC8]);                          // dec r8
        var back = Short(code, Jump);
        code[back - 1] = unchecked((byte)checked((sbyte)(loop - back)));
        PatchShort(code, hit);
    }

    private static void LoadRax(Code code, nint value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        code.Add([0x48, 0xB8]);                                // mov rax, imm64
        code.Add(bytes);
    }

    // Writes a short jump; the result is where its displacement counts from.
    private static int Short(Code code, byte opcode)
    {
        code.Add([opcode, 0]);
        return code.Count;
    }

    private static void PatchShort(Code code, int jump) => code[jump - 1] = (byte)checked((sbyte)(code.Count - jump));

    private static void PatchNear(Code code, int jump)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, code.Count - jump);
        for (var i = 0; i < 4; i++)
        {
            code[jump - 4 + i] = bytes[i];
        }
    }

    // Bytes, one behind the other. Lists would do, and be a dozen methods more that the runtime has to find at each start.
    private sealed class Code
    {
        private readonly byte[] _bytes = new byte[512];

        public int Count { get; private set; }

        public byte this[int index]
        {
            set => _bytes[index] = value;
        }

        public void Add(params ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_bytes.AsSpan(Count));
            Count += bytes.Length;
        }

        public byte[] ToArray() => _bytes.AsSpan(0, Count).ToArray();
    }
}
