// Of which loads something uses all that is read.
using Weft.Compiler;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Weft.Wasm.Text;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Tests.Compiler;

public sealed class ValueUsesTests
{
    [Theory]
    [InlineData("(i32.store16 (i32.const 0) (i32.add (i32.load16_u (local.get 0)) (i32.const 3)))", false)]
    [InlineData("(i32.store16 (i32.const 0) (i32.mul (i32.load16_s (local.get 0)) (local.get 0)))", false)]
    [InlineData("(i32.store (i32.const 0) (i32.and (i32.load16_u (local.get 0)) (i32.const 65535)))", false)]
    [InlineData("(i32.store (i32.const 0) (i32.extend16_s (i32.load16_u (local.get 0))))", false)]
    [InlineData("(i64.store32 (i32.const 0) (i64.add (i64.load32_u (local.get 0)) (i64.const 3)))", false)]
    [InlineData("(i32.store (i32.const 0) (i32.wrap_i64 (i64.load32_u (local.get 0))))", false)]
    [InlineData("(i32.store8 (i32.const 0) (i32.load8_u (local.get 0)))", false)]
    [InlineData("(i32.store8 (i32.const 0) (i32.load16_u (local.get 0)))", true)]
    [InlineData("(i32.store16 (i32.const 0) (i32.shl (i32.load16_u (local.get 0)) (i32.const 8)))", true)]
    [InlineData("(i32.store16 (i32.const 0) (i32.and (i32.load16_u (local.get 0)) (i32.const 255)))", true)]
    [InlineData("(i32.store16 (i32.const 0) (i32.load (local.get 0)))", true)]
    [InlineData("(i64.store16 (i32.const 0) (i64.load32_u (local.get 0)))", true)]
    [InlineData("(i64.store32 (i32.const 0) (i64.load (local.get 0)))", true)]
    [InlineData("(i32.store16 (i32.const 0) (i32.wrap_i64 (i64.load32_u (local.get 0))))", true)]
    [InlineData("(i32.store (i32.const 0) (i32.and (i32.load (local.get 0)) (i32.const 65535)))", true)]
    [InlineData("(drop (i32.load16_u (local.get 0)))", true)]
    [InlineData("(v128.store (i32.const 0) (v128.bitselect (v128.load (local.get 0)) (i8x16.splat (local.get 0)) (v128.const i64x2 0 0)))", true)]
    [InlineData("(v128.store (i32.const 0) (v128.bitselect (i8x16.splat (local.get 0)) (v128.load (local.get 0)) (i8x16.splat (i32.const -1))))", true)]
    [InlineData("(v128.store (i32.const 0) (i8x16.ge_u (v128.load (local.get 0)) (v128.const i64x2 0 0)))", true)]
    [InlineData("(v128.store (i32.const 0) (i32x4.gt_s (v128.load (local.get 0)) (v128.const i32x4 0x7fffffff 0x7fffffff 0x7fffffff 0x7fffffff)))", true)]
    [InlineData("(v128.store (i32.const 0) (f32x4.lt (v128.load (local.get 0)) (v128.const f32x4 nan nan nan nan)))", true)]
    [InlineData("(v128.store (i32.const 0) (f64x2.mul (v128.const f64x2 1 nan) (v128.load (local.get 0))))", true)]
    [InlineData("(v128.store (i32.const 0) (i16x8.mul (v128.load (local.get 0)) (i16x8.splat (i32.const 0))))", true)]
    [InlineData("(v128.store (i32.const 0) (i8x16.shuffle 31 30 29 28 31 30 29 28 31 30 29 28 31 30 29 28 (v128.load (local.get 0)) (i8x16.splat (local.get 0))))", true)]
    [InlineData("(v128.store (i32.const 0) (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (i8x16.splat (local.get 0)) (v128.load (local.get 0))))", true)]
    [InlineData("(v128.store (i32.const 0) (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 16 (i8x16.splat (local.get 0)) (v128.load (local.get 0))))", false)]
    [InlineData("(v128.store (i32.const 0) (i8x16.add (v128.load (local.get 0)) (v128.const i64x2 1 2)))", false)]
    public void What_is_read_and_not_used_is_found(string body, bool expected)
    {
        var definition = WatParser.Parse($"(module (memory 1) (func (param i32) {body}))");
        var module = ModuleValidator.Validate(definition, new TypeRegistry());
        var uses = new ValueUses(module, new Inlining(module, new CompilerSettings(GuardPages: true, Metered: false)));
        uses.Run(0);

        var instructions = definition.Functions[0].Body.ReadInstructions(out _);
        var instruction = default(Instruction);
        do
        {
            instructions.Read(ref instruction);
        }
        while (!ValueUses.IsLoad(instruction.Opcode));

        Assert.Equal(expected, uses.MayBePartial(instruction.Offset));
    }
}
