// The sample of docs/wit.md, which runs here.
using System.Text.RegularExpressions;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Wit.Tests;

public sealed partial class SampleTests
{
    [Fact]
    public void The_sample_runs()
    {
        var folder = Directory.GetCurrentDirectory();
        using var output = new StringWriter { NewLine = "\n" };
        try
        {
            Directory.SetCurrentDirectory(Repository.Root);
            #region sample
            var packages = WitFiles.Resolve("samples/greeter.wit");         // or a folder of .wit files with its deps
            var world = packages.SelectWorld();                             // the only one; or by name
            foreach (var item in world.Exports.OfType<WitWorldFunction>())
            {
                output.WriteLine($"{item.Name}: {WitPrinter.Print(item.Function)}");   // greet: func(who: person) -> result<string, string>
                var person = (WitRecord)item.Function.Parameters[0].Type.Resolved;
                output.WriteLine($"{person.Fields.Count} fields, from {person.Interface!.QualifiedName}");
            }
            #endregion
        }
        finally
        {
            Directory.SetCurrentDirectory(folder);
        }

        Assert.Equal("greet: func(who: person) -> result<string, string>\n2 fields, from samples:greeter/people@1.0.0\n", output.ToString());
    }

    [Fact]
    public void The_page_shows_what_runs()
    {
        var shown = Block().Match(File.ReadAllText(Repository.PathOf("docs", "wit.md"))).Groups[1].Value;
        var own = Region().Match(File.ReadAllText(Repository.PathOf("tests", "Weft.Wit.Tests", "SampleTests.cs"))).Groups[1].Value;
        Assert.Equal(own.Replace("\n            ", "\n").TrimStart(), shown);
    }

    [GeneratedRegex("<!-- sample: SampleTests.cs -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("#region sample\n(.*?\n) *#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();
}
