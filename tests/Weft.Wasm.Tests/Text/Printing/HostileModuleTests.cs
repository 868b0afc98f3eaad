// Modules that were made to hurt a printer: deep, wide, long, or not code at all.
using System.Diagnostics;
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Wasm.Tests.Text.Printing;

public sealed class HostileModuleTests
{
    private static readonly WatPrinterOptions s_folded = new() { Folded = true };

    [Theory]
    [InlineData(new byte[] { 0 }, "unexpected end")] // no end
    [InlineData(new byte[] { 0, 0xFF, 0x0B }, "illegal opcode")]
    [InlineData(new byte[] { 0, 0x05, 0x0B }, "unexpected else")]
    [InlineData(new byte[] { 0, 0x19, 0x0B }, "unexpected catch_all")]
    [InlineData(new byte[] { 0, 0x02, 0x40, 0x18, 0x00, 0x0B }, "unexpected delegate")]
    [InlineData(new byte[] { 0, 0x04, 0x40, 0x05, 0x05, 0x0B, 0x0B }, "unexpected else")] // twice
    [InlineData(new byte[] { 0, 0x0B, 0x01 }, "section size mismatch")] // more after the end
    [InlineData(new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F, 0x0B }, "too many locals")]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0x7F, 0x0B }, "unexpected end")] // groups of locals that cannot be
    public void A_body_that_is_no_code_is_malformed(byte[] body, string message)
    {
        var module = WatParser.Parse("(module (func))");
        module = module with { Functions = [new FunctionDefinition(0, new FunctionBody(body, Offset: 100))] };
        foreach (var options in new[] { WatPrinterOptions.Default, s_folded })
        {
            var error = Assert.Throws<MalformedModuleException>(() => WatPrinter.Print(module, options));
            Assert.StartsWith(message, error.Reason, StringComparison.Ordinal);
            Assert.InRange(error.ByteOffset!.Value, 100, 100 + body.Length);
        }
    }

    // The number of bytes that open and close what nests.
    public static TheoryData<string, byte[], byte[]> Nests => new()
    {
        { "blocks", [0x02, 0x40], [0x0B] },
        { "loops with a result", [0x03, 0x7F], [0x0B] },
        { "ifs", [0x41, 0x00, 0x04, 0x40], [0x0B] },
        { "ifs with else inside", [0x41, 0x00, 0x04, 0x40, 0x05], [0x0B] },
        { "ifs as conditions", [0x41, 0x00], [0x04, 0x7F, 0x41, 0x00, 0x05, 0x41, 0x00, 0x0B] },
        { "tries", [0x06, 0x40], [0x19, 0x0B] },
        { "delegates", [0x06, 0x40], [0x18, 0x00] },
        { "operands", [0x41, 0x00], [0x45] },
        { "blocks in operands", [0x02, 0x7F, 0x41, 0x00], [0x45, 0x0B] },
    };

    [Theory]
    [MemberData(nameof(Nests))]
    public void Nesting_costs_neither_stack_nor_indentation(string what, byte[] open, byte[] close)
    {
        const int depth = 45_000;
        byte[] body =
        [
            0,
            .. what is "operands" or "ifs as conditions" ? open : Enumerable.Repeat(open, depth).SelectMany(bytes => bytes),
            .. Enumerable.Repeat(close, depth).SelectMany(bytes => bytes),
            0x0B,
        ];
        var module = WatParser.Parse("(module (func))");
        module = module with { Functions = [new FunctionDefinition(0, new FunctionBody(body))] };
        var binary = ModuleWriter.Write(module);
        foreach (var options in new[] { WatPrinterOptions.Default, s_folded })
        {
            var text = WatPrinter.Print(module, options);
            Assert.InRange(text.Length, depth, depth * 1000);
            Assert.True(ModuleWriter.Write(WatParser.Parse(text)).AsSpan().SequenceEqual(binary), what);
        }
    }

    [Fact]
    public void Names_made_to_collide_cost_linear_time()
    {
        const int count = 20_000;
        var writer = new NameSectionWriter();
        for (var i = 0; i < count; i++)
        {
            // Half of the functions bear the unique forms that the other half would get.
            writer.Add(NameKind.Function, i, System.Text.Encoding.UTF8.GetBytes(i < count / 2 ? "f" : $"f#{i - (count / 2)}"));
        }

        var module = WatParser.Parse($"(module {string.Concat(Enumerable.Repeat("(func)", count))})") with { CustomSections = [writer.ToCustomSection()] };
        var watch = Stopwatch.StartNew();
        var text = WatPrinter.Print(module);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.True(ModuleWriter.Write(module).AsSpan().SequenceEqual(ModuleWriter.Write(WatParser.Parse(text))));
    }

    [Fact]
    public void Long_labels_in_long_tables_do_not_fill_the_memory()
    {
        // 100,000 branches to a label of 100,000 characters are 10 GB of text: more than the limit, and nothing is kept of it.
        var label = new string('x', 100_000);
        var branches = string.Concat(Enumerable.Repeat("0 ", 100_000));
        var module = WatParser.Parse($"(module (func (block ${label} (br_table {branches} (i32.const 0)))))");
        foreach (var options in new[] { WatPrinterOptions.Default, s_folded })
        {
            var error = Assert.Throws<MalformedModuleException>(() => WatPrinter.Print(module, TextWriter.Null, options));
            Assert.StartsWith("the text of the module is too long", error.Reason, StringComparison.Ordinal);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, 2L << 30);
    }
}
