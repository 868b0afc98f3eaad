// Facts about instructions, looked up by opcode; the data is generated from InstructionSet.txt.
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Weft.Wasm.Instructions;

/// <summary>The type of an operand or result in a <see cref="Signature"/>.</summary>
public enum SignatureType : byte
{
    /// <summary>The address type of the memory that the instruction names.</summary>
    Address,
    /// <summary>i32.</summary>
    I32,
    /// <summary>i64.</summary>
    I64,
    /// <summary>f32.</summary>
    F32,
    /// <summary>f64.</summary>
    F64,
    /// <summary>v128.</summary>
    V128,
}

/// <summary>The operand and result types of an instruction whose type does not depend on its context.</summary>
public sealed record Signature(ImmutableArray<SignatureType> Operands, ImmutableArray<SignatureType> Results);

/// <summary>The instruction table: facts by <see cref="Opcode"/>, opcodes by binary code and by keyword.</summary>
public static partial class InstructionTable
{
    private static readonly Lazy<FrozenDictionary<string, Opcode>> s_byMnemonic = new(() =>
    {
        // The first row of a mnemonic wins; `select` and `ref.test` choose their second row by what follows them.
        var map = new Dictionary<string, Opcode>();
        for (var i = 0; i < Count; i++)
        {
            map.TryAdd(GetMnemonic((Opcode)i), (Opcode)i);
        }

        return map.ToFrozenDictionary();
    });

    /// <summary>What follows the opcode.</summary>
    public static ImmediateKind GetImmediates(Opcode opcode) => (ImmediateKind)ImmediateKinds[(int)opcode];

    /// <summary>The bytes that a memory instruction accesses: also its natural alignment. 0 for others.</summary>
    public static int GetWidth(Opcode opcode) => Widths[(int)opcode];

    /// <summary>The number of lanes that a lane immediate chooses from. 0 for others.</summary>
    public static int GetLanes(Opcode opcode) => Lanes[(int)opcode];

    /// <summary>The prefix byte, or 0.</summary>
    public static byte GetPrefix(Opcode opcode) => Prefixes[(int)opcode];

    /// <summary>The opcode byte, or the number after the prefix.</summary>
    public static int GetCode(Opcode opcode) => Codes[(int)opcode];

    /// <summary>The keyword of the text format.</summary>
    public static string GetMnemonic(Opcode opcode) => s_mnemonics[(int)opcode];

    /// <summary>The proposal that brought the instruction.</summary>
    public static string GetFeature(Opcode opcode) => s_featureNames[Features[(int)opcode]];

    /// <summary>The operand and result types, or null where they depend on the context.</summary>
    public static Signature? GetSignature(Opcode opcode) => s_signatures[SignatureIndices[(int)opcode]];

    /// <summary>The instruction of an opcode byte; beyond <see cref="Count"/> when the byte is a prefix or no instruction.</summary>
    internal static Opcode GetPrimary(byte code)
    {
        var codes = Primary;
        return (Opcode)(code < codes.Length ? codes[code] : ushort.MaxValue);
    }

    /// <summary>The instruction of a binary code, when there is one.</summary>
    /// <param name="prefix">0, or the prefix byte.</param>
    /// <param name="code">The opcode byte, or the number after the prefix.</param>
    /// <param name="opcode">The instruction.</param>
    public static bool TryGetOpcode(byte prefix, uint code, out Opcode opcode)
    {
        var codes = prefix switch
        {
            0 => Primary,
            0xFB => PrefixFB,
            0xFC => PrefixFC,
            0xFD => PrefixFD,
            0xFE => PrefixFE,
            _ => default,
        };
        opcode = code < (uint)codes.Length ? (Opcode)codes[(int)code] : (Opcode)ushort.MaxValue;
        return opcode != (Opcode)ushort.MaxValue;
    }

    /// <summary>The instruction of a keyword: the first row, where several share it.</summary>
    public static bool TryGetOpcode(string mnemonic, out Opcode opcode) => s_byMnemonic.Value.TryGetValue(mnemonic, out opcode);

    /// <summary>The instruction of a keyword, without allocating: the first row, where several share it.</summary>
    public static bool TryGetOpcode(ReadOnlySpan<char> mnemonic, out Opcode opcode) =>
        s_byMnemonic.Value.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(mnemonic, out opcode);
}
