using Weft.Components.Tools.Embedding;
using Weft.Components.Tools.Packages;
using Weft.Wasm;
using Weft.Wasm.Text;
using Weft.Wit;
using Xunit;

namespace Weft.Components.Tools.Tests.Embedding;

public sealed class ComponentTypeSectionTests
{
    [Fact]
    public void A_module_says_which_world_it_is_for()
    {
        var module = Sample.Embedded("(module)", Sample.Shop, "app");
        Assert.True(ComponentTypeSection.IsIn(module));
        Assert.False(ComponentTypeSection.IsIn(WatParser.Parse("(module)")));
        var decoded = ComponentTypeSection.Decode(module);
        var world = Sample.World(Sample.Shop, "app");
        Assert.Equal(world.Imports.Select(item => item.Name), decoded.World!.Imports.Select(item => item.Name));
        Assert.Equal(world.Exports.Select(item => item.Name), decoded.World.Exports.Select(item => item.Name));
        Assert.Equal(
            WitPrinter.Print(WitResolver.Resolve(Sample.Shop).Root).Split("world app")[0].TrimEnd(),
            WitPrinter.Print(decoded.Packages.Packages.Single(package => package.Name.Name == "shop")).TrimEnd());
    }

    [Fact]
    public void The_worlds_of_all_sections_become_one()
    {
        var module = Sample.Embedded("(module)", Sample.Shop, "app");
        module = module with { CustomSections = [.. module.CustomSections, ComponentTypeSection.Write(Sample.World(Sample.Shop, "provider"), name: "component-type:provider:encoded")] };
        var twice = module with { CustomSections = [.. module.CustomSections, .. module.CustomSections] };
        foreach (var decoded in new[] { module, twice }.Select(ComponentTypeSection.Decode))
        {
            Assert.Equal(["my:shop/types@0.1.0", "my:shop/store@0.1.0", "my:shop/log@0.1.0", "now"], decoded.World!.Imports.Select(item => item.Name));
            Assert.Equal(["run", "my:shop/types@0.1.0", "my:shop/store@0.1.0"], decoded.World.Exports.Select(item => item.Name));
        }
    }

    [Fact]
    public void Sections_that_contradict_each_other_are_errors()
    {
        var module = Sample.Embedded("(module)", "package a:b; world w { import f: func(); }");
        var other = Sample.Embedded("(module)", "package a:b; world w { import f: func(x: u8); }");
        var both = module with { CustomSections = [.. module.CustomSections, .. other.CustomSections] };
        Assert.Contains("the function f of the world", Assert.Throws<ComponentToolException>(() => ComponentTypeSection.Decode(both)).Message);

        var wide = Sample.Embedded("(module)", "package a:b; world w { import f: func(); }", encoding: StringEncoding.Utf16);
        both = module with { CustomSections = [.. module.CustomSections, .. wide.CustomSections] };
        Assert.Contains("different string encodings", Assert.Throws<ComponentToolException>(() => ComponentTypeSection.Decode(both)).Message);
    }

    [Fact]
    public void The_form_of_before_2023_is_read()
    {
        byte[] bytes = [3, 1, 3, .. "app"u8, .. WitEncoder.Write(WitResolver.Resolve(Sample.Shop))];
        var module = new ModuleDefinition { CustomSections = [new CustomSection("component-type:app", bytes)] };
        Assert.Equal(["run"], ComponentTypeSection.Decode(module).World!.Exports.Select(item => item.Name));
    }

    [Fact]
    public void Damaged_sections_are_errors()
    {
        var section = ComponentTypeSection.Write(Sample.World(Sample.Shop, "app"));
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = section.Bytes.ToArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(8) == 0)
            {
                bytes = bytes[..random.Next(bytes.Length)];
            }

            try
            {
                ComponentTypeSection.Decode(new ModuleDefinition { CustomSections = [section with { Bytes = bytes }] });
            }
            catch (Exception error) when (error is WasmException or WitException)
            {
                // Anything else is a bug of the reader, and fails the test.
            }
        }
    }

    [Theory]
    [InlineData("utf8", StringEncoding.Utf8)]
    [InlineData("utf16", StringEncoding.Utf16)]
    [InlineData("compact-utf16", StringEncoding.Latin1Utf16)]
    public void Encodings_have_the_names_of_other_tools(string name, StringEncoding encoding) => Assert.Equal(encoding, StringEncodings.Parse(name));

    [Fact]
    public void An_unknown_encoding_is_an_error() => Assert.Throws<FormatException>(() => StringEncodings.Parse("latin1"));
}
