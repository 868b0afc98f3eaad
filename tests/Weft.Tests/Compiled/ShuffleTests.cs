// Shuffles have many forms in compiled code; the interpreter has one.
using System.Runtime.Intrinsics;
using Weft.Compiler;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class ShuffleTests
{
    private static readonly Vector128<byte> First = Vector128.Create((byte)0xA0) + Vector128<byte>.Indices;
    private static readonly Vector128<byte> Second = Vector128.Create((byte)0x50) + Vector128<byte>.Indices;

    public static TheoryData<string, string> Masks()
    {
        var random = new Random(20261127);
        var masks = new TheoryData<string, string>
        {
            { "Same", "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15" },
            { "Same", "16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31" },
            { "Words", "4 5 6 7 8 9 10 11 12 13 14 15 0 1 2 3" },
            { "Words", "28 29 30 31 16 17 18 19 28 29 30 31 24 25 26 27" },
            { "Bytes", "1 0 3 2 5 4 7 6 9 8 11 10 13 12 15 14" },
            { "Bytes", "16 16 16 16 16 16 16 16 31 31 31 31 31 31 31 31" },
            { "Bytes", "4 5 6 7 8 9 10 11 12 13 14 15 0 1 2 4" },
            { "Align", "3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18" },
            { "Align", "31 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14" },
            { "InterleaveLower", "0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23" },
            { "InterleaveLower", "16 17 0 1 18 19 2 3 20 21 4 5 22 23 6 7" },
            { "InterleaveLower", "0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23" },
            { "InterleaveLower", "16 17 18 19 20 21 22 23 0 1 2 3 4 5 6 7" },
            { "InterleaveUpper", "8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31" },
            { "InterleaveUpper", "8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31" },
            { "InterleaveUpper", "24 25 26 27 8 9 10 11 28 29 30 31 12 13 14 15" },
            { "InterleaveUpper", "8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31" },
            { "Pairs", "0 1 2 3 12 13 14 15 28 29 30 31 16 17 18 19" },
            { "Pairs", "20 21 22 23 20 21 22 23 4 5 6 7 0 1 2 3" },
            { "Blend", "0 17 2 19 4 21 6 23 8 25 10 27 12 29 14 31" },
            { "Blend", "16 17 18 19 4 5 6 7 8 9 10 11 12 13 14 31" },
            { "General", "0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 24" },
            { "General", "0 1 2 3 16 17 18 19 8 9 10 11 24 25 26 28" },
        };
        for (var i = 0; i < 40; i++)
        {
            masks.Add("", string.Join(' ', Enumerable.Range(0, 16).Select(_ => random.Next(32))));
        }

        return masks;
    }

    [Theory]
    [MemberData(nameof(Masks))]
    public void Every_form_gives_what_the_interpreter_gives(string form, string mask)
    {
        var lanes = Vector128.Create<byte>([.. mask.Split(' ').Select(byte.Parse)]);
        if (form.Length != 0)
        {
            Assert.Equal(form, ShufflePattern.Find(lanes, isOfOne: false).Form.ToString());
        }

        // Of two vectors, of one twice, and of two that were one before it was changed.
        string[] bodies =
        [
            $"(i8x16.shuffle {mask} (local.get 0) (local.get 1))",
            $"(i8x16.shuffle {mask} (local.tee 0 (v128.not (local.get 1))) (local.get 0))",
            $"(i8x16.shuffle {mask} (local.get 0) (local.tee 0 (v128.not (local.get 0))))",
        ];
        foreach (var body in bodies)
        {
            Assert.Equal(Run(ExecutionTier.Interpreter, body), Run(ExecutionTier.Jit, body));
        }
    }

    [Theory]
    [InlineData("(v128.or (i32x4.shl (local.get 0) (i32.const 7)) (i32x4.shr_u (local.get 0) (i32.const 25)))")]
    [InlineData("(v128.or (i32x4.shr_u (local.tee 0 (v128.not (local.get 1))) (i32.const 16)) (i32x4.shl (local.get 0) (i32.const 16)))")]
    [InlineData("(v128.or (i64x2.shl (local.get 1) (i32.const 65)) (i64x2.shr_u (local.get 1) (i32.const 63)))")]
    [InlineData("(v128.or (i64x2.shl (local.get 1) (i32.const 40)) (i64x2.shr_u (local.get 1) (i32.const 24)))")]
    // These are none: another vector, another width, another sum, the local has changed, the sign comes in, no shift at all.
    [InlineData("(v128.or (i32x4.shl (local.get 0) (i32.const 7)) (i32x4.shr_u (local.get 1) (i32.const 25)))")]
    [InlineData("(v128.or (i32x4.shl (local.get 0) (i32.const 8)) (i64x2.shr_u (local.get 0) (i32.const 24)))")]
    [InlineData("(v128.or (i32x4.shl (local.get 0) (i32.const 7)) (i32x4.shr_u (local.get 0) (i32.const 24)))")]
    [InlineData("(v128.or (i32x4.shl (local.get 0) (i32.const 7)) (i32x4.shr_u (local.tee 0 (v128.not (local.get 0))) (i32.const 25)))")]
    [InlineData("(i32x4.shl (local.get 0) (i32.const 7)) (i32x4.shr_u (local.get 0) (i32.const 25)) (local.set 0 (local.get 1)) (v128.or)")]
    [InlineData("(v128.or (i32x4.shl (local.get 0) (i32.const 7)) (i32x4.shr_s (local.get 0) (i32.const 25)))")]
    [InlineData("(v128.or (i32x4.shl (local.get 0) (i32.const 32)) (i32x4.shr_u (local.get 0) (i32.const 32)))")]
    public void Two_shifts_are_a_rotation(string body) => Assert.Equal(Run(ExecutionTier.Interpreter, body), Run(ExecutionTier.Jit, body));

    private static Vector128<byte> Run(ExecutionTier tier, string body)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        using var module = engine.LoadModuleText($"(module (func (export \"run\") (param v128 v128) (result v128) {body}))");
        return new Linker(engine).Instantiate(store, module).GetFunction("run").Invoke(First, Second)[0].AsVector();
    }
}
