// NaNs made canonical and relaxed vector instructions made deterministic: every instruction concerned, in every tier.
using System.Runtime.Intrinsics;
using Weft.Semantics;
using Weft.Wasm.Instructions;
using Xunit;

namespace Weft.Tests.Runtime;

public sealed class NumericProfileTests
{
    private const string NaN32 = "0xffe12345";
    private const string NaN64 = "0xfffc123456789abc";

    public static TheoryData<string> Tiers => [.. s_tiers.Keys];

    private static readonly Dictionary<string, EngineOptions> s_tiers = new()
    {
        ["interpreter"] = new EngineOptions { Tier = ExecutionTier.Interpreter },
        ["interpreter, far frames"] = new EngineOptions { Tier = ExecutionTier.Interpreter, FarFrames = true },
        ["jit"] = new EngineOptions { Tier = ExecutionTier.Jit },
        ["tiered"] = new EngineOptions { Tier = ExecutionTier.Tiered, CallsUntilHot = 1, RoundsUntilHot = 1, CompilesInBackground = false },
    };

    private static IEnumerable<Opcode> MakersOfNaNs => Enum.GetValues<Opcode>().Distinct().Where(opcode => CanonicalNaN.ResultOf(opcode) != NaNResult.None);

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Every_NaN_of_arithmetic_is_canonical(string tier)
    {
        foreach (var opcode in MakersOfNaNs)
        {
            foreach (var asConstants in new[] { false, true })
            {
                Assert.All(Run(s_tiers[tier] with { CanonicalizeNaNs = true }, opcode, asConstants), lane => Assert.True(lane.IsCanonical, $"{opcode}: {lane.Bits:x}"));
            }
        }

        Assert.Equal(56, MakersOfNaNs.Count());
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Without_the_option_payloads_stay(string tier)
    {
        // Were they canonical anyway, the test above would show nothing.
        foreach (var opcode in MakersOfNaNs)
        {
            Assert.Contains(Run(s_tiers[tier], opcode, asConstants: false), lane => !lane.IsCanonical);
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void What_is_no_arithmetic_keeps_its_NaNs(string tier)
    {
        var options = s_tiers[tier] with { CanonicalizeNaNs = true };
        Assert.Equal(0x7fe12345, Call(options, $"(i32.reinterpret_f32 (f32.abs (f32.reinterpret_i32 (i32.const {NaN32}))))", "i32").AsInt32());
        Assert.Equal(0x7fe12345, Call(options, $"(i32.reinterpret_f32 (f32.neg (f32.reinterpret_i32 (i32.const {NaN32}))))", "i32").AsInt32());
        Assert.Equal(0x7ffc123456789abc, Call(options, $"(i64.reinterpret_f64 (f64.neg (f64.reinterpret_i64 (i64.const {NaN64}))))", "i64").AsInt64());
        Assert.Equal(
            Vector128.Create(0xffe12345u).AsByte(),
            Call(options, $"(f32x4.pmin (v128.const i32x4 {NaN32} {NaN32} {NaN32} {NaN32}) (v128.const f32x4 1 1 1 1))", "v128").AsVector());
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_fused_product_and_sum_is_canonical_in_the_middle(string tier)
    {
        // The NaN in the middle is seen, and what comes out of a loop as well.
        var bits = Call(s_tiers[tier] with { CanonicalizeNaNs = true },
            $"""
            (local $x f64) (local $n i32)
            (local.set $x (f64.reinterpret_i64 (i64.const {NaN64})))
            (loop $again
              (local.set $x (f64.add (f64.const 1) (f64.mul (local.get $x) (local.get $x))))
              (br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 5))))
            (i64.reinterpret_f64 (local.get $x))
            """,
            "i64");
        Assert.Equal(0x7ff8000000000000, bits.AsInt64());
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Relaxed_instructions_do_what_the_deterministic_profile_says(string tier)
    {
        const string NaN = "nan:0x234567";
        (string Instruction, string Expected)[] cases =
        [
            ("(i8x16.relaxed_swizzle (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16) (v128.const i8x16 0 15 16 31 127 128 255 1 0 0 0 0 0 0 0 0))",
             "i8x16 1 16 0 0 0 0 0 2 1 1 1 1 1 1 1 1"),
            ($"(i32x4.relaxed_trunc_f32x4_s (v128.const f32x4 {NaN} 3e9 -3e9 -1.5))", "i32x4 0 2147483647 -2147483648 -1"),
            ($"(i32x4.relaxed_trunc_f32x4_u (v128.const f32x4 {NaN} 5e9 -3e9 1.5))", "i32x4 0 -1 0 1"),
            ("(i32x4.relaxed_trunc_f64x2_s_zero (v128.const f64x2 nan 3e9))", "i32x4 0 2147483647 0 0"),
            ("(i32x4.relaxed_trunc_f64x2_u_zero (v128.const f64x2 -1 5e9))", "i32x4 0 -1 0 0"),
            ("(f32x4.relaxed_madd (v128.const i32x4 0x3f800001 0x3f800001 0x3f800001 0x3f800001) (v128.const i32x4 0x3f800001 0x3f800001 0x3f800001 0x3f800001) (v128.const f32x4 -1 -1 -1 -1))",
             "f32x4 0x1p-22 0x1p-22 0x1p-22 0x1p-22"),
            ("(f32x4.relaxed_nmadd (v128.const i32x4 0x3f800001 0x3f800001 0x3f800001 0x3f800001) (v128.const i32x4 0x3f800001 0x3f800001 0x3f800001 0x3f800001) (v128.const f32x4 1 1 1 1))",
             "f32x4 -0x1p-22 -0x1p-22 -0x1p-22 -0x1p-22"),
            ("(f64x2.relaxed_madd (v128.const i64x2 0x3ff0000000000001 0x3ff0000000000001) (v128.const i64x2 0x3ff0000000000001 0x3ff0000000000001) (v128.const f64x2 -1 -1))",
             "f64x2 0x1p-51 0x1p-51"),
            ("(f64x2.relaxed_nmadd (v128.const i64x2 0x3ff0000000000001 0x3ff0000000000001) (v128.const i64x2 0x3ff0000000000001 0x3ff0000000000001) (v128.const f64x2 1 1))",
             "f64x2 -0x1p-51 -0x1p-51"),
            .. new[] { "i8x16", "i16x8", "i32x4", "i64x2" }.Select(shape =>
                ($"({shape}.relaxed_laneselect (v128.const i64x2 -1 -1) (v128.const i64x2 0 0) (v128.const i64x2 0x0123456789abcdef 0x7f))", "i64x2 0x0123456789abcdef 0x7f")),
            ("(f32x4.relaxed_min (v128.const f32x4 0 -0 1 1) (v128.const f32x4 -0 0 nan 2))", "f32x4 -0 -0 nan 1"),
            ("(f32x4.relaxed_max (v128.const f32x4 0 -0 1 1) (v128.const f32x4 -0 0 nan 2))", "f32x4 0 0 nan 2"),
            ("(f64x2.relaxed_min (v128.const f64x2 0 1) (v128.const f64x2 -0 nan))", "f64x2 -0 nan"),
            ("(f64x2.relaxed_max (v128.const f64x2 -0 1) (v128.const f64x2 0 nan))", "f64x2 0 nan"),
            ("(i16x8.relaxed_q15mulr_s (v128.const i16x8 -32768 -32768 16384 0 0 0 0 0) (v128.const i16x8 -32768 16384 16384 0 0 0 0 0))",
             "i16x8 32767 -16384 8192 0 0 0 0 0"),
            ("(i16x8.relaxed_dot_i8x16_i7x16_s (v128.const i8x16 -128 -128 -128 -128 127 127 1 2 0 0 0 0 0 0 0 0) (v128.const i8x16 -128 -128 -127 -127 -1 -1 3 4 0 0 0 0 0 0 0 0))",
             "i16x8 32767 32512 -254 11 0 0 0 0"),
            ("(i32x4.relaxed_dot_i8x16_i7x16_add_s (v128.const i8x16 -128 -128 -128 -128 1 2 3 4 0 0 0 0 0 0 0 0) (v128.const i8x16 -128 -128 -127 -127 5 6 7 8 0 0 0 0 0 0 0 0) (v128.const i32x4 1 2 3 4))",
             "i32x4 65280 72 3 4"),
        ];
        foreach (var (instruction, expected) in cases)
        {
            var options = s_tiers[tier] with { DeterministicRelaxedSimd = true };
            var result = Call(options, instruction, "v128").AsVector();
            Assert.True(Call(options, $"(v128.const {expected})", "v128").AsVector() == result, $"{instruction} is {result}, not {expected}");
        }
    }

    private readonly record struct Lane(ulong Bits, bool IsCanonical);

    // An instruction on operands that are NaNs with a payload everywhere.
    private static List<Lane> Run(EngineOptions options, Opcode opcode, bool asConstants)
    {
        var kind = CanonicalNaN.ResultOf(opcode);
        var operands = InstructionTable.GetSignature(opcode)!.Operands.ToArray().Select(type => asConstants || type == SignatureType.V128
            ? type switch
            {
                SignatureType.F32 => "(f32.const -nan:0x612345)",
                SignatureType.F64 => "(f64.const -nan:0xc123456789abc)",
                _ when kind == NaNResult.F32x4 && opcode != Opcode.F32x4DemoteF64x2Zero || opcode == Opcode.F64x2PromoteLowF32x4
                    => $"(v128.const i32x4 {NaN32} {NaN32} {NaN32} {NaN32})",
                _ => $"(v128.const i64x2 {NaN64} {NaN64})",
            }
            : type == SignatureType.F32 ? $"(f32.reinterpret_i32 (i32.const {NaN32}))" : $"(f64.reinterpret_i64 (i64.const {NaN64}))");
        var call = $"({InstructionTable.GetMnemonic(opcode)} {string.Join(' ', operands)})";
        switch (kind)
        {
            case NaNResult.F32:
                var single = Call(options, $"(i32.reinterpret_f32 {call})", "i32").AsInt32();
                return [new((uint)single, single == 0x7fc00000)];
            case NaNResult.F64:
                var number = Call(options, $"(i64.reinterpret_f64 {call})", "i64").AsInt64();
                return [new((ulong)number, number == 0x7ff8000000000000)];
            case NaNResult.F32x4:
                var four = Call(options, call, "v128").AsVector().AsUInt32();
                var count = opcode == Opcode.F32x4DemoteF64x2Zero ? 2 : 4;
                return [.. Enumerable.Range(0, count).Select(lane => new Lane(four[lane], four[lane] == 0x7fc00000))];
            default:
                var two = Call(options, call, "v128").AsVector().AsUInt64();
                return [.. Enumerable.Range(0, 2).Select(lane => new Lane(two[lane], two[lane] == 0x7ff8000000000000))];
        }
    }

    private static Value Call(EngineOptions options, string body, string type)
    {
        using var engine = new Engine(options);
        using var module = engine.LoadModuleText($"(module (func (export \"run\") (result {type}) {body}))");
        using var store = new Store(engine);
        var run = new Linker(engine).Instantiate(store, module).GetFunction("run");
        run.Invoke();
        return run.Invoke()[0];
    }
}
