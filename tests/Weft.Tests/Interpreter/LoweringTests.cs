// What lowering makes of function bodies: which instructions become one, where operands are, what of it all a hostile body can blow up.
using System.Text;
using Weft.Interpreter;
using Weft.Interpreter.Lowering;
using Weft.Wasm;
using Weft.Wasm.Text;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Tests.Interpreter;

public sealed class LoweringTests
{
    [Fact]
    public void Operands_stay_in_locals_and_constants_and_results_go_straight_to_locals() => AssertCode(
        "(param i32 i32) (result i32) (local i32) (local.set 2 (i32.add (local.get 0) (local.get 1))) (i32.mul (local.get 2) (i32.const 10))",
        "Zero 2 #1; I32Add 2 0 1; I32MulI 5 2 #10; Return1 #3 5");

    [Fact]
    public void A_local_that_changes_is_saved_for_who_has_read_it() => AssertCode(
        "(param i32) (result i32) (local.get 0) (local.set 0 (i32.const 5)) (local.get 0) i32.sub",
        "Copy 3 0; Const32 0 #5; I32Sub 3 3 0; Return1 #1 3");

    [Fact]
    public void Comparisons_become_part_of_branches() => AssertCode(
        "(param i32) (loop (local.set 0 (i32.add (local.get 0) (i32.const -1))) (br_if 0 (i32.gt_s (local.get 0) (i32.const 7))))",
        "I32AddI 0 0 #-1; BkI32GtSI 0 #7 ->0; Return #1");

    [Fact]
    public void A_negated_comparison_is_the_opposite_one() => AssertCode(
        "(param i64 i64) (if (i32.eqz (i64.lt_u (local.get 0) (local.get 1))) (then (unreachable)))",
        "BrI64LtU 0 1 ->6; Unreachable; Return #2");

    [Fact]
    public void A_mask_that_is_tested_for_zero_becomes_part_of_the_branch() => AssertCode(
        "(param i32) (block (br_if 0 (i32.eqz (i32.and (local.get 0) (i32.const 4)))) (unreachable))",
        "BrI32NotAndI 0 #4 ->7; Unreachable; Return #1");

    [Fact]
    public void A_mask_that_a_local_keeps_is_computed() => AssertCode(
        "(param i32) (block (br_if 0 (i32.eqz (local.tee 0 (i32.and (local.get 0) (i32.const 4))))) (unreachable))",
        "I32AndI 0 0 #4; BrI32Eqz 0 ->10; Unreachable; Return #1");

    [Fact]
    public void Addresses_are_computed_by_the_access() => AssertCode(
        "(param i32 i32) (result i32) (i32.store offset=8 (i32.add (local.get 0) (local.get 1)) (i32.const 3)) " +
        "(i32.load (i32.add (local.get 0) (i32.shl (local.get 1) (i32.const 2))))",
        "Const32 6 #3; I32StoreA 0 1 6 #8; I32LoadS 4 0 1 #2 #0; Return1 #2 4");

    [Fact]
    public void A_constant_address_is_an_operand() => AssertCode(
        "(result i64) (i64.load offset=4 (i32.const 16))", "I64LoadC 3 #20; Return1 #1 3");

    [Fact]
    public void Explicit_bounds_use_the_checked_forms() => AssertCode(
        "(param i32) (result i32) (i32.load8_u offset=4 (local.get 0))", "I32Load8UB 3 0 #4; Return1 #1 3", guardPages: false);

    [Fact]
    public void Metered_code_pays_for_each_block_at_its_start() => AssertCode(
        "(param i32) (if (local.get 0) (then (nop) (nop))) (nop)", "Fuel #2; BrI32Eqz 0 ->10; Fuel #3; Fuel #2; Return #1", metered: true);

    [Fact]
    public void What_cannot_be_reached_is_not_lowered() => AssertCode(
        "(result i32) (block (result i32) (br 0 (i32.const 1)) (block (call 0) (drop)) (i32.const 2))",
        "Const32 3 #1; Jump ->7; Return1 #1 3");

    [Fact]
    public void Every_position_leads_back_to_its_instruction()
    {
        var module = Validate("(param i32 i32) (result i32) (i32.load (i32.add (local.get 0) (local.get 1)))", out var lowering);
        var body = module.Definition.Functions[0].Body.Bytes.Span;
        var function = lowering.Lower(0);
        var length = function.Code.Length;
        Assert.Equal(0x28, body[lowering.FindOffset(0, 0)]);
        Assert.Equal(0x0B, body[lowering.FindOffset(0, length - 1)]);
    }

    [Theory]
    [InlineData(40_000)]
    public void Large_functions_are_lowered_in_linear_time_and_space(int count)
    {
        var text = new StringBuilder("(param i32) (result i32) ");
        text.Insert(text.Length, "(block ", count).Insert(text.Length, "(local.get 0) ", count).Append("(br_table");
        for (var i = 0; i < count; i++)
        {
            text.Append(' ').Append(i);
        }

        text.Append(" (local.get 0)) ").Insert(text.Length, ")", count).Append("(i32.const 0)");
        Validate(text.ToString(), out var lowering);
        Assert.InRange(lowering.Lower(0).Code.Length, count, 20 * count);
    }

    private static ValidatedModule Validate(string body, out FunctionLowering lowering, bool guardPages = true, bool metered = false)
    {
        var types = new TypeRegistry();
        var module = ModuleValidator.Validate(WatParser.Parse($"(module (memory 1) (func {body}))"), types);
        lowering = new FunctionLowering(module, new LoweringOptions(guardPages, metered), new ShapeRegistry(types, emits: false));
        return module;
    }

    private static void AssertCode(string body, string expected, bool guardPages = true, bool metered = false)
    {
        Validate(body, out var lowering, guardPages, metered);
        var lines = BytecodePrinter.Print(lowering.Lower(0)).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.Equal(expected, string.Join("; ", lines.Select(line => line.TrimStart().Split("  ", 2)[1])));
    }
}
