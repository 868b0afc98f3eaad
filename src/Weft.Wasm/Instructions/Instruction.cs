// One decoded instruction: what the reader yields and the writer takes. Which members mean something follows from the immediates.
using System.Runtime.Intrinsics;

namespace Weft.Wasm.Instructions;

/// <summary>
/// A decoded instruction. <see cref="InstructionTable.GetImmediates"/> tells which members are in use; the others hold leftovers of
/// earlier instructions and mean nothing.
/// </summary>
public struct Instruction
{
    /// <summary>Which instruction.</summary>
    public Opcode Opcode;

    /// <summary>Where its opcode starts, in bytes from the start of the body or expression.</summary>
    public int Offset;

    /// <summary>The first index, label or count, in binary order. The memory of a memarg. Also <c>Func</c>, <c>Local</c>, ... alone.</summary>
    public int Index;

    /// <summary>The second index, in binary order: table of call_indirect, field, length, source memory or table, ...</summary>
    public int Index2;

    /// <summary>The alignment of a memarg, as a power of two.</summary>
    public int AlignLog2;

    /// <summary>A lane.</summary>
    public byte Lane;

    /// <summary>The offset of a memarg; the bits of an i32 (sign-extended), i64, f32 (low half) or f64 constant.</summary>
    public ulong Bits;

    /// <summary>The bytes of a v128 constant, or the lanes of a shuffle.</summary>
    public Vector128<byte> Vector;

    /// <summary>The type of a block.</summary>
    public BlockType Block;

    /// <summary>The heap type of ref.null, ref.test and ref.cast; the reference type <em>from</em> which br_on_cast casts.</summary>
    public ValueType Type;

    /// <summary>The reference type <em>to</em> which br_on_cast casts.</summary>
    public ValueType Type2;

    /// <summary>The value types of a typed select.</summary>
    public ValueType[] Types;

    /// <summary>The labels of br_table; the default label is the last.</summary>
    public int[] Labels;

    /// <summary>The clauses of try_table.</summary>
    public CatchClause[] Catches;
}
