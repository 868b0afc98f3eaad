// The words, frames and texts of traps.

using Weft.Wasm;
using Xunit;

namespace Weft.Tests.Traps;

public sealed class TrapTests
{
    [Fact]
    public void Every_kind_has_its_own_words()
    {
        string[] messages = [.. Enum.GetValues<TrapKind>().Select(TrapKinds.Message)];
        Assert.All(messages, message => Assert.Matches("^[a-z][a-z0-9 ]+$", message));
        Assert.Equal(messages.Length, messages.Distinct().Count());
    }

    [Fact]
    public void A_value_that_is_no_kind_has_no_words() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TrapKinds.Message((TrapKind)(-1)));

    [Fact]
    public void The_message_is_the_words_then_the_detail()
    {
        var plain = new TrapException(TrapKind.IntegerDivideByZero);
        Assert.Equal("integer divide by zero", plain.Message);
        Assert.Null(plain.Detail);
        Assert.Null(plain.WasmStackTrace);

        var detailed = new TrapException(TrapKind.MemoryOutOfBounds, "address 0x10000 in memory 0");
        Assert.Equal("out of bounds memory access: address 0x10000 in memory 0", detailed.Message);
        Assert.Equal(TrapKind.MemoryOutOfBounds, detailed.Kind);
        Assert.IsType<WasmException>(detailed, exactMatch: false);
    }

    [Fact]
    public void A_trace_is_a_line_a_frame()
    {
        var trace = new WasmStackTrace([new WasmFrame(null, 12, "name", 0x1a4), new WasmFrame("app", 3, null, 16)], omittedFrameCount: 7);
        Assert.Equal(
            ["  at name (func 12, offset 0x1a4)", "  at app!<unnamed> (func 3, offset 0x10)", "  ... and 7 more"],
            trace.ToString().Split(Environment.NewLine));
        Assert.Equal(2, trace.Count);
        Assert.Equal(12, trace[0].FunctionIndex);
    }

    [Fact]
    public void A_frame_shows_its_source_where_that_is_known()
    {
        var frame = new WasmFrame(null, 12, "name", 0x1a4) { SourceLocation = new SourceLocation("src/file.c", 12, 5) };
        Assert.Equal("  at name (src/file.c:12:5, func 12, offset 0x1a4)", frame.ToString());
        Assert.Equal("  at name (a\uFFFDb:3, func 12, offset 0x1a4)", (frame with { SourceLocation = new SourceLocation("a\nb", 3, 0) }).ToString());
    }

    [Fact]
    public void A_hostile_name_cannot_write_control_characters()
    {
        string line = new WasmFrame(null, 0, "a\n\u001b[2J\u202eb" + new string('x', 1000), 0).ToString();
        Assert.StartsWith("  at a\uFFFD\uFFFD[2J\uFFFDbxxx", line, StringComparison.Ordinal);
        Assert.EndsWith("x... (func 0, offset 0x0)", line, StringComparison.Ordinal);
        Assert.True(line.Length < 300);
    }
}
