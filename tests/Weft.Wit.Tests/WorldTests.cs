using Xunit;

namespace Weft.Wit.Tests;

public sealed class WorldTests
{
    private const string Chain = "interface a { resource r; }\ninterface b { use a.{r}; }\ninterface c { use b.{r}; }\n";

    [Theory]
    [InlineData("import c;", "test:it/a@1.2.0 test:it/b@1.2.0 test:it/c@1.2.0", "")]
    [InlineData("export c;", "test:it/a@1.2.0 test:it/b@1.2.0", "test:it/c@1.2.0")]
    [InlineData("export b; export a;", "", "test:it/a@1.2.0 test:it/b@1.2.0")]
    [InlineData("import a; export a; export b;", "test:it/a@1.2.0", "test:it/a@1.2.0 test:it/b@1.2.0")]
    [InlineData("use b.{r}; import f: func() -> r; export g: func();", "test:it/a@1.2.0 test:it/b@1.2.0 r f", "g")]
    [InlineData("import x: interface { use a.{r}; } import y: interface {}", "test:it/a@1.2.0 x y", "")]
    [InlineData("import x: b; export x: b;", "test:it/a@1.2.0 x", "x")]
    [InlineData("import x: test:other/i; import y:a;", "test:other/i x test:it/a@1.2.0 y", "", true)]
    [InlineData("import f: func(); import f2: async func(x: u8) -> u8; export f: func();", "f f2", "f")]
    public void Worlds_have_what_they_say_and_what_that_uses(string items, string imports, string exports, bool isRejected = false)
    {
        var text = $"{Chain}world w {{ {items} }}\n";
        if (isRejected)
        {
            Wit.Error(text, "is a package, which cannot be imported");
            return;
        }

        var world = Wit.Package(text).FindWorld("w")!;
        Assert.Equal(imports, string.Join(' ', world.Imports.Select(item => item.Name)));
        Assert.Equal(exports, string.Join(' ', world.Exports.Select(item => item.Name)));
    }

    [Theory]
    [InlineData("import a; import a;", "the interface `test:it/a@1.2.0` is imported already")]
    [InlineData("export a; export a;", "is exported already")]
    [InlineData("import f: func(); import F: func();", "small and capital letters")]
    [InlineData("import f: func(); import f: a;", "the name `f` is imported already")]
    [InlineData("type f = u8; import f: func();", "the name `f` is imported already")]
    [InlineData("import w;", "depends on itself")]
    [InlineData("import nothing;", "no interface or world `nothing`")]
    [InlineData("import x: nothing;", "no interface or world `nothing`")]
    [InlineData("import x: func(a: b);", "no type `b`")]
    [InlineData("import x: interface { use nothing.{t}; }", "no interface or world `nothing`")]
    [InlineData("include a;", "only worlds can be included")]
    [InlineData("include w;", "depends on itself")]
    [InlineData("export a; export c;", "both as an export and, through an interface that is not exported, as an import")]
    [InlineData("resource r; export f: func() -> borrow<r>;", "would outlive the call")]
    [InlineData("f: func();", "expected `import`, `export`")]
    public void Worlds_that_contradict_themselves_are_rejected(string items, string expected) => Wit.Error($"{Chain}world w {{ {items} }}\n", expected);

    [Fact]
    public void Inclusion_unites_interfaces_and_renames_plain_names()
    {
        var package = Wit.Package(
            Chain + """
            world one {
              import a;
              resource s { constructor(x: t); same: func(other: borrow<s>) -> t; }
              record t { x: u8 }
              import f: func(x: t, y: s) -> list<t>;
              export f: func();
              export c;
            }
            world two { import a; import f: func(); include one with { f as g, t as other-t, s as u } }
            world three { include two; }
            """);
        var two = package.FindWorld("two")!;
        Assert.Equal(["test:it/a@1.2.0", "test:it/b@1.2.0", "u", "other-t", "f", "g"], two.Imports.Select(item => item.Name));
        Assert.Equal(["g", "test:it/c@1.2.0"], two.Exports.Select(item => item.Name));
        var type = two.Imports.OfType<WitWorldType>().Single(item => item.Name == "other-t").Type;
        var resource = (WitResource)two.Imports.OfType<WitWorldType>().Single(item => item.Name == "u").Type;
        var function = two.Imports.OfType<WitWorldFunction>().Single(item => item.Name == "g").Function;
        Assert.Same(two, type.World);
        Assert.Same(type, function.Parameters[0].Type);
        Assert.Same(resource, ((WitHandleType)function.Parameters[1].Type).Resource);
        Assert.Equal(["[constructor]u", "[method]u.same"], resource.Functions.Select(item => item.ComponentName));
        Assert.Same(type, resource.Functions[1].Result);
        Assert.NotSame(package.FindWorld("one")!.Imports.OfType<WitWorldType>().Single(item => item.Name == "t").Type, type);
        Assert.Equal(two.Imports.Select(item => item.Name), package.FindWorld("three")!.Imports.Select(item => item.Name));
    }

    [Theory]
    [InlineData("include one; include one;", "with { f as other-f }")]
    [InlineData("import f: func(); include one;", "which is imported already")]
    [InlineData("include one with { g as h }", "no import or export with the plain name `g`")]
    [InlineData("include one with { a as b }", "names of interfaces cannot be changed")]
    [InlineData("include one with { f as g, f as h }", "is renamed twice")]
    [InlineData("include two;", "depends on itself")]
    public void Plain_names_do_not_unite(string items, string expected) =>
        Wit.Error($"{Chain}world one {{ import a; import f: func(); }}\nworld two {{ include w; }}\nworld w {{ {items} }}\n", expected);

    [Fact]
    public void External_identifiers_are_carried()
    {
        var world = Wit.Package(
            """
            interface store { @external-id("res") resource r { @external-id("m") m: func(); } }
            world w { @external-id("a\u{1f600}\"") import one: store; @external-id("two") import f: func(); }
            """).FindWorld("w")!;
        Assert.Equal(["a😀\"", "two"], world.Imports.Select(item => item.ExternalId));
        var resource = (WitResource)((WitWorldInterface)world.Imports[0]).Interface.FindType("r")!;
        Assert.Equal(("res", "m"), (resource.ExternalId, resource.Functions[0].ExternalId));
    }
}
