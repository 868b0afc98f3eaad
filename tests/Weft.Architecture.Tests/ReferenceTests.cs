// The picture of rooms and doors in docs/architecture.md, as a table that fails when a project looks where it must not.
using System.Xml.Linq;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Architecture.Tests;

public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Weft.Wasm"] = [],
        ["Weft"] = ["Weft.Wasm"],
        ["Weft.Wit"] = [],
        ["Weft.Wasi"] = ["Weft", "Weft.Components", "Weft.Bindings.Generator"],
        ["Weft.Wasi.Redis"] = ["Weft.Wasi"],
        ["Weft.Wasi.Tls"] = ["Weft.Wasi", "Weft.Bindings.Generator"],
        ["Weft.Components"] = ["Weft"],
        ["Weft.Bindings"] = ["Weft.Components", "Weft.Bindings.Generator"],
        ["Weft.Bindings.Generator"] = ["Weft.Wit"],
        ["Weft.Components.Tools"] = ["Weft.Components", "Weft.Wit"],
        ["Weft.Wast"] = ["Weft.Components"],
        ["Weft.Build"] = ["Weft"],
        ["Weft.Cli"] = ["Weft.Wasi", "Weft.Wasi.Tls", "Weft.Components", "Weft.Components.Tools", "Weft.Wast", "Weft.Wit"],
    };

    private static readonly string[] s_withoutPackages = ["Weft.Wasm", "Weft", "Weft.Components", "Weft.Components.Tools", "Weft.Wasi", "Weft.Wasi.Tls", "Weft.Wast", "Weft.Wit", "Weft.Build",
        "Weft.Bindings"];

    [Fact]
    public void Projects_reference_only_what_the_architecture_allows()
    {
        var seen = new List<string>();
        foreach (var file in ProjectFiles())
        {
            var name = Path.GetFileNameWithoutExtension(file);
            seen.Add(name);
            Assert.True(s_allowed.ContainsKey(name), $"{name} is not in the picture: add it to docs/architecture.md and to this test");
            var references = XDocument.Load(file).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.Empty(references.Except(s_allowed[name]));
        }

        Assert.Empty(s_allowed.Keys.Except(seen));
    }

    [Fact]
    public void The_engine_depends_on_nothing_beyond_dotnet()
    {
        foreach (var name in s_withoutPackages)
        {
            Assert.Empty(XDocument.Load(Repository.PathOf("src", name, name + ".csproj")).Descendants("PackageReference"));
        }
    }

    private static IEnumerable<string> ProjectFiles() =>
        Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories);
}
