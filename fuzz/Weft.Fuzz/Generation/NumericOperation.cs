// The numeric, vector and memory instructions of the table, with what generation must know of each beyond its signature: whether the bits
// of a NaN in its result are the engine's choice (spec 4.3.3), and whether it can trap.
using System.Collections.Immutable;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

/// <summary>Where NaNs of open bits may be: nowhere, or in f32 or f64 values and lanes of that shape.</summary>
internal enum Looseness : byte
{
    /// <summary>Every engine has the same bits.</summary>
    Exact,
    /// <summary>An f32, or lanes of f32, may be a NaN of any bits.</summary>
    F32,
    /// <summary>An f64, or lanes of f64, may be a NaN of any bits.</summary>
    F64,
}

/// <summary>What an instruction does to a NaN.</summary>
internal enum NanRule : byte
{
    /// <summary>The bits of operands are seen: they must be exact.</summary>
    SeesBits,
    /// <summary>Only tells that it is a NaN (comparisons, truncations): operands may be loose, results are exact.</summary>
    SeesNan,
    /// <summary>Moves or changes bits of operands in a fixed way: as loose as what goes in.</summary>
    Passes,
    /// <summary>Makes a NaN of open bits.</summary>
    Makes,
}

/// <summary>Why an instruction may trap.</summary>
internal enum Hazard : byte
{
    /// <summary>It cannot.</summary>
    None,
    /// <summary>Division, by zero or with overflow.</summary>
    Division,
    /// <summary>Truncation of a float that does not fit.</summary>
    Truncation,
}

/// <summary>An instruction with a fixed signature.</summary>
internal sealed class NumericOperation
{
    private static readonly string[] s_makers =
    [
        "add", "sub", "mul", "div", "min", "max", "sqrt", "ceil", "floor", "trunc", "nearest", "demote_f64", "promote_f32", "demote_f64x2_zero",
        "promote_low_f32x4", "relaxed_madd", "relaxed_nmadd", "relaxed_min", "relaxed_max",
    ];

    private static readonly string[] s_comparisons = ["eq", "ne", "lt", "gt", "le", "ge"];

    private static readonly string[] s_passers = ["abs", "neg", "copysign", "pmin", "pmax", "splat", "extract_lane", "replace_lane"];

    private NumericOperation(Opcode opcode, Signature signature)
    {
        Opcode = opcode;
        Signature = signature;
        Mnemonic = InstructionTable.GetMnemonic(opcode);
        Classify();
    }

    /// <summary>Which instruction.</summary>
    public Opcode Opcode { get; }

    /// <summary>Its operands and results.</summary>
    public Signature Signature { get; }

    /// <summary>Its keyword.</summary>
    public string Mnemonic { get; }

    /// <summary>What it does to NaNs.</summary>
    public NanRule Rule { get; private set; }

    /// <summary>The shape of NaNs that operands may have.</summary>
    public Looseness Input { get; private set; }

    /// <summary>The shape of NaNs that the result may have.</summary>
    public Looseness Output { get; private set; }

    /// <summary>Why it may trap.</summary>
    public Hazard Hazard { get; private set; }

    /// <summary>Every instruction of a profile that has a signature and no constant among its immediates.</summary>
    public static ImmutableArray<NumericOperation> Collect(Profile profile, Func<ImmediateKind, bool> immediates)
    {
        var operations = ImmutableArray.CreateBuilder<NumericOperation>();
        for (var i = 0; i < InstructionTable.Count; i++)
        {
            var opcode = (Opcode)i;
            if (InstructionTable.GetSignature(opcode) is { } signature && immediates(InstructionTable.GetImmediates(opcode))
                && profile.Has(InstructionTable.GetFeature(opcode)) && (signature.Results.Length > 0 || signature.Operands.Length > 0))
            {
                operations.Add(new NumericOperation(opcode, signature));
            }
        }

        return operations.ToImmutable();
    }

    /// <summary>The value type of a signature's type.</summary>
    public static ValueType ToValueType(SignatureType type, ValueType address) => type switch
    {
        SignatureType.Address => address,
        SignatureType.I32 => ValueType.I32,
        SignatureType.I64 => ValueType.I64,
        SignatureType.F32 => ValueType.F32,
        SignatureType.F64 => ValueType.F64,
        _ => ValueType.V128,
    };

    private void Classify()
    {
        if (InstructionTable.GetImmediates(Opcode) is ImmediateKind.Memarg or ImmediateKind.MemargLane)
        {
            return;
        }

        var dot = Mnemonic.IndexOf('.', StringComparison.Ordinal);
        var shape = Mnemonic[..dot];
        var name = Mnemonic[(dot + 1)..];
        var loose = shape switch { "f32" or "f32x4" => Looseness.F32, "f64" or "f64x2" => Looseness.F64, _ => Looseness.Exact };
        if (loose != Looseness.Exact)
        {
            Rule = s_makers.Contains(name) ? NanRule.Makes : s_comparisons.Contains(name) ? NanRule.SeesNan : s_passers.Contains(name) ? NanRule.Passes : NanRule.SeesBits;
            Input = Rule == NanRule.SeesBits ? Looseness.Exact : loose;
            Output = Rule is NanRule.Makes or NanRule.Passes ? loose : Looseness.Exact;
            if (name.StartsWith("demote", StringComparison.Ordinal) || name.StartsWith("promote", StringComparison.Ordinal))
            {
                Input = loose == Looseness.F32 ? Looseness.F64 : Looseness.F32;
            }
        }
        else if (name.Contains("trunc", StringComparison.Ordinal))
        {
            Rule = NanRule.SeesNan;
            Input = name.Contains("f32", StringComparison.Ordinal) ? Looseness.F32 : Looseness.F64;
            Hazard = name.Contains("trunc_f", StringComparison.Ordinal) && !name.Contains("relaxed", StringComparison.Ordinal) ? Hazard.Truncation : Hazard.None;
        }

        if (name is "div_s" or "div_u" or "rem_s" or "rem_u")
        {
            Hazard = Hazard.Division;
        }
    }
}
