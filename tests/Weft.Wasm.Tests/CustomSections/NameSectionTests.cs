// The name section: what is read, what is written, and what a malformed one costs.
using System.Text;
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Text;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Wasm.Tests.CustomSections;

public sealed class NameSectionTests
{
    private const string EveryKind = """
        (module $m
          (type $t (func (param i32)))
          (type $s (struct (field $x i32) (field i32) (field $"y z" i32)))
          (import "env" "log" (func $log (param i32)))
          (func $f (type $t) (param $p i32) (local i32) (local $q i32)
            (block $outer (block (block $inner))))
          (func (local $r i32))
          (table $tab 1 funcref)
          (memory $mem 1)
          (global $glob i32 (i32.const 0))
          (elem $el func $f)
          (data $dat "x")
          (tag $tag)
        )
        """;

    [Fact]
    public void Every_subsection_survives_writing_and_reading()
    {
        var names = new ModuleNames(ModuleReader.Read(ModuleWriter.Write(WatParser.Parse(EveryKind))));

        Assert.Null(names.Section!.FindError());
        Assert.Equal("m", names.ModuleName);
        Assert.Equal("log", names.GetName(NameKind.Function, 0));
        Assert.Equal("f", names.GetName(NameKind.Function, 1));
        Assert.Null(names.GetName(NameKind.Function, 2));
        Assert.Equal("p", names.GetName(NameKind.Local, 1, 0));
        Assert.Null(names.GetName(NameKind.Local, 1, 1));
        Assert.Equal("q", names.GetName(NameKind.Local, 1, 2));
        Assert.Equal("r", names.GetName(NameKind.Local, 2, 0));
        Assert.Equal("outer", names.GetName(NameKind.Label, 1, 0));
        Assert.Null(names.GetName(NameKind.Label, 1, 1));
        Assert.Equal("inner", names.GetName(NameKind.Label, 1, 2));
        Assert.Equal("t", names.GetName(NameKind.Type, 0));
        Assert.Equal("tab", names.GetName(NameKind.Table, 0));
        Assert.Equal("mem", names.GetName(NameKind.Memory, 0));
        Assert.Equal("glob", names.GetName(NameKind.Global, 0));
        Assert.Equal("el", names.GetName(NameKind.Element, 0));
        Assert.Equal("dat", names.GetName(NameKind.Data, 0));
        Assert.Equal("x", names.GetName(NameKind.Field, 1, 0));
        Assert.Equal("y z", names.GetName(NameKind.Field, 1, 2));
        Assert.Equal("tag", names.GetName(NameKind.Tag, 0));
        Assert.Equal(2, names.Section.GetIndirectNames(NameKind.Local).Count);
        Assert.Equal(1, names.Section.GetIndirectNames(NameKind.Local).GetOwner(0));
    }

    [Fact]
    public void The_bytes_are_those_of_the_specification()
    {
        var writer = new NameSectionWriter();
        Assert.True(writer.IsEmpty);
        writer.SetModuleName("m"u8);
        writer.Add(NameKind.Local, 1, 0, "a"u8);
        writer.Add(NameKind.Local, 1, 2, "b"u8);
        writer.Add(NameKind.Local, 3, 0, ""u8);
        writer.Add(NameKind.Function, 1, "f"u8);

        byte[] expected =
        [
            0, 2, 1, (byte)'m',
            1, 4, 1, 1, 1, (byte)'f',
            2, 13, 2, 1, 2, 0, 1, (byte)'a', 2, 1, (byte)'b', 3, 1, 0, 0,
        ];
        Assert.False(writer.IsEmpty);
        Assert.Equal(expected, writer.ToCustomSection().Bytes.ToArray());
    }

    [Fact]
    public void The_writer_refuses_indices_that_do_not_ascend_and_the_wrong_kind()
    {
        var writer = new NameSectionWriter();
        writer.Add(NameKind.Function, 1, "f"u8);
        writer.Add(NameKind.Field, 4, 0, "x"u8);

        Assert.Throws<ArgumentException>(() => writer.Add(NameKind.Function, 1, "g"u8));
        Assert.Throws<ArgumentException>(() => writer.Add(NameKind.Field, 4, 0, "y"u8));
        Assert.Throws<ArgumentException>(() => writer.Add(NameKind.Field, 3, 0, "y"u8));
        Assert.Throws<ArgumentException>(() => writer.Add(NameKind.Local, 0, "y"u8));
        Assert.Throws<ArgumentException>(() => writer.Add(NameKind.Type, 0, 0, "y"u8));
        Assert.Throws<ArgumentException>(() => writer.Add(NameKind.Module, 0, "y"u8));
    }

