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
    public void Good_names_are_taken(string name) => Assert.Null(NameRules.Parse(name, out _));

    [Theory]
    [InlineData("", "kebab")]
    [InlineData("1a", "kebab")]
    [InlineData("aB", "kebab")]
    [InlineData("a--b", "kebab")]
    [InlineData("[method]a", "`.`")]
    [InlineData("a:B/c", "upper-case")]
    [InlineData("a:b/c@1.2", "unexpected end of input")]
    [InlineData("a:b/c@01.2.3", "leading zero")]
    [InlineData("a:b/c/d", "trailing characters")]
    public void Bad_names_say_why(string name, string why) => Assert.Contains(why, NameRules.Parse(name, out _));

    [Theory]
    [InlineData("foo", "[method]foo.foo", true)]
    [InlineData("foo", "FOO", true)]
    [InlineData("[method]foo.bar", "[static]foo.BAR", true)]
    [InlineData("foo", "[constructor]foo", false)]
    [InlineData("foo", "[method]foo.bar", false)]
    public void Names_conflict_when_bindings_would(string one, string other, bool conflict)
    {
        NameRules.Parse(one, out var first);
        NameRules.Parse(other, out var second);
        Assert.Equal(conflict, first.Key == second.Key);
    }
}
