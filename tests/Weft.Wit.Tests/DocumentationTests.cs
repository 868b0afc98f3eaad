using Xunit;

namespace Weft.Wit.Tests;

public sealed class DocumentationTests
{
    [Theory]
    [InlineData("/// one", "one")]
    [InlineData("/// one\n///   two\n///\n/// three\n///", "one\n  two\n\nthree")]
    [InlineData("/** one */", "one")]
    [InlineData("/**\n * one\n *   two\n */", "one\n  two")]
    [InlineData("// plain", null)]
    [InlineData("/* plain */", null)]
    [InlineData("/**/", null)]
    [InlineData("///", null)]
    [InlineData("/// one\n// plain\n/// two", "one\ntwo")]
    [InlineData("/// says */ and /*", "says */ and /*")]
    [InlineData("/// one\n@since(version = 1.0.0)", "one")]
    [InlineData("@since(version = 1.0.0)\n/// one", "one")]
    public void Comments_become_plain_lines(string comment, string? expected) =>
        Assert.Equal(expected, Wit.Interface($"{comment}\nf: func();").Functions.Single().Documentation);

    [Fact]
    public void Every_item_carries_its_own()
    {
        var packages = WitResolver.Resolve(
            """
            /// the package
            package a:b;
            /// the interface
            interface i {
              /// the record
              record r {
                /// the field
                x: u8,
              }
              /// the variant
              variant v { /** the case */ c, }
              /// the resource
              resource s {
                /// the method
                m: func();
              }
            }
            /// the world
            world w {
              /// the import
              import i;
              /// the inline interface
              export j: interface { /** inside */ f: func(); }
            }
            """);
        RoundTrip.Check(packages);
        var item = packages.Root.FindInterface("i")!;
        var world = packages.Root.FindWorld("w")!;
        var record = (WitRecord)item.FindType("r")!;
        var resource = (WitResource)item.FindType("s")!;
        Assert.Equal(
            ["the package", "the interface", "the record", "the field", "the variant", "the case", "the resource", "the method", "the world", "the import", "the inline interface"],
            [packages.Root.Documentation, item.Documentation, record.Documentation, record.Fields[0].Documentation, item.FindType("v")!.Documentation,
             ((WitVariant)item.FindType("v")!).Cases[0].Documentation, resource.Documentation, resource.Functions[0].Documentation, world.Documentation,
             world.Imports[0].Documentation, world.Exports[0].Documentation]);
    }

    [Fact]
    public void Only_one_file_documents_the_package() => Assert.Contains("two files document the package", Assert.Throws<WitException>(() => WitResolver.Resolve(
        [new WitSource("a.wit", "/// A\npackage a:b;"), new WitSource("b.wit", "/// B\npackage a:b;")])).Message);
}
