// Callees are compiled before their callers, however the module lists them; only what calls in a circle cannot be.
using System.Globalization;
using System.Text;
using Weft.Compiler;
using Weft.Wasm;
using Weft.Wasm.Text;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Tests.Compiler;

public sealed class CompileOrderTests
{
    [Theory]
    [InlineData("0: 1 2 | 1: 2 | 2:", "2 1 0", "")]
    [InlineData("0: | 1: 0 | 2: 1 0 3 | 3:", "0 3 1 2", "")]
    [InlineData("0: 0 1 | 1:", "1 0", "0")]
    [InlineData("0: 1 3 | 1: 2 | 2: 0 3 | 3:", "3 2 1 0", "0")]
    [InlineData("0: 1 | 1: 1 0 | 2: 0", "1 0 2", "0 1")]
    public void Callees_come_first(string calls, string expected, string calledBack)
    {
        var module = Make(calls.Split('|').Select(line => line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        var order = new CompileOrder(module, [.. Enumerable.Range(0, module.Definition.Functions.Length)]);
        Assert.Equal(expected, string.Join(' ', order.Functions));
        Assert.Equal(calledBack, string.Join(' ', order.CalledBack.Order()));
    }

    [Fact]
    public void Functions_that_are_not_asked_for_are_left_out()
    {
        var order = new CompileOrder(Make([["1"], ["2"], []]), [0, 2]);
        Assert.Equal([0, 2], order.Functions);
    }

    // As deep as a guest likes.
    [Fact]
    public void A_long_chain_takes_no_stack()
    {
        const int Length = 200_000;
        var module = Make(Enumerable.Range(0, Length).Select(i => i + 1 < Length ? (string[])[(i + 1).ToString(CultureInfo.InvariantCulture)] : []));
        var order = new CompileOrder(module, [.. Enumerable.Range(0, Length)]);
        Assert.Equal(Enumerable.Range(0, Length).Reverse(), order.Functions);
    }

    private static ValidatedModule Make(IEnumerable<string[]> calls)
    {
        var text = new StringBuilder("(module");
        foreach (var callees in calls)
        {
            text.Append("(func");
            foreach (var callee in callees)
            {
                text.Append("(call ").Append(callee).Append(')');
            }

            text.Append(')');
        }

        return ModuleValidator.Validate(WatParser.Parse(text.Append(')').ToString()), new TypeRegistry());
    }
}
