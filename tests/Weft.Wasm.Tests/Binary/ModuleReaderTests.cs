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
    public async Task Slow_streams_and_split_sequences_read_the_same_module()
    {
        using var slow = new SlowStream(s_module);
        Assert.Equal(s_module, ModuleWriter.Write(ModuleReader.Read(slow)));
        using var again = new SlowStream(s_module);
        Assert.Equal(s_module, ModuleWriter.Write(await ModuleReader.ReadAsync(again, TestContext.Current.CancellationToken)));
        var first = new Segment(s_module.AsMemory(0, 3), 0);
        var last = first.Append(s_module.AsMemory(3, 20)).Append(s_module.AsMemory(23));
        Assert.Equal(s_module, ModuleWriter.Write(ModuleReader.Read(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length))));
    }

    [Fact]
    public async Task Reading_can_be_cancelled()
    {
        using var stream = new SlowStream(s_module);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ModuleReader.ReadAsync(stream, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Writes_to_buffers_and_streams()
    {
        var module = ModuleReader.Read(s_module);
        var buffer = new ArrayBufferWriter<byte>();
        ModuleWriter.Write(module, buffer);
        Assert.Equal(s_module, buffer.WrittenSpan.ToArray());
        using var stream = new MemoryStream();
        ModuleWriter.Write(module, stream);
        Assert.Equal(s_module, stream.ToArray());
    }

    [Fact]
    public void Bodies_and_data_are_views_of_the_input()
    {
        var bytes = (byte[])s_module.Clone();
        var module = ModuleReader.Read(bytes);
        bytes[(int)module.Functions[0].Body.Offset + 2] = 7;
        Assert.Equal(7, module.Functions[0].Body.Bytes.Span[2]);
        bytes[^9] = (byte)'H';
        Assert.Equal("Hi"u8.ToArray(), module.Data[0].Bytes.ToArray());
        Assert.Equal(bytes.Length - 3, module.CustomSections[0].Offset);
    }

    [Theory]
    [InlineData("1: 02 60 00 00 | 2: 00", "malformed type: unknown form 0x02 (behind the 4 bytes that section 1 announces)")]
    [InlineData("3: 01 00 | 10: 01 04 00 41 01 1A | 11: 01 01 00", "section size mismatch: a body announces 4 bytes, its content takes 5")]
    [InlineData("3: 02 00 00 | 10: 02 04 00 41 01 1A 05 00 41 01 1A 0B", "END opcode expected, found else")]
    [InlineData("3: 01 00 | 10: 01 02 00 01", "unexpected end of section or function")]
    [InlineData("3: 01 00 | 10: 01 00", "unexpected end of section or function")]
    [InlineData("3: 01 00 | 10: 01 08 02 FF FF FF FF 0F 7F 01 7F 0B", "too many locals")]
    [InlineData("7: 02 02 66 31 00 00 | 10: 00", "length out of bounds: a name of 10 bytes announced")]
    [InlineData("3: 01 00 | 10: 01 FF FF FF 7F", "unexpected end of section or function: a body of 268435455 bytes announced")]
    [InlineData("5: 01 08", "malformed limits flags 0x08: nothing follows them")]
    [InlineData("4: 01 70 02 00", "malformed limits flags 0x02")]
    [InlineData("4: 01 40 01", "zero byte expected")]
    [InlineData("5: 01 08 00 40", "invalid custom page size: 2 to the power of 64")]
    [InlineData("6: 01 7F 02 41 00 0B", "malformed mutability 0x02")]
    [InlineData("6: 01 7F 00 41 00", "unexpected end of section or function")]
    [InlineData("7: 01 00 05 00", "malformed export kind 0x05")]
    [InlineData("9: 01 08", "malformed elements segment kind 8")]
    [InlineData("9: 01 01 01 00", "malformed element kind 0x01")]
    [InlineData("11: 01 03", "malformed data segment kind 3")]
    [InlineData("13: 01 01 00", "malformed tag attribute 0x01")]
    [InlineData("1: 01 5D", "malformed type: unknown form 0x5d")]
    [InlineData("1: 01 E0 7F", "integer representation too long")]
    [InlineData("1: 01 60 01 40 00", "malformed value type")]
    [InlineData("4: 01 7F 00 00", "malformed reference type")]
    [InlineData("1: 01 60 01 63 40 00", "malformed heap type")]
    [InlineData("8: 80 80 80 80 10", "integer too large")]
    [InlineData("8: 80 80 80 80 80 00", "integer representation too long")]
    [InlineData("8: 00 | 8: 00", "unexpected content after last section: section 8 stands twice or out of order")]
    [InlineData("2: 00 | 1: 00", "unexpected content after last section: section 1 stands twice or out of order")]
    [InlineData("10: 00 | 12: 00", "unexpected content after last section: section 12 stands twice or out of order")]
    [InlineData("6: 00 | 13: 00", "unexpected content after last section: section 13 stands twice or out of order")]
    [InlineData("5: E9 07", "too many memories: 1001, the limit is 1000", 2000)]
    [InlineData("1: 01 60 E9 07", "too many parameters: 1001, the limit is 1000", 2000)]
    public void Says_what_is_wrong_in_a_section(string sections, string message, int padding = 0)
    {
        if (padding > 0)
        {
            sections += string.Concat(Enumerable.Repeat(" 00", padding));
        }

        var error = Assert.Throws<MalformedModuleException>(() => ModuleReader.Read(BinaryText.Module(sections)));
        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void Custom_sections_are_limited()
    {
        // Each takes three bytes of the module and many more of memory.
        var bytes = new byte[8 + (3 * (ImplementationLimits.CustomSections + 1))];
        "\0asm\x01\0\0\0"u8.CopyTo(bytes);
        for (var i = 9; i < bytes.Length; i += 3)
        {
            bytes[i] = 1;
        }

        Assert.Equal(ImplementationLimits.CustomSections, ModuleReader.Read(bytes.AsMemory(0, bytes.Length - 3)).CustomSections.Length);
        Assert.StartsWith("too many custom sections", Assert.Throws<MalformedModuleException>(() => ModuleReader.Read(bytes)).Message);
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

    /// <summary>Gives one byte at a time.</summary>
    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long start)
        {
            Memory = memory;
            RunningIndex = start;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
