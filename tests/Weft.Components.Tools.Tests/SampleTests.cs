// The sample of docs/components.md, which runs here.
using System.Text.RegularExpressions;
using Weft.Components.Binary;
using Weft.Components.Tools.Componentizing;
using Weft.Components.Tools.Composing;
using Weft.Components.Tools.Embedding;
using Weft.Components.Tools.Packages;
using Weft.Tests.Shared;
using Weft.Wit;
using Xunit;

namespace Weft.Components.Tools.Tests;

public sealed partial class SampleTests
{
    [Fact]
    public void The_sample_runs()
    {
        var folder = Directory.GetCurrentDirectory();
        using var output = new StringWriter { NewLine = "\n" };
        byte[] bytes;
        try
        {
            Directory.SetCurrentDirectory(Repository.Root);
            #region sample
            var packages = WitFiles.Resolve("samples/greeter.wit");
            byte[] package = WitEncoder.Write(packages);                            // the package in the binary format
            var world = packages.SelectWorld();
            var module = DummyModule.Make(world, CoreNaming.Legacy);                // in its place: what a compiler made
            var component = Componentizer.Componentize(ComponentTypeSection.Embed(module, world));
            var found = WitDecoder.Decode(ComponentWriter.Write(component));
            output.WriteLine(WitPrinter.Print(found.Packages.Root));                // package root:component; world root { ... }
            output.WriteLine(WorldTarget.FindProblems(component, world).Count);     // 0
            #endregion
            bytes = package;
        }
        finally
        {
            Directory.SetCurrentDirectory(folder);
        }

        Assert.Equal("samples:greeter@1.0.0", WitDecoder.Decode(bytes).Packages.Root.Name.ToString());
        Assert.StartsWith("package root:component;\n\nworld root {\n", output.ToString());
        Assert.EndsWith("\n0\n", output.ToString());
    }

    [Fact]
    public void The_page_shows_what_runs()
    {
        var shown = Block().Match(File.ReadAllText(Repository.PathOf("docs", "components.md"))).Groups[1].Value;
        var own = Region().Match(File.ReadAllText(Repository.PathOf("tests", "Weft.Components.Tools.Tests", "SampleTests.cs"))).Groups[1].Value;
        Assert.Equal(own.Replace("\n            ", "\n").TrimStart(), shown);
    }

    [GeneratedRegex("<!-- sample: SampleTests.cs -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("#region sample\n(.*?)#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();
}
