// A function that looks at a whole memory. Wasmtime's package does not show shared memories, so modules tell about theirs themselves.
using Weft.Wasm;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

/// <summary>Writes functions of type [] -> [i64] that digest a memory.</summary>
internal static class DigestFunction
{
    /// <summary>What the names of such exports begin with.</summary>
    public const string ExportPrefix = "digest";

    /// <summary>The type of the functions.</summary>
    public static FunctionType Type { get; } = new([], [ValueType.I64]);

    /// <summary>Writes one.</summary>
    /// <param name="plan">The module.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="counts">Where instructions are counted.</param>
    public static FunctionBody Write(ModulePlan plan, int memory, long[] counts)
    {
        const int Address = 0, End = 1, Digest = 2;
        var is64 = plan.Memories[memory].AddressType == ValueType.I64;
        var kind = is64 ? ValueKind.I64 : ValueKind.I32;
        var code = new CodeBuilder(counts);

        // end = the bytes of all pages but the last few, in steps of eight
        code.Op(Opcode.MemorySize, memory);
        code.Number(kind, (ulong)plan.Memories[memory].Type.PageSizeLog2);
        code.Op(is64 ? Opcode.I64Shl : Opcode.I32Shl);
        code.Number(kind, unchecked((ulong)-8));
        code.Op(is64 ? Opcode.I64And : Opcode.I32And);
        code.Op(Opcode.LocalTee, End);
        if (is64)
        {
            code.Op(Opcode.I32WrapI64);
        }

        code.Op(Opcode.I64ExtendI32U);
        code.Op(Opcode.LocalSet, Digest);
        code.Block(Opcode.Block, BlockType.Empty);
        code.Block(Opcode.Loop, BlockType.Empty);
        code.Op(Opcode.LocalGet, Address);
        code.Op(Opcode.LocalGet, End);
        code.Op(is64 ? Opcode.I64GeU : Opcode.I32GeU);
        code.Op(Opcode.BrIf, 1);

        // digest = rotl((digest xor word) * odd, 29)
        code.Op(Opcode.LocalGet, Digest);
        code.Op(Opcode.LocalGet, Address);
        code.Memory(Opcode.I64Load, memory, 3, 0);
        code.Op(Opcode.I64Xor);
        code.I64(unchecked((long)0xFF51_AFD7_ED55_8CCD));
        code.Op(Opcode.I64Mul);
        code.I64(29);
        code.Op(Opcode.I64Rotl);
        code.Op(Opcode.LocalSet, Digest);
        code.Op(Opcode.LocalGet, Address);
        code.Number(kind, 8);
        code.Op(is64 ? Opcode.I64Add : Opcode.I32Add);
        code.Op(Opcode.LocalSet, Address);
        code.Op(Opcode.Br, 0);
        code.Op(Opcode.End);
        code.Op(Opcode.End);
        code.Op(Opcode.LocalGet, Digest);
        code.Op(Opcode.End);
        var address = (byte)(is64 ? ValueKind.I64 : ValueKind.I32);
        return new FunctionBody(new byte[] { 2, 2, address, 1, (byte)ValueKind.I64 }.Concat(code.Bytes.ToArray()).ToArray());
    }
}