    // Each has a sound subsection of function names in front, which names function 0 "f" and must stay readable.
    [Theory]
    [InlineData(new byte[] { 1, 4, 1, 0, 1, (byte)'g' }, "malformed name section")] // twice
    [InlineData(new byte[] { 0, 2, 1, (byte)'m' }, "malformed name section")] // out of order
    [InlineData(new byte[] { 4, 200, 1, 0 }, "unexpected end")] // too short
    [InlineData(new byte[] { 4, 1, 100 }, "unexpected end")] // a count that cannot be
    [InlineData(new byte[] { 4, 4, 1, 0, 9, (byte)'g' }, "unexpected end")] // a name that is cut
    [InlineData(new byte[] { 4, 4, 1, 0, 1, 0xFF }, "malformed UTF-8 encoding")]
    [InlineData(new byte[] { 4, 5, 1, 0, 1, (byte)'g', 0 }, "section size mismatch")]
    [InlineData(new byte[] { 4, 7, 2, 5, 1, (byte)'g', 5, 1, (byte)'h' }, "malformed name map")] // an index twice
    [InlineData(new byte[] { 2, 8, 2, 5, 1, 0, 0, 5, 1, 0, 0 }, "malformed name map")] // an owner twice
    public void A_malformed_subsection_is_ignored_but_can_be_asked_for(byte[] rest, string message)
    {
        var section = NameSection.Read(new CustomSection("name", (byte[])[1, 4, 1, 0, 1, (byte)'f', .. rest], Offset: 1000));

        var error = section.FindError();
        Assert.NotNull(error);
        Assert.StartsWith(message, error.Reason, StringComparison.Ordinal);
        Assert.InRange(error.ByteOffset!.Value, 1006, 1006 + rest.Length);
        Assert.Equal("f", section.GetNames(NameKind.Function)[0]);
        Assert.Null(section.GetNames(NameKind.Type)[0]);
        Assert.Equal(0, section.GetIndirectNames(NameKind.Local).Count);
    }

    [Fact]
    public void Unknown_subsections_are_passed_over()
    {
        var section = NameSection.Read(new CustomSection("name", (byte[])[1, 4, 1, 0, 1, (byte)'f', 90, 2, 1, 2]));
        Assert.Null(section.FindError());
        Assert.Equal("f", section.GetNames(NameKind.Function)[0]);
    }

    [Fact]
    public void A_function_without_a_name_is_called_like_its_export_or_import()
    {
        var names = new ModuleNames(WatParser.Parse("""
            (module
              (import "env" "log" (func))
              (import "env" "g" (global i32))
              (import "env" "exported" (func))
              (func $named (export "e")) (func (export "only")) (func)
              (export "again" (func 1)))
            """));

        Assert.Equal(["env.log", "again", "named", "only", null, null], Enumerable.Range(0, 6).Select(names.GetFunctionName));
        Assert.Null(names.GetFunctionName(-1));
        Assert.Null(names.ModuleName);
    }

    [Fact]
    public void Validation_errors_name_the_function()
    {
        var module = ModuleReader.Read(ModuleWriter.Write(WatParser.Parse("(module (func $fine) (func $broken (result i32)))")));
        var error = Assert.Throws<InvalidModuleException>(() => ModuleValidator.Validate(module, new TypeRegistry()));
        Assert.Equal("broken", error.FunctionName);
        Assert.Contains("in function 1 $broken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Looking_one_name_up_costs_no_strings_for_the_others()
    {
        var writer = new NameSectionWriter();
        for (var i = 0; i < 100_000; i++)
        {
            writer.Add(NameKind.Function, i, Encoding.UTF8.GetBytes($"a_function_with_a_long_name_{i}"));
        }

        var names = new ModuleNames(new ModuleDefinition { CustomSections = [writer.ToCustomSection()] });
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("a_function_with_a_long_name_77777", names.GetFunctionName(77_777));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1_000_000);
    }
}
