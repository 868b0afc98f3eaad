using Xunit;

namespace Weft.Wit.Tests;

public sealed class VersionTests
{
    [Theory]
    [InlineData("1.0.0")]
    [InlineData("1.0.1--")]
    [InlineData("1.0.1-a+a")]
    [InlineData("1.0.1-1a+1a.-")]
    [InlineData("1.0.0-a1.1-a")]
    [InlineData("0.3.0-rc-2026-01-06")]
    [InlineData("1.0.0+001")]
    public void Versions_are_read_and_written(string text) =>
        Assert.Equal(text, WitResolver.Resolve($"package a:b@{text};").Root.Name.Version!.ToString());

    [Theory]
    [InlineData("1.0")]
    [InlineData("01.0.0")]
    [InlineData("1.0.0-")]
    [InlineData("1.0.0-01")]
    [InlineData("99999999999999999999.0.0")]
    [InlineData("1.0.0+")]
    public void Other_texts_are_not_versions(string text)
    {
        Assert.False(SemanticVersion.TryParse(text, out _));
        Wit.Error($"package a:b@{text};", "is not a version");
    }

    [Fact]
    public void Versions_are_ordered_as_semver_says()
    {
        string[] ordered = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "10.0.0"];
        var versions = ordered.Select(text => SemanticVersion.TryParse(text, out var version) ? version! : throw new FormatException(text)).ToList();
        for (var left = 0; left < versions.Count; left++)
        {
            for (var right = 0; right < versions.Count; right++)
            {
                Assert.Equal(left.CompareTo(right), Math.Sign(versions[left].CompareTo(versions[right])));
            }
        }
    }

    [Fact]
    public void A_dot_behind_a_version_is_not_part_of_it()
    {
        var packages = WitResolver.Resolve("package a:b; interface i { use c:d/e@1.0.0-rc.1.{t}; } package c:d@1.0.0-rc.1 { interface e { type t = u8; } }");
        RoundTrip.Check(packages);
        Assert.Equal("c:d/e@1.0.0-rc.1", packages.Root.FindInterface("i")!.Dependencies.Single().QualifiedName);
    }
}
