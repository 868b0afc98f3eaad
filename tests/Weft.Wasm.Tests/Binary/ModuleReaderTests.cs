using System.Buffers;
using Weft.Wasm.Binary;
using Xunit;

namespace Weft.Wasm.Tests.Binary;

public sealed class ModuleReaderTests
{
    // (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add) (memory 1 2) (data (i32.const 3) "hi"))
    private static readonly byte[] s_module =
    [
        0, 0x61, 0x73, 0x6D, 1, 0, 0, 0,
        1, 7, 1, 0x60, 2, 0x7F, 0x7F, 1, 0x7F,
        3, 2, 1, 0,
        5, 4, 1, 1, 1, 2,
        7, 7, 1, 3, (byte)'a', (byte)'d', (byte)'d', 0, 0,
        10, 9, 1, 7, 0, 0x20, 0, 0x20, 1, 0x6A, 0x0B,
        11, 8, 1, 0, 0x41, 3, 0x0B, 2, (byte)'h', (byte)'i',
        0, 5, 1, (byte)'x', 1, 2, 3,
    ];

    [Fact]
    public void Reads_every_section()
    {
        var module = ModuleReader.Read(s_module);
        var type = Assert.IsType<FunctionType>(module.Types[0].Types[0].Composite);
        Assert.Equal("[i32 i32] -> [i32]", type.ToString());
        Assert.Equal(new Limits(1, 2), module.Memories[0].Limits);
        Assert.Equal(new Export("add", ExternalKind.Function, 0), module.Exports[0]);
        Assert.Equal(7, module.Functions[0].Body.Bytes.Length);
        Assert.Equal("hi"u8.ToArray(), module.Data[0].Bytes.ToArray());
        Assert.Equal(SectionPlace.Last, module.CustomSections[0].Place);
    }

    [Fact]
    public void Writing_what_was_read_gives_the_same_bytes() => Assert.Equal(s_module, ModuleWriter.Write(ModuleReader.Read(s_module)));

    [Fact]
    public async Task Streams_and_sequences_read_the_same_module()
    {
        using var stream = new MemoryStream(s_module);
        Assert.Equal(s_module, ModuleWriter.Write(ModuleReader.Read(stream)));
        stream.Position = 0;
        Assert.Equal(s_module, ModuleWriter.Write(await ModuleReader.ReadAsync(stream, TestContext.Current.CancellationToken)));
        Assert.Equal(s_module, ModuleWriter.Write(ModuleReader.Read(new ReadOnlySequence<byte>(s_module))));
    }

    [Fact]
    public void Every_prefix_is_refused_or_a_smaller_module()
    {
        for (var length = 0; length < s_module.Length; length++)
        {
            try
            {
                ModuleReader.Read(s_module.AsMemory(0, length));
            }
            catch (MalformedModuleException error)
            {
                Assert.InRange(error.ByteOffset!.Value, 0, length);
            }
        }
    }

    [Theory]
    [InlineData("00 61 73", "unexpected end")]
    [InlineData("00 61 73 6D", "unexpected end")]
    [InlineData("00 61 73 6E 01 00 00 00", "magic header not detected")]
    [InlineData("00 61 73 6D 0D 00 01 00", "unknown binary version 13: expected 1; this is a component")]
    [InlineData("00 61 73 6D 01 00 00 00 0E 01 00", "malformed section id 14")]
    [InlineData("00 61 73 6D 01 00 00 00 01 05 00", "length out of bounds")]
    [InlineData("00 61 73 6D 01 00 00 00 01 02 00 00", "section size mismatch")]
    [InlineData("00 61 73 6D 01 00 00 00 01 01 00 01 01 00", "unexpected content after last section")]
    [InlineData("00 61 73 6D 01 00 00 00 03 02 01 00", "function and code section have inconsistent lengths")]
    [InlineData("00 61 73 6D 01 00 00 00 0C 01 03", "data count and data section have inconsistent lengths")]
    [InlineData("00 61 73 6D 01 00 00 00 05 02 01 10", "malformed limits flags")]
    [InlineData("00 61 73 6D 01 00 00 00 02 05 01 00 00 05 00", "malformed import kind")]
    [InlineData("00 61 73 6D 01 00 00 00 00 02 01 FF", "malformed UTF-8 encoding")]
    [InlineData("00 61 73 6D 01 00 00 00 01 06 FF FF FF FF 0F 00", "unexpected end of section or function: 4294967295 types announced")]
    public void Says_what_is_wrong(string bytes, string message)
    {
        var error = Assert.Throws<MalformedModuleException>(() => ModuleReader.Read(Convert.FromHexString(bytes.Replace(" ", ""))));
        Assert.StartsWith(message, error.Message);
    }
}
