// Small methods whose code stands where an instruction needs it.
using System.Runtime.Intrinsics;
using Weft.Compiler;
using Weft.Wasm.Instructions;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class LeafCodeTests
{
    [Theory]
    [InlineData(Opcode.I64x2Mul)]
    [InlineData(Opcode.I64x2Add)]
    [InlineData(Opcode.I64x2Shl)]
    [InlineData(Opcode.V128And)]
    [InlineData(Opcode.V128Xor)]
    [InlineData(Opcode.I32x4ExtractLane)]
    [InlineData(Opcode.F32x4Mul)]
    [InlineData(Opcode.F64x2Splat)]
    [InlineData(Opcode.I16x8ExtendLowI8x16S)]
    public void Vector_instructions_need_no_call(Opcode opcode) => Assert.True(LeafCode.Find(EmitterTable.Find(opcode)!.Method!)!.IsInOrder);

    [Theory]
    [InlineData(Opcode.V128Bitselect)]
    [InlineData(Opcode.I32x4ReplaceLane)]
    [InlineData(Opcode.F64x2Pmax)]
    public void Those_that_take_their_operands_in_another_order_read_them(Opcode opcode) =>
        Assert.False(LeafCode.Find(EmitterTable.Find(opcode)!.Method!)!.IsInOrder);

    // Every instruction of vectors, and rotations, in functions so long that nothing is inlined in them.
    [Fact]
    public void Long_functions_call_no_small_methods()
    {
        var round = string.Concat(
            "(local.set $a (i64x2.mul (i64x2.add (local.get $a) (local.get $b)) (v128.bitselect (local.get $b) (local.get $c) (local.get $a))))",
            "(local.set $b (i32x4.replace_lane 2 (v128.xor (i64x2.shl (local.get $a) (i32.const 7)) (f64x2.pmax (local.get $c) (local.get $b))) (i32.rotl (i32x4.extract_lane 1 (local.get $a)) (i32.const 9))))",
            "(local.set $c (i8x16.sub (i16x8.extmul_low_i8x16_u (local.get $a) (local.get $b)) (i8x16.splat (i32.wrap_i64 (i64.rotr (i64x2.extract_lane 0 (local.get $b)) (i64.const 40))))))");
        var text = $"""
            (module (func (export "f") (param $n i64) (result i64) (local $a v128) (local $b v128) (local $c v128)
              (local.set $a (i64x2.splat (local.get $n)))
              (local.set $b (v128.const i64x2 0x123456789 0xFEDCBA9876))
              {string.Concat(Enumerable.Repeat(round, 200))}
              (i64.xor (i64x2.extract_lane 0 (v128.xor (local.get $a) (local.get $c))) (i64x2.extract_lane 1 (local.get $b)))))
            """;
        Assert.Equal(Run(text, ExecutionTier.Interpreter), Run(text, ExecutionTier.Jit));

        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit });
        using var module = engine.LoadModuleText(text);
        Assert.True(new CodeExplorer(module).TryList(0, out var listing, out _));
        Assert.DoesNotContain("Weft.Semantics", listing);
    }

    private static long Run(string text, ExecutionTier tier)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        return new Linker(engine).Instantiate(store, engine.LoadModuleText(text)).GetFunction<Func<long, long>>("f")(0x0123_4567_89AB_CDEF);
    }

    [Fact]
    public void Methods_that_do_more_are_called()
    {
        Assert.Null(LeafCode.Find(EmitterTable.Find(Opcode.I32RemS)!.Method!));
        Assert.Null(LeafCode.Find(((Func<int, int>)Twice).Method));
        Assert.Null(LeafCode.Find(((Func<Vector128<byte>, Vector128<byte>, Vector128<byte>>)Unmarked).Method));
    }

    private static int Twice(int number) => number + number;

    private static Vector128<byte> Unmarked(Vector128<byte> first, Vector128<byte> second) => second - first;
}
