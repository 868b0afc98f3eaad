using Weft.Components.CanonicalAbi;
using Weft.Wasm;
using Xunit;

namespace Weft.Components.Tests.CanonicalAbi;

/// <summary>What a guest is asked for when a string comes to it in another encoding: what store_string_into_range of definitions.py asks for.</summary>
public sealed class StringTranscodingTests
{
    [Theory]
    [InlineData("abc", StringEncoding.Utf16, StringEncoding.Utf8, "0+0/1:3", 3)]
    [InlineData("ab\u00E9", StringEncoding.Utf16, StringEncoding.Utf8, "0+0/1:3 1024+3/1:9 1027+9/1:4", 4)]
    [InlineData("\u20AC", StringEncoding.Utf16, StringEncoding.Utf8, "0+0/1:1 1024+1/1:3", 3)]
    [InlineData("a\u00E9", StringEncoding.Latin1Utf16, StringEncoding.Utf8, "0+0/1:2 1024+2/1:4 1026+4/1:3", 3)]
    [InlineData("\u00E9\u00E9", StringEncoding.Latin1Utf16, StringEncoding.Utf8, "0+0/1:2 1024+2/1:4", 4)]
    [InlineData("abc", StringEncoding.Utf8, StringEncoding.Utf16, "0+0/2:6", 3)]
    [InlineData("\u00E0\u00E0", StringEncoding.Utf8, StringEncoding.Utf16, "0+0/2:8 1024+8/2:4", 2)]
    [InlineData("\u00E0\u00E0", StringEncoding.Latin1Utf16, StringEncoding.Utf16, "0+0/2:4", 2)]
    [InlineData("\u20AC", StringEncoding.Latin1Utf16, StringEncoding.Utf16, "0+0/2:2", 1)]
    [InlineData("abc", StringEncoding.Utf8, StringEncoding.Latin1Utf16, "0+0/2:3", 3)]
    [InlineData("\u00CB", StringEncoding.Utf8, StringEncoding.Latin1Utf16, "0+0/2:2 1024+2/2:1", 1)]
    [InlineData("\u00CB\u231B", StringEncoding.Utf8, StringEncoding.Latin1Utf16, "0+0/2:5 1024+5/2:10 1030+10/2:4", 2)]
    [InlineData("a\u20AC", StringEncoding.Utf16, StringEncoding.Latin1Utf16, "0+0/2:2 1024+2/2:4", 2)]
    [InlineData("a\u20AC", StringEncoding.Latin1Utf16, StringEncoding.Latin1Utf16, "0+0/2:4", 2)]
    public void Memory_is_asked_for_as_the_specification_does(string text, StringEncoding source, StringEncoding target, string calls, int units)
    {
        var isUtf16 = source == StringEncoding.Utf16 || (source == StringEncoding.Latin1Utf16 && text.Any(character => character > 0xFF));
        var sourceUnits = source == StringEncoding.Utf8 ? System.Text.Encoding.UTF8.GetByteCount(text) : text.Length;
        var (asked, back, length) = Write(text, sourceUnits, source, target, isUtf16);
        Assert.Equal(calls, asked);
        Assert.Equal(text, back);
        Assert.Equal((uint)units, length & int.MaxValue);
    }

    [Fact]
    public void What_was_utf16_and_need_not_be_becomes_latin1()
    {
        var (asked, back, length) = Write("ab", 2, StringEncoding.Latin1Utf16, StringEncoding.Latin1Utf16, isUtf16: true);
        Assert.Equal("0+0/2:4 1024+4/1:2", asked);
        Assert.Equal("ab", back);
        Assert.Equal(2UL, length);
    }

    private static (string Asked, string Back, ulong Units) Write(string text, int sourceUnits, StringEncoding source, StringEncoding target, bool isUtf16)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var memory = new Memory(store, new MemoryType(new Limits(1, null)));
        var asked = new List<string>();
        var top = 1024UL;
        var realloc = new Function(store, new FunctionType([Wasm.ValueType.I32, Wasm.ValueType.I32, Wasm.ValueType.I32, Wasm.ValueType.I32], [Wasm.ValueType.I32]), (Caller _, Span<ulong> slots) =>
        {
            asked.Add($"{slots[0]}+{slots[1]}/{slots[2]}:{slots[3]}");
            var at = (top + slots[2] - 1) & ~(slots[2] - 1);
            top = at + slots[3];
            memory.GetSpan(slots[0], (int)Math.Min(slots[1], slots[3])).CopyTo(memory.GetSpan(at, (int)slots[3]));
            slots[0] = at;
        });
        var options = new CanonicalOptions(new InstanceState(store, null)) { Encoding = target, Memory = memory, Realloc = realloc };
        var (address, units) = StringTranscoding.Lower(new LowerContext(options, new CallScope()), text, sourceUnits, source, isUtf16);
        return (string.Join(' ', asked), StringLifting.Lift(new LiftContext(options, new CallScope()), address, units), units);
    }
}
