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
