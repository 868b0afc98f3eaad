using Weft.Components.Binary;
using Weft.Components.Tools.Packages;
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wit;
using Xunit;

namespace Weft.Components.Tools.Tests.Packages;

public sealed class WitEncoderTests
{
    [Theory]
    [InlineData(Sample.Shop)]
    [InlineData("package a:b; interface i { type t = u8; type u = list<t>; type v = own<r>; resource r; enum e { a, b } f: func(x: u, y: e) -> tuple<t, option<bool>>; }")]
    [InlineData("package a:b@1.2.3; interface i { use c:d/e@0.1.0.{t as other}; f: func() -> other; } package c:d@0.1.0 { interface e { record t { %list: u8 } } }")]
    [InlineData("package a:b; world w { resource r { m: func(); } type own-r = own<r>; import f: func(x: borrow<r>) -> own-r; import i: interface { g: func(); } export i: interface { h: func(); } }")]
    [InlineData("package a:b; interface i { f: async func(s: stream<u8>) -> future<string>; g: func(m: map<string, u32>) -> stream; }")]
    [InlineData("package a:b; interface i { f: func(); } world w { import one: i; import two: i; import i; export one: i; }")]
    [InlineData("package a:b; interface a { resource r; } interface b { use a.{r}; } interface c { use b.{r}; f: func(x: r); } world w { import c; export a; export b; }")]
    [InlineData("package a:b; world v { import x: func(); } world w { include v; export %type: func(%record: string); }")]
    [InlineData("package a:b; interface i { @external-id(\"x y\") f: func(); }")]
    public void What_is_written_reads_as_the_same_wit(string text)
    {
        var packages = WitResolver.Resolve(text);
        var decoded = WitDecoder.Decode(WitEncoder.Write(packages));
        Assert.Null(decoded.World);
        Assert.Equal(WitPrinter.Print(packages.Root), WitPrinter.Print(decoded.Packages.Root));
    }

    [Fact]
    public void Comments_and_gates_are_kept_unless_they_are_left_out()
    {
        const string Text = """
            /// About all.
            package a:b@1.0.0;
            /// An interface,
            ///
            /// at length.
            @since(version = 0.9.0)
            interface i {
              /// A record.
              record r {
                /// A field.
                f: u8,
              }
              @since(version = 0.9.0)
              @deprecated(version = 1.0.0)
              resource s {
                /// Makes one.
                constructor();
                /// Does it.
                m: func();
                /// For all.
                a: static func();
              }
              /// Sets.
              flags g { /// First.
                one, two }
              @unstable(feature = fast)
              quick: func();
            }
            /// A world.
            world w {
              /// Imported.
              @since(version = 1.0.0)
              import i;
              /// Inline.
              import j: interface {
                /// In it.
                f: func();
              }
              /// Its own.
              type t = u8;
              /// Called.
              import f: func();
              /// Offered.
              export g: func();
              /// The same, exported.
              export i;
            }
            """;
        var packages = WitResolver.Resolve(Text, options: new WitOptions { AllFeatures = true });
        var expected = WitPrinter.Print(packages.Root);
        Assert.Contains("/// In it.", expected);
        Assert.Contains("@unstable(feature = fast)", expected);
        Assert.Equal(expected, WitPrinter.Print(WitDecoder.Decode(WitEncoder.Write(packages)).Packages.Root));
        var plain = WitPrinter.Print(WitDecoder.Decode(WitEncoder.Encode(packages, keepsDocumentation: false)).Packages.Root);
        Assert.DoesNotContain("///", plain);
        Assert.DoesNotContain("@", plain.Replace("a:b@1.0.0", ""));
    }

    [Fact]
    public void An_interface_becomes_a_component_type_that_imports_what_it_uses()
    {
        var valid = Sample.Valid(WitEncoder.Encode(WitResolver.Resolve(Sample.Shop)));
        Assert.Equal(["types", "store", "log", "app", "provider"], Sample.Exports(valid).Order().Intersect(["types", "store", "log", "app", "provider"]).OrderBy(name => Array.IndexOf(["types", "store", "log", "app", "provider"], name)));
        Assert.True(valid.Type.Exports.TryFind("store", out var store));
        var type = (ComponentType)store.Type;
        Assert.Equal(["my:shop/types@0.1.0"], type.Imports.Select(import => import.Name.Name));
        Assert.Equal(["my:shop/store@0.1.0"], type.Exports.Select(export => export.Name.Name));
        Assert.True(valid.Type.Exports.TryFind("app", out var app));
        Assert.Equal([("my:shop/app@0.1.0", Sort.Component)], ((ComponentType)app.Type).Exports.Select(export => (export.Name.Name, export.Type.Sort)));
    }

    [Theory]
    [InlineData("\u0002{}", "unknown version")]
    [InlineData("\u0001[]", "an object is expected")]
    [InlineData("\u0001{\"docs\":", "malformed")]
    [InlineData("\u0001{\"docs\":1}", "malformed")]
    [InlineData("\u0001{\"interfaces\":{\"i\":{\"stability\":{\"stable\":{\"since\":\"x\"}}}}}", "is not a version")]
    [InlineData("\u0001{\"interfaces\":{\"i\":{\"stability\":{\"unstable\":{\"feature\":\"x)\\n\"}}}}}", "feature is missing")]
    public void A_section_of_comments_that_is_not_one_is_an_error(string section, string message)
    {
        var component = WitEncoder.Encode(WitResolver.Resolve("package a:b@1.0.0; interface i {}"));
        var changed = component with
        {
            Items = [.. component.Items.Select(item => item is CustomItem { Section.Name: "package-docs" } custom
                ? new CustomItem(custom.Section with { Bytes = System.Text.Encoding.UTF8.GetBytes(section) }) : item)],
        };
        Assert.Contains(message, Assert.Throws<ComponentToolException>(() => WitDecoder.Decode(ComponentWriter.Write(changed))).Message);
    }

    [Fact]
    public void Comments_cannot_become_anything_else()
    {
        var component = WitEncoder.Encode(WitResolver.Resolve("package a:b; interface i {}"));
        var json = "\u0001{\"interfaces\":{\"i\":{\"docs\":\"one\\n} interface evil {\\r\\u0000\\u202e\"}}}";
        var changed = component with
        {
            Items = [.. component.Items.Select(item => item is CustomItem { Section.Name: "package-docs" } custom
                ? new CustomItem(custom.Section with { Bytes = System.Text.Encoding.UTF8.GetBytes(json) }) : item)],
        };
        var package = WitDecoder.Decode(ComponentWriter.Write(changed)).Packages.Root;
        Assert.Equal("i", Assert.Single(package.Interfaces).Name);
        Assert.StartsWith("one\n} interface evil {", package.Interfaces[0].Documentation);
    }

    [Fact]
    public void Damaged_packages_are_errors()
    {
        var bytes = WitEncoder.Write(WitResolver.Resolve(Sample.Shop));
        var random = new Random(7);
        for (var i = 0; i < 3000; i++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var count = random.Next(1, 4); count > 0; count--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                WitDecoder.Decode(random.Next(8) == 0 ? damaged.AsMemory(0, random.Next(damaged.Length)) : damaged);
            }
            catch (Exception error) when (error is WasmException or WitException)
            {
                // Anything else is a bug of the decoder, and fails the test.
            }
        }
    }
}
