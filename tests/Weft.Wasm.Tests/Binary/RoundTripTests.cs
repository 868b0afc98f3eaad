// Reading, then writing: every form that the binary format has, in its shortest encoding, comes back as it was.
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Text.Script;
using Xunit;

namespace Weft.Wasm.Tests.Binary;

public sealed class RoundTripTests
{
    [Theory]
    [InlineData("")]
    [InlineData("1: 01 60 00 00")] // (func)
    [InlineData("1: 01 60 05 7F 7E 7D 7C 7B 01 70")] // numbers, v128, funcref
    [InlineData("1: 01 60 00 0E 63 00 64 00 64 70 71 6E 6D 6C 6B 6A 69 72 73 74 6F")] // every reference type
    [InlineData("1: 01 5F 03 7F 00 78 01 77 00")] // a structure with packed fields
    [InlineData("1: 01 5E 7F 01")] // a mutable array
    [InlineData("1: 03 50 00 5F 00 50 01 00 5F 00 4F 01 01 5F 00")] // open, open with a supertype, final with a supertype
    [InlineData("1: 02 4E 02 5F 00 50 00 5F 00 60 00 00")] // an explicit group beside a plain type
    [InlineData("1: 02 4E 00 4E 01 60 00 00")] // explicit groups of nothing and of one
    [InlineData("2: 05 01 6D 01 66 00 00 00 01 74 01 70 00 01 00 00 02 01 02 03 00 00 03 7F 01 00 00 04 00 00")] // imports of every kind
    [InlineData("4: 02 70 00 00 6F 01 01 02")] // tables with and without maximum
    [InlineData("4: 02 70 04 00 70 05 80 80 80 80 80 80 80 80 80 01 FF FF FF FF FF FF FF FF FF 01")] // 64-bit tables
    [InlineData("4: 01 40 00 64 00 00 01 D2 00 0B")] // a table with an initialiser
    [InlineData("5: 06 00 01 01 01 02 03 01 02 04 01 08 01 00 0F 01 02 00")] // memories: shared, 64-bit, of small pages
    [InlineData("5: 01 08 01 06")] // a page size that validation refuses
    [InlineData("13: 02 00 00 00 01")] // tags
    [InlineData("6: 02 7F 00 41 2A 0B 7E 01 42 80 80 80 80 08 0B")] // globals
    [InlineData("6: 01 7F 00 02 40 0B 41 01 41 02 6A 0B")] // an initialiser with a block, which validation refuses
    [InlineData("7: 05 00 00 00 01 61 01 01 00 02 00 00 03 00 02 C3 A9 04 00")] // exports of every kind
    [InlineData("8: 05")] // a start function
    [InlineData("9: 01 00 41 00 0B 02 00 01")] // elements: active, functions
    [InlineData("9: 01 01 00 01 05")] // passive, functions
    [InlineData("9: 01 02 01 41 00 0B 00 01 05")] // active with a table, functions
    [InlineData("9: 01 03 00 01 05")] // declarative, functions
    [InlineData("9: 01 04 41 00 0B 01 D2 00 0B")] // active, expressions
    [InlineData("9: 01 05 6F 01 D0 6F 0B")] // passive, expressions
    [InlineData("9: 01 06 01 41 00 0B 70 01 D0 70 0B")] // active with a table, expressions
    [InlineData("9: 01 06 00 41 00 0B 6F 01 D0 6F 0B")] // active, the first table, another type
    [InlineData("9: 01 07 70 00")] // declarative, expressions
    [InlineData("12: 01 | 11: 01 01 00")] // data count and passive data
    [InlineData("11: 02 00 41 00 0B 01 61 02 01 41 00 0B 01 61")] // active data, and of another memory
    [InlineData("3: 02 00 01 | 10: 02 02 00 0B 07 02 02 7F 01 7E 00 0B")] // bodies
    [InlineData("0: 01 61 01 | 1: 00 | 0: 01 62 | 0: 01 63 02 | 2: 00 | 0: 00 | 8: 00 | 0: 01 65")] // custom sections between others, all but the start empty
    public void What_is_read_is_written_as_it_was(string sections)
    {
        var bytes = BinaryText.Module(sections);
        var written = ModuleWriter.Write(ModuleReader.Read(bytes));
        // Sections without contents are not written.
        Assert.Equal(Convert.ToHexString(BinaryText.Module(sections.Replace("| 1: 00 ", "").Replace("| 2: 00 ", ""))), Convert.ToHexString(written));
    }

    [Fact]
    public void Longer_encodings_become_the_shortest()
    {
        var bytes = BinaryText.Bytes("0061736D 01000000 01 85808000 01 60 80 00 00");
        Assert.Equal(BinaryText.Module("1: 01 60 00 00"), ModuleWriter.Write(ModuleReader.Read(bytes)));
    }

    [Fact]
    public void Every_module_of_the_suite_is_written_as_it_was_read()
    {
        var failures = new List<string>();
        var count = 0;
        foreach (var (script, command) in SpecCommands.All())
        {
            if (command is not ModuleCommand { Module: var source })
            {
                continue;
            }

            count++;
            var isText = source.Kind != ScriptModuleKind.Binary;
            var module = isText ? source.ParseText() : ModuleReader.Read(source.Bytes);
            var bytes = ModuleWriter.Write(module);
            var again = ModuleReader.Read(bytes);
            if (!bytes.AsSpan().SequenceEqual(ModuleWriter.Write(again)))
            {
                failures.Add($"{script} {command.Position}");
            }

            if (isText && FindDifference(again) is { } function)
            {
                failures.Add($"{script} {command.Position}: the instructions of function {function}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(count > 2300, $"only {count} modules");
    }

    /// <summary>Decodes and encodes all instructions; the first function whose bytes differ then, or null.</summary>
    private static int? FindDifference(ModuleDefinition module)
    {
        for (var i = 0; i < module.Functions.Length; i++)
        {
            var body = module.Functions[i].Body.Bytes;
            var reader = new ByteReader(body.Span);
            for (var groups = reader.ReadU32(); groups > 0; groups--)
            {
                reader.ReadU32();
                TypeReader.ReadValueType(ref reader);
            }

            var start = reader.Position;
            var writer = new ByteWriter();
            var instructions = new InstructionReader(reader);
            var instruction = default(Instruction);
            while (!instructions.AtEnd)
            {
                instructions.Read(ref instruction);
                InstructionWriter.Write(writer, instruction);
            }

            if (!writer.WrittenSpan.SequenceEqual(body.Span[start..]))
            {
                return i;
            }
        }

        return null;
    }
}
