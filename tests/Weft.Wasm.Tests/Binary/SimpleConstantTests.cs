// Constant expressions that are one integer constant, which are read without the table of instructions.
using Weft.Wasm.Binary;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Wasm.Tests.Binary;

public sealed class SimpleConstantTests
{
    [Theory]
    [InlineData("i32", "i32.const 0", ValueKind.I32, 0UL)]
    [InlineData("i32", "i32.const -1", ValueKind.I32, 0xFFFF_FFFFUL)]
    [InlineData("i32", "i32.const 0x12345678", ValueKind.I32, 0x12345678UL)]
    [InlineData("i64", "i64.const -2", ValueKind.I64, ulong.MaxValue - 1)]
    [InlineData("i64", "i64.const 64", ValueKind.I64, 64UL)]
    public void One_integer_is_known(string type, string expression, ValueKind kind, ulong value)
    {
        var initializer = Read($"(module (global {type} ({expression})) (global i32 (i32.const 7)))", 0);
        Assert.True(initializer.TryGetInteger(out var actualKind, out var actual));
        Assert.Equal((kind, value), (actualKind, actual));
    }

    [Theory]
    [InlineData("f32", "f32.const 1")]
    [InlineData("i32", "i32.add (i32.const 1) (i32.const 2)")]
    [InlineData("i64", "i64.mul (i64.const 1) (i64.const 2)")]
    [InlineData("funcref", "ref.null func")]
    [InlineData("v128", "v128.const i64x2 1 2")]
    public void Anything_else_is_left_to_the_instructions(string type, string expression)
    {
        var initializer = Read($"(module (global {type} ({expression})) (global i32 (i32.const 7)))", 0);
        Assert.False(initializer.TryGetInteger(out _, out _));
        Assert.True(Read($"(module (global {type} ({expression})) (global i32 (i32.const 7)))", 1).TryGetInteger(out _, out var next));
        Assert.Equal(7UL, next);
    }

    // The expression ends in the middle, has a number that is too long, one that is too large, or no end.
    [Theory]
    [InlineData(0x41)]
    [InlineData(0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0x0B)]
    [InlineData(0x41, 0xFF, 0xFF, 0xFF, 0xFF, 0x17, 0x0B)]
    [InlineData(0x42, 0x80)]
    [InlineData(0x41, 0x00)]
    [InlineData(0x42, 0x00, 0x0F)]
    public void Malformed_ones_are_refused(params int[] expression)
    {
        byte[] global = [0x01, expression[0] == 0x41 ? (byte)0x7F : (byte)0x7E, 0x00, .. expression.Select(value => (byte)value)];
        byte[] module = [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0, 6, (byte)global.Length, .. global];
        Assert.Throws<MalformedModuleException>(() => ModuleReader.Read(module));
    }

    [Fact]
    public void Names_may_have_any_characters_and_must_be_UTF_8()
    {
        static byte[] Module(params byte[] name) => [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0, 5, 3, 1, 0, 0, 7, (byte)(name.Length + 4), 1, (byte)name.Length, .. name, 2, 0];
        Assert.Equal("aé€😀", ModuleReader.Read(Module([.. "aé€😀"u8])).Exports[0].Name);
        Assert.Equal("", ModuleReader.Read(Module()).Exports[0].Name);
        Assert.Contains("malformed UTF-8", Assert.Throws<MalformedModuleException>(() => ModuleReader.Read(Module((byte)'a', 0xC0, 0x80))).Message);
        Assert.Contains("malformed UTF-8", Assert.Throws<MalformedModuleException>(() => ModuleReader.Read(Module(0xED, 0xA0, 0x80))).Message);
    }

    private static ConstantExpression Read(string text, int global) => ModuleReader.Read(ModuleWriter.Write(WatParser.Parse(text))).Globals[global].Initializer;
}
