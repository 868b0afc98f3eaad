using Weft.Components.Tools.Embedding;
using Xunit;

namespace Weft.Components.Tools.Tests.Embedding;

public sealed class DummyModuleTests
{
    private const string Text = "package a:b@1.2.3; interface i { resource r { constructor(); m: func() -> string; } } interface e { f: func(); } world w { import i; import p: interface { g: func(); } export e; export i; export run: func(); }";

    [Fact]
    public void Names_are_those_that_bindings_have()
    {
        var module = DummyModule.Make(Sample.World(Text), CoreNaming.Legacy);
        Assert.Equal(
            [
                "a:b/i@1.2.3 [constructor]r", "a:b/i@1.2.3 [method]r.m", "a:b/i@1.2.3 [resource-drop]r", "p g", "[export]a:b/i@1.2.3 [resource-drop]r",
                "[export]a:b/i@1.2.3 [resource-new]r", "[export]a:b/i@1.2.3 [resource-rep]r",
            ],
            module.Imports.Select(import => $"{import.Module} {import.Name}"));
        Assert.Equal(
            [
                "run", "a:b/e@1.2.3#f", "a:b/i@1.2.3#[constructor]r", "a:b/i@1.2.3#[method]r.m", "cabi_post_a:b/i@1.2.3#[method]r.m", "a:b/i@1.2.3#[dtor]r", "memory",
                "cabi_realloc", "_initialize",
            ],
            module.Exports.Select(export => export.Name));
    }

    [Fact]
    public void Names_are_those_of_the_specification()
    {
        var module = DummyModule.Make(Sample.World(Text), CoreNaming.Standard);
        Assert.Equal(
            ["cm32p2|a:b/i@1 [constructor]r", "cm32p2|a:b/i@1 [method]r.m", "cm32p2|a:b/i@1 r_drop", "cm32p2|p g", "cm32p2|_ex_a:b/i@1 r_drop", "cm32p2|_ex_a:b/i@1 r_new", "cm32p2|_ex_a:b/i@1 r_rep"],
            module.Imports.Select(import => $"{import.Module} {import.Name}"));
        Assert.Equal(
            [
                "cm32p2||run", "cm32p2|a:b/e@1|f", "cm32p2|a:b/i@1|[constructor]r", "cm32p2|a:b/i@1|[method]r.m", "cm32p2|a:b/i@1|[method]r.m_post", "cm32p2|a:b/i@1|r_dtor",
                "cm32p2_memory", "cm32p2_realloc", "cm32p2_initialize",
            ],
            module.Exports.Select(export => export.Name));
    }

    [Theory]
    [InlineData("0.2.7", "@0.2")]
    [InlineData("0.0.3", "@0.0.3")]
    [InlineData("3.1.0", "@3")]
    [InlineData("1.0.0-rc.1+5", "@1.0.0-rc.1")]
    public void Of_a_version_only_what_decides_is_in_a_name(string version, string suffix) => Assert.Equal(
        "cm32p2|a:b/i" + suffix,
        DummyModule.Make(Sample.World($"package a:b@{version}; interface i {{ f: func(); }} world w {{ import i; }}"), CoreNaming.Standard).Imports[0].Module);
}
