using Weft.Components.Validation;
using Xunit;

namespace Weft.Components.Tests;

public sealed class NameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a-1-B2-c")]
    [InlineData("[constructor]a")]
    [InlineData("[method]a.b")]
    [InlineData("wasi:io/streams@0.2.6")]
    [InlineData("a:b/c@1.0.0-rc.1+build.5")]
    [InlineData("unlocked-dep=<a:b>")]
    [InlineData("unlocked-dep=<a:b@*>")]
    [InlineData("unlocked-dep=<a:b@{>=1.2.3-rc <2.0.0}>")]
    [InlineData("unlocked-dep=<a:b@{<2.0.0}>")]
    [InlineData("locked-dep=<a:b@1.2.3>,integrity=<sha256-q80=>")]
    [InlineData("url=<https://example.org/a.wasm>,integrity=<sha512-q80>")]
    [InlineData("integrity=< sha256-q80== sha384-q/+?any >")]
    public void Good_names_are_taken(string name) => Assert.Null(NameRules.Parse(name, ComponentFeatures.None, out _));

    [Theory]
    [InlineData("", "kebab")]
    [InlineData("1a", "kebab")]
    [InlineData("aB", "kebab")]
    [InlineData("a--b", "kebab")]
    [InlineData("[method]a", "`.`")]
    [InlineData("a:B/c", "character `B` is not lowercase")]
    [InlineData("a:b/c@1.2", "unexpected end of input")]
    [InlineData("a:b/c@01.2.3", "leading zero")]
    [InlineData("a:b/c/d", "trailing characters")]
    [InlineData("a:b:c/d", "expected `/` after package name")]
    [InlineData("a:b/c@1", "unexpected end of input")]
    [InlineData("unlocked-dep=a:b", "expected `<` at `a:b`")]
    [InlineData("unlocked-dep=<a:>", "`` is not in kebab case")]
    [InlineData("unlocked-dep=<a:b@1.2.3>", "expected `{` at `1.2.3>`")]
    [InlineData("unlocked-dep=<a:b@{1.2.3}>", "expected `>=` or `<` at start of version range")]
    [InlineData("unlocked-dep=<a:b@{<1.2}>", "`1.2` is not a valid semver")]
    [InlineData("locked-dep=<a:b@1.2.3", "expected `>` at ``")]
    [InlineData("locked-dep=<a:b>,x", "expected `integrity=<`")]
    [InlineData("locked-dep=<a:b>x", "trailing characters found: `x`")]
    [InlineData("url=<a", "failed to find `>`")]
    [InlineData("url=<a<b>", "url cannot contain `<`")]
    [InlineData("integrity=<  >", "integrity hash cannot be empty")]
    [InlineData("integrity=<sha256>", "expected `-` after hash algorithm")]
    [InlineData("integrity=<sha1-ab>", "unrecognized hash algorithm")]
    [InlineData("integrity=<sha256-a===>", "not valid base64")]
    [InlineData("integrity=<sha256-a", "failed to find `>`")]
    public void Bad_names_say_why(string name, string why) => Assert.Contains(why, NameRules.Parse(name, ComponentFeatures.None, out _));

    [Theory]
    [InlineData("a:b/c@1", ComponentFeatures.NameAttributes)]
    [InlineData("a:b/c@0.2", ComponentFeatures.NameAttributes)]
    [InlineData("a:b:c/d/e@1.0.0", ComponentFeatures.NestedNames)]
    [InlineData("locked-dep=<a:b:c/d>", ComponentFeatures.NestedNames)]
    public void Some_names_need_a_feature(string name, ComponentFeatures feature)
    {
        Assert.NotNull(NameRules.Parse(name, ComponentFeatures.All & ~feature, out _));
        Assert.Null(NameRules.Parse(name, feature, out _));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1.0")]
    [InlineData("01")]
    [InlineData("0.0")]
    [InlineData("0.0.01")]
    [InlineData("")]
    public void Versions_that_say_more_or_less_are_not_canonical(string version) => Assert.False(NameRules.IsCanonicalVersion(version));

    [Theory]
    [InlineData("foo", "[method]foo.foo", true)]
    [InlineData("foo", "FOO", true)]
    [InlineData("[method]foo.bar", "[static]foo.BAR", true)]
    [InlineData("foo", "[constructor]foo", false)]
    [InlineData("foo", "[method]foo.bar", false)]
    public void Names_conflict_when_bindings_would(string one, string other, bool conflict)
    {
        NameRules.Parse(one, ComponentFeatures.None, out var first);
        NameRules.Parse(other, ComponentFeatures.None, out var second);
        Assert.Equal(conflict, first.Key == second.Key);
    }
}
