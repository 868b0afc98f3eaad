using Xunit;

namespace Weft.Wit.Tests;

public sealed class GateTests
{
    private const string Gated = "interface i {\n@unstable(feature = x) type t = u8;\n@unstable(feature = x) f: func(a: t);\n@since(version = 1.1.0) @deprecated(version = 1.2.0) g: func();\n}";

    [Fact]
    public void Unstable_items_are_there_when_their_feature_is()
    {
        Assert.Equal(["g"], Wit.Package(Gated).FindInterface("i")!.Functions.Select(function => function.Name));
        foreach (var options in new[] { new WitOptions { Features = ["x"] }, new WitOptions { AllFeatures = true } })
        {
            var item = Wit.Package(Gated, options).FindInterface("i")!;
            Assert.Equal(["f", "g"], item.Functions.Select(function => function.Name));
            Assert.Equal("x", item.Functions[0].Gate!.Feature);
            Assert.Equal(("1.1.0", "1.2.0"), (item.Functions[1].Gate!.Since!.ToString(), item.Functions[1].Gate!.Deprecated!.ToString()));
        }
    }

    [Theory]
    [InlineData("@unstable(feature = x) type t = u8; type u = t;", "the type `t` belongs to an unstable feature")]
    [InlineData("@unstable(feature = x) type t = u8; f: func() -> t;", "the type `t` belongs to an unstable feature")]
    [InlineData("@unstable(feature = x) resource r { constructor(); }", "give it the same @unstable")]
    [InlineData("@since(version = 1.3.0) f: func();", "which package test:it@1.2.0 has not reached")]
    [InlineData("@since(version = 1.0.0) @unstable(feature = x) f: func();", "not both")]
    [InlineData("@since(version = 1.0.0) @since(version = 1.0.0) f: func();", "stands here twice")]
    [InlineData("@deprecated(version = 1.0.0) f: func();", "needs @since or @unstable")]
    [InlineData("@since(feature = x) f: func();", "expected `version =`")]
    [InlineData("@since f: func();", "expected `(`")]
    [InlineData("@new(version = 1.0.0) f: func();", "there is no attribute `@new`")]
    public void Gates_that_do_not_fit_are_rejected(string items, string expected) => Wit.InterfaceError(items, expected);

    [Theory]
    [InlineData("@unstable(feature = x) interface i { type t = u8; }", "give it the same @unstable")]
    [InlineData("@unstable(feature = x) interface i { } interface j { use i.{t}; }", "the interface `i` belongs to an unstable feature")]
    [InlineData("@unstable(feature = x) interface i { } world w { import i; }", "the interface `i` belongs to an unstable feature")]
    [InlineData("@unstable(feature = x) world i { } world w { include i; }", "the world `i` belongs to an unstable feature")]
    [InlineData("interface i { @unstable(feature = x) type t = u8; } interface j { use i.{t}; }", "the type `t` belongs to an unstable feature")]
    [InlineData("@since(version = 2.0.0) world w { }", "has not reached")]
    [InlineData("world w { @since(version = 2.0.0) import f: func(); }", "has not reached")]
    public void What_is_not_gated_cannot_use_what_is_left_out(string text, string expected) => Wit.Error(text, expected);

    [Fact]
    public void What_a_gate_leaves_out_is_not_looked_up()
    {
        var package = Wit.Package(
            """
            @unstable(feature = x) interface i { @unstable(feature = x) use no:where/at-all.{t}; }
            world w { @unstable(feature = x) import i; @unstable(feature = x) include no:where/at-all; @unstable(feature = x) export f: func(a: nothing); }
            """);
        Assert.Empty(package.Interfaces);
        Assert.Empty(package.FindWorld("w")!.Imports);
        Assert.Empty(package.FindWorld("w")!.Exports);
    }

    [Fact]
    public void Versions_in_gates_need_one_of_the_package() => Wit.Error("package a:b;\ninterface i { @since(version = 1.0.0) f: func(); }", "has no version: give it one");

    [Fact]
    public void Gates_of_an_included_world_of_another_package_are_not_this_packages()
    {
        var packages = WitResolver.Resolve("package a:b; world w { include c:d/v@1.0.0; } package c:d@1.0.0 { @since(version = 1.0.0) interface i {} world v { @since(version = 1.0.0) import i; } }");
        RoundTrip.Check(packages);
        Assert.Null(packages.SelectWorld().Imports.Single().Gate);
        Assert.NotNull(packages.SelectWorld("c:d/v@1.0.0").Imports.Single().Gate);
    }
}
