// Which comparisons wait in straight code for the branch that goes by them.
using Weft.Compiler;
using Weft.Wasm;
using Weft.Wasm.Text;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Tests.Compiler;

public sealed class KeptConditionsTests
{
    private const string Compare = "(local.set 1 (i32.lt_s (local.get 0) (i32.const 7)))";
    private const string Change = "(local.set 0 (i32.const 5))";
    private const string Branch = "(block $b (br_if $b (local.get 1)) (local.set 0 (i32.const 6)))";

    [Theory]
    [InlineData(Compare + Change + "(if (local.get 1) (then (local.set 0 (i32.const 6))))", 1)]
    [InlineData(Compare + Change + "(if (i32.eqz (local.get 1)) (then (local.set 0 (i32.const 6))))", 1)]
    [InlineData(Compare + Change + "(drop (select (local.get 0) (i32.const 3) (local.get 1)))", 1)]
    [InlineData("(block $b " + Compare + Change + "(br_if $b (local.get 1)))", 1)]
    [InlineData("(loop $l " + Compare + Change + "(br_if $l (local.get 1)))", 1)]

    // A label between them, another reader, another local, something else than a comparison.
    [InlineData(Compare + Change + Branch, 0)]
    [InlineData(Compare + "(drop (local.get 1)) (if (local.get 1) (then (local.set 0 (i32.const 6))))", 0)]
    [InlineData(Compare + "(local.set 2 (local.get 1)) (if (local.get 2) (then (local.set 0 (i32.const 6))))", 0)]
    [InlineData(Compare + "(local.set 1 (i32.const 3)) (if (local.get 1) (then (local.set 0 (i32.const 6))))", 0)]
    [InlineData("(local.set 1 (i32.sub (local.get 0) (i32.const 7)))" + Change + "(if (local.get 1) (then (local.set 0 (i32.const 6))))", 0)]
    [InlineData(Compare + Change + "(drop (i32.add (local.get 1) (i32.const 6)))", 0)]
    public void Comparisons_wait_for_one_branch_in_straight_code(string body, int expected)
    {
        var module = ModuleValidator.Validate(WatParser.Parse($"(module (func (param i32) (local i32 i32) {body}))"), new TypeRegistry());
        var scan = new FunctionScan(module);
        scan.Run(0, metered: false);
        Assert.Equal(expected, scan.Operands.Conditions.Found.Count);
    }
}
