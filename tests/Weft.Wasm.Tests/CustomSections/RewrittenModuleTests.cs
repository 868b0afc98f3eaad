// Custom sections that outlive a change of everything but functions.
using Weft.Tests.Shared;
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Instructions;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Wasm.Tests.CustomSections;

public sealed class RewrittenModuleTests
{
    [Fact]
    public void Debugging_information_stays_where_the_code_stays()
    {
        var module = ModuleReader.Read(File.ReadAllBytes(Repository.PathOf("tests", "guests", "c", "lines-5.wasm")));
        var kept = module with { CustomSections = RewrittenModule.KeepSections(module) };
        Assert.Contains(".debug_line", kept.CustomSections.Select(section => section.Name));

        // Written without its data, in other places, the module still knows its lines.
        var moved = ModuleReader.Read(ModuleWriter.Write(kept with { Exports = [], Data = [] }));
        Assert.NotEqual(module.CodeOffset, moved.CodeOffset);
        var lines = new LineTable(module);
        var offsets = module.Functions.Zip(moved.Functions).Select(pair => (Old: (int)pair.First.Body.Offset + 8, New: (int)pair.Second.Body.Offset + 8)).ToList();
        var movedLines = new LineTable(moved);
        Assert.Contains(offsets, pair => lines.Find(pair.Old) is not null);
        Assert.All(offsets, pair => Assert.Equal(lines.Find(pair.Old), movedLines.Find(pair.New)));
    }

    [Fact]
    public void Debugging_information_goes_where_the_code_moves()
    {
        // The size of the only body takes two bytes where one would do.
        byte[] bytes =
        [
            0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 5, 1, 0x82, 0, 0, 0x0B,
            .. Custom(".debug_info"), .. Custom("producers"), .. Custom("sourceMappingURL"), .. Custom("linking"), .. Custom("reloc.CODE"), .. Custom("mine"),
        ];
        Assert.Equal(["producers", "mine"], RewrittenModule.KeepSections(ModuleReader.Read(bytes)).Select(section => section.Name));
    }

    [Fact]
    public void A_malformed_name_section_stays_malformed()
    {
        byte[] names = [0, 2, 1, (byte)'m', 9, 1, 0, 1, 0xFF, 0xFF, 0xFF];
        var module = new ModuleDefinition { CustomSections = [new CustomSection("name", names)] };
        Assert.Equal([0, 2, 1, (byte)'m', 1, 0xFF, 0xFF, 0xFF], RewrittenModule.KeepSections(module)[0].Bytes.ToArray());
    }

    [Fact]
    public void What_bodies_name_is_found()
    {
        var module = WatParser.Parse("""
            (module (type $a (array i8)) (type $f (array funcref)) (memory 1) (table 1 funcref)
              (data "a") (data "b") (data "c") (elem func) (elem func) (elem func) (elem func)
              (func $x) (func $y)
              (func (drop (ref.func $y)) (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0)) (elem.drop 1))
              (func (drop (array.new_data $a 1 (i32.const 0) (i32.const 0))) (drop (array.new_elem $f 2 (i32.const 0) (i32.const 0)))))
            """);
        var found = BodyReferences.Read(module);
        Assert.Equal([1], found.Functions);
        Assert.Equal((2, 3), (found.DataSegments, found.ElementSegments));
    }

    private static byte[] Custom(string name) => [0, (byte)(name.Length + 1), (byte)name.Length, .. System.Text.Encoding.UTF8.GetBytes(name)];
}
