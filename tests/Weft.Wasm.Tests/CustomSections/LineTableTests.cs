// Line tables: what clang wrote, against what llvm-dwarfdump reads in it; then what nobody sane writes.
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Weft.Tests.Shared;
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;
using Xunit;

namespace Weft.Wasm.Tests.CustomSections;

public sealed class LineTableTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Every_instruction_has_the_line_that_another_reader_says(int version)
    {
        var module = Load(version);
        var table = new LineTable(module);
        var files = new List<string>();
        var firstFile = 0;
        var known = 0;
        var sequence = new List<string[]>();
        foreach (var line in File.ReadLines(Repository.PathOf("tests", "guests", "c", $"lines-{version}.txt")))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[0] == "unit")
            {
                files.Clear();
                firstFile = fields[1] == "5" ? 0 : 1;
                continue;
            }

            if (fields[0] == "file")
            {
                files.Add(fields[1]);
                continue;
            }

            sequence.Add(fields);
            if (fields[^1] == "E")
            {
                known += Check(module, table, sequence, files, firstFile);
                sequence.Clear();
            }
        }

        Assert.InRange(known, 1000, int.MaxValue);
    }

    [Fact]
    public void A_module_without_tables_says_nothing()
    {
        var module = Load(5);
        Assert.Null(new LineTable(module with { CustomSections = [] }).Find(module.CodeOffset + 100));
        Assert.Null(new LineTable(module with { CodeOffset = 0 }).Find(100));
        var table = new LineTable(module);
        Assert.Null(table.Find(0));
        Assert.Null(table.Find(module.CodeOffset));
        Assert.Null(table.Find(long.MaxValue));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Mutated_sections_never_throw(int version)
    {
        var module = Load(version);
        var random = new Random(version);
        var found = 0;
        var begin = Stopwatch.GetTimestamp();
        for (var round = 0; round < 4000; round++)
        {
            var sections = module.CustomSections.Where(section => section.Name.StartsWith(".debug_", StringComparison.Ordinal))
                .Select(section => section with { Bytes = Mutate(section.Bytes.ToArray(), random) }).ToImmutableArray();
            var table = new LineTable(module with { CustomSections = sections });
            for (var i = 0; i < 20; i++)
            {
                found += table.Find(module.CodeOffset + random.Next(10_000)) is null ? 0 : 1;
            }
        }

        Assert.InRange(found, 1000, int.MaxValue);
        Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("00", "00")] // Entries that consist of nothing, 2^63 of them.
    [InlineData("01 01 08", "01 01 08")] // Entries that are strings, which end too soon.
    [InlineData("01 01 7f", "01 01 08")] // A form that is not known.
    public void Tables_of_files_that_lie_are_absent(string directories, string files)
    {
        const string Count = " ff ff ff ff ff ff ff ff ff 00 ";
        var module = Make(5, Bytes(directories + Count + files + Count), Program([1]));
        Assert.Null(new LineTable(module).Find(module.CodeOffset + 16));
    }

    [Fact]
    public void A_unit_with_good_tables_is_found_behind_one_of_a_version_to_come()
    {
        byte[] tables = [1, 1, 0x08, 1, (byte)'d', 0, 2, 1, 0x08, 2, 0x0B, 1, (byte)'f', 0, 0];
        var module = Make(5, tables, Program([4, 0, 1]));
        Assert.Equal(new SourceLocation("f", 1, 0), new LineTable(module).Find(module.CodeOffset + 16));
        var section = module.CustomSections[0];
        byte[] later = [4, 0, 0, 0, 6, 0, 0, 0, .. section.Bytes.Span];
        Assert.Equal("f", new LineTable(module with { CustomSections = [section with { Bytes = later }] }).Find(module.CodeOffset + 16)!.File);
        byte[] behindNonsense = [4, 0, 0, 0, 5, 0, 0, 0, .. section.Bytes.Span];
        Assert.Null(new LineTable(module with { CustomSections = [section with { Bytes = behindNonsense }] }).Find(module.CodeOffset + 16));
    }

    [Fact]
    public void A_long_program_is_not_run_for_each_lookup()
    {
        // Four million rows, one for each address: the special opcode that advances both by one.
        byte[] tables = [1, 1, 0x08, 1, (byte)'d', 0, 2, 1, 0x08, 2, 0x0B, 1, (byte)'f', 0, 0];
        var special = (byte)(13 + 14 + 5 + 1);
        var module = Make(5, tables, Program([4, 0, 1, .. Enumerable.Repeat(special, 4_000_000)]));
        var table = new LineTable(module);
        Assert.Equal(1, table.Find(module.CodeOffset + 16)!.Line);
        var begin = Stopwatch.GetTimestamp();
        for (var address = 16; address < 4_000_000; address += 4_000)
        {
            Assert.Equal(address - 15, table.Find(module.CodeOffset + address)!.Line);
        }

        // 1000 lookups that ran all of it would take minutes.
        Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(10));
    }

    private static int Check(ModuleDefinition module, LineTable table, List<string[]> sequence, List<string> files, int firstFile)
    {
        static long Address(string[] row) => long.Parse(row[0].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        static int Number(string[] row, int field) => int.Parse(row[field], CultureInfo.InvariantCulture);
        var known = 0;
        for (var i = 0; i + 1 < sequence.Count; i++)
        {
            var row = sequence[i];
            for (var address = Address(row); address < Address(sequence[i + 1]); address++)
            {
                var location = table.Find(module.CodeOffset + address);
                if (Number(row, 1) == 0)
                {
                    Assert.Null(location);
                    continue;
                }

                Assert.NotNull(location);
                Assert.Equal((Number(row, 1), Number(row, 2)), (location.Line, location.Column));
                Assert.Equal(Path.GetFileName(files[Number(row, 3) - firstFile]), Path.GetFileName(location.File));
                known++;
            }
        }

        return known;
    }

    private static ReadOnlyMemory<byte> Mutate(byte[] bytes, Random random)
    {
        for (var changes = random.Next(8); changes > 0; changes--)
        {
            bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : 0xFF);
        }

        return random.Next(4) == 0 ? bytes.AsMemory(0, random.Next(bytes.Length)) : bytes;
    }

    private static ModuleDefinition Load(int version) => ModuleReader.Read(File.ReadAllBytes(Repository.PathOf("tests", "guests", "c", $"lines-{version}.wasm")));

    private static byte[] Bytes(string hexadecimal) => Convert.FromHexString(hexadecimal.Replace(" ", "", StringComparison.Ordinal));

    // A program that begins at address 16, does what is given, and ends 100 bytes further.
    private static byte[] Program(byte[] body) => [0, 5, 2, 16, 0, 0, 0, .. body, 2, 100, 0, 1, 1];

    private static ModuleDefinition Make(byte version, byte[] tables, byte[] program)
    {
        byte[] header = [1, 1, 1, unchecked((byte)-5), 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, .. tables];
        byte[] unit = [version, 0, 4, 0, .. BitConverter.GetBytes(header.Length), .. header, .. program];
        return new ModuleDefinition
        {
            CodeOffset = 8,
            CustomSections = [new CustomSection(".debug_line", (byte[])[.. BitConverter.GetBytes(unit.Length), .. unit])],
        };
    }
}
