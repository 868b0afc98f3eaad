// Compositions in the WAC language: what is connected to what, and what is said of mistakes.
using Weft.Components.Tools.Composing;
using Weft.Components.Tools.Embedding;
using Weft.Components.Tools.Packages;
using Xunit;

namespace Weft.Components.Tools.Tests.Composing;

public sealed class ComposerTests
{
    private static readonly Dictionary<string, ComponentDefinition> s_packages = new()
    {
        ["my:shop@0.1.0"] = WitEncoder.Encode(Weft.Wit.WitResolver.Resolve(Sample.Shop)),
        ["example:app"] = Component(Sample.Shop, "app"),
        ["example:store"] = Component(Sample.Shop, "provider"),
        ["example:clock"] = Component("package a:clock; world w { export now: func() -> u64; }"),
        ["example:logger"] = Component("package my:shop@0.1.4; interface log { say: func(text: string); level: func() -> u8; } world w { export log; }"),
        ["a:user"] = Component("package a:b; interface i { f: func(); } world w { import i; import f: func(); export run: func(); }"),
    };

    private static ComponentDefinition Component(string text, string? world = null) => Sample.Make(Sample.Dummy(text, world, CoreNaming.Legacy)).Definition;

    private static ComponentDefinition Compose(string text) => ComponentComposer.Compose("package example:whole;\n" + text, "c.wac", s_packages.GetValueOrDefault);

    [Theory]
    // An interface by its last part; what is not given is imported.
    [InlineData("let store = new example:store { ... }; let app = new example:app { store: store.store, types: store.types, ... }; export app.run;", "my:shop/log@0.1.0 now", "run")]
    // By whole names, and by the name that a value has.
    [InlineData("let s = new example:store {...}; let app = new example:app { \"my:shop/store@0.1.0\": s[\"my:shop/store@0.1.0\"], s.types, ... }; export app...;", "my:shop/log@0.1.0 now", "run")]
    // All that an instance has, of a version that is compatible; a function; expressions in others.
    [InlineData("let l = new example:logger {}; let s = new example:store { ...l }; let c = new example:clock {}; export (new example:app { ...s, log: l.log, c.now }).run as \"start\";", "", "start")]
    // One instance of an import for two.
    [InlineData("import log: my:shop/log@0.1.0; let s = new example:store { log }; let a = new example:app { log, ...s, ... }; export a.run; export s.store;", "my:shop/log@0.1.0 now", "run my:shop/store@0.1.0")]
    // A component twice; what was exported by name stays.
    [InlineData("let a = new example:clock {}; let b = new example:clock {}; export a.now as before; export b...; export a as clock;", "", "before now clock")]
    [InlineData("// a comment /* in */\n/* another /* inside */ one */ let %let = new example:clock {}; export %let.now;", "", "now")]
    public void What_is_connected_is_not_imported(string text, string imports, string exports)
    {
        var whole = Sample.Valid(Compose(text));
        Assert.Equal(imports, string.Join(' ', Sample.Imports(whole).Where(name => name != "my:shop/types@0.1.0")));
        Assert.Equal(exports, string.Join(' ', Sample.Exports(whole)));
    }

    [Fact]
    public void A_component_is_embedded_once()
    {
        var whole = Sample.Valid(Compose("let a = new example:clock {}; let b = new example:clock {}; export a.now; export b.now as later;"));
        Assert.Single(whole.Definition.Items.OfType<NestedComponent>());
        Assert.Equal(2, whole.Definition.Items.OfType<ComponentInstantiation>().Count());
    }

    [Fact]
    public void What_comes_out_is_of_the_world_it_targets()
    {
        const string Composition = "let s = new example:store {...}; export s.store; export s.types;";
        ComponentComposer.Compose($"package a:b targets my:shop/provider@0.1.0; {Composition}", "c.wac", s_packages.GetValueOrDefault);
        var error = Assert.Throws<ComponentToolException>(() =>
            ComponentComposer.Compose("package a:b targets my:shop/provider@0.1.0; let c = new example:clock {}; export c.now;", "c.wac", s_packages.GetValueOrDefault));
        Assert.StartsWith("c.wac:1:21: what comes out is not of the world my:shop/provider@0.1.0: the component does not export my:shop/types@0.1.0", error.Message);
    }

    [Theory]
    [InlineData("let a = new example:app {};", "2:9: example:app needs my:shop/types@0.1.0: give it, or end the arguments with `...`")]
    [InlineData("let a = new example:none { ... };", "2:13: there is no package example:none: give its file with --dep example:none=FILE")]
    [InlineData("let a = new example:clock { ... }; let b = new example:store { clock: a, ... };", "2:64: there is no clock: the component imports my:shop/log@0.1.0")]
    [InlineData("let c = new example:clock {}; let s = new example:store { log: c.now };", "2:59: the argument my:shop/log@0.1.0 has to be an instance, and this is a func")]
    [InlineData("let c = new example:clock {}; export c.later;", "2:40: there is no later: the instance exports now")]
    [InlineData("let c = new example:clock {}; export c.now.x;", "2:44: only instances have exports")]
    [InlineData("let c = new example:clock {}; export c;", "2:31: the export needs a name")]
    [InlineData("let c = new example:clock {}; export c...; export c.now;", "2:44: 'now' is exported already")]
    [InlineData("let c = new example:clock {}; let u = new a:user { ...c };", "2:55: 'c' exports nothing that is still needed: it has now")]
    [InlineData("let c = new example:clock {}; let c = new example:clock {};", "2:35: 'c' is there already")]
    [InlineData("let u = new a:user { f: d };", "2:25: nothing is called 'd'")]
    [InlineData("import i: my:shop/nothing@0.1.0;", "2:11: the package my:shop@0.1.0 has no interface nothing")]
    [InlineData("let p = new my:shop@0.1.0 {};", "2:13: my:shop@0.1.0 is a WIT package, not a component")]
    [InlineData("let a new", "2:7: expected '=', not 'new'")]
    [InlineData("interface i {}", "2:1: types in compositions are not built")]
    [InlineData("let a = #", "2:9: '#' begins nothing")]
    [InlineData("export \"x\"", "2:8: expected an expression: a name, or new, not 'x'")]
    [InlineData("/* /* */", "2:1: the comment has no end")]
    [InlineData("let a = new example:clock { \"x", "2:29: the text has no closing quotation mark")]
    public void Mistakes_are_named_with_their_place(string text, string message) =>
        Assert.StartsWith("c.wac:" + message, Assert.Throws<ComponentToolException>(() => Compose(text)).Message);

    [Fact]
    public void Deep_expressions_are_refused() =>
        Assert.Contains("expressions lie in more than", Assert.Throws<ComponentToolException>(() => Compose("let a = " + new string('(', 100_000))).Message);
}
