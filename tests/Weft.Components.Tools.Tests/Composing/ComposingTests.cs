using Weft.Components.Tools.Composing;
using Weft.Components.Tools.Embedding;
using Weft.Components.Tools.Packages;
using Weft.Wit;
using Xunit;

namespace Weft.Components.Tools.Tests.Composing;

public sealed class ComposingTests
{
    private static ComponentDefinition Component(string text, string? world = null) => Sample.Make(Sample.Dummy(text, world, CoreNaming.Legacy)).Definition;

    [Fact]
    public void What_a_plug_exports_is_not_imported_any_more()
    {
        var whole = Sample.Valid(ComponentPlugger.Plug(new NamedComponent("app", Component(Sample.Shop, "app")), [new NamedComponent("store", Component(Sample.Shop, "provider"))]));
        Assert.Equal(["my:shop/log@0.1.0", "now"], Sample.Imports(whole));
        Assert.Equal(["run"], Sample.Exports(whole));
        Assert.Equal(2, whole.Definition.Items.OfType<NestedComponent>().Count());
    }

    [Fact]
    public void Plugs_take_functions_versions_and_each_its_part()
    {
        const string Socket = "package a:b@0.2.1; interface i { f: func(); } interface j { g: func(); } world w { import i; import j; import h: func() -> u8; export i; export run: func(); }";
        const string One = "package a:b@0.2.4; interface i { f: func(); more: func(); } world w { export i; export h: func() -> u8; }";
        const string Two = "package a:b@0.2.1; interface j { g: func(); } world w { import out: func(s: string); export j; }";
        var whole = Sample.Valid(ComponentPlugger.Plug(new NamedComponent("s", Component(Socket)), [new NamedComponent("one", Component(One)), new NamedComponent("two", Component(Two))]));
        Assert.Equal(["out"], Sample.Imports(whole));
        Assert.Equal(["run", "a:b/i@0.2.1"], Sample.Exports(whole));
    }

    [Fact]
    public void Types_of_the_world_are_plugged_through()
    {
        const string Socket = "package a:b; world w { resource r { use-it: func(); } type t = u8; import f: func(x: r) -> t; import g: func(); export run: func(x: r); }";
        var whole = Sample.Valid(ComponentPlugger.Plug(
            new NamedComponent("s", Component(Socket)), [new NamedComponent("p", Component("package a:b; world w { export g: func(); }"))]));
        Assert.Equal(["r", "[method]r.use-it", "f"], Sample.Imports(whole).Where(name => name != "t"));
        Assert.Equal(["run"], Sample.Exports(whole));
    }

    [Fact]
    public void A_plug_that_does_not_fit_is_an_error()
    {
        var socket = new NamedComponent("s", Component("package a:b; interface i { f: func(); } world w { import i; }"));
        Assert.Contains("p exports nothing that the socket imports", Assert.Throws<ComponentToolException>(() =>
            ComponentPlugger.Plug(socket, [new NamedComponent("p", Component("package a:c; world w { export f: func(); }"))])).Message);
        Assert.Contains("the function f of a:b/i", Assert.Throws<ComponentToolException>(() =>
            ComponentPlugger.Plug(socket, [new NamedComponent("p", Component("package a:b; interface i { f: func(x: u8); } world w { export i; }"))])).Message);
    }

    [Fact]
    public void A_component_is_of_a_world_when_it_fits()
    {
        var app = Component(Sample.Shop, "app");
        Assert.Empty(WorldTarget.FindProblems(app, Sample.World(Sample.Shop, "app")));
        Assert.Empty(WorldTarget.FindProblems(Component("package a:b; world w { export run: func() -> string; }"), Sample.World(Sample.Shop, "app")));
        Assert.Equal(
            [
                "the component imports my:shop/types@0.1.0, which the world provider does not",
                "the component imports my:shop/store@0.1.0, which the world provider does not",
                "the component imports now, which the world provider does not",
                "the component does not export my:shop/types@0.1.0, which the world provider does",
                "the component does not export my:shop/store@0.1.0, which the world provider does",
            ],
            WorldTarget.FindProblems(app, Sample.World(Sample.Shop, "provider")));
        Assert.Contains("type mismatch in record field `x`", Assert.Single(WorldTarget.FindProblems(app, Sample.World(Sample.Shop.Replace("x: u32", "x: u64"), "app"))));
    }

    [Fact]
    public void What_was_plugged_together_has_wit()
    {
        var whole = ComponentPlugger.Plug(new NamedComponent("app", Component(Sample.Shop, "app")), [new NamedComponent("store", Component(Sample.Shop, "provider"))]);
        Assert.Contains("export run: func() -> string;", WitPrinter.Print(WitDecoder.Decode(whole).Packages));
    }
}
