using System.Text.RegularExpressions;
using Weft.Components.Binary;
using Weft.Components.Text;
using Weft.Components.Validation;
using Weft.Tests.Shared;
using Weft.Wasm;
using Xunit;

namespace Weft.Components.Tests;

public sealed class DocumentationTests
{
    [Fact]
    public void The_sample_does_what_the_page_says()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/components.md"));
        var text = Regex.Matches(page, "\"\"\"\n(.*?)\"\"\"", RegexOptions.Singleline)[1].Groups[1].Value;
        var binary = ComponentWriter.Write(ComponentTextParser.Parse(text));
        var valid = ComponentValidator.Validate(ComponentReader.Read(binary), new TypeRegistry());
        var said = valid.Type.Imports.Select(import => $"{import.Name.Name}: {import.Type.Type.KindName}");
        Assert.Equal([Regex.Match(page, "// (log: .+)").Groups[1].Value], said);
    }

    [Fact]
    public void The_component_of_the_page_runs_as_it_says()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/components.md"));
        var text = Regex.Match(page, "\"\"\"\n(.*?)\"\"\"", RegexOptions.Singleline).Groups[1].Value;
        using var guests = new Linking.Guests();
        guests.Linker.Root.AddFunction("twice", (uint n) => 2 * n);
        var instance = guests.Instantiate(text);
        Assert.Equal(uint.Parse(Regex.Match(page, "fourTimes\\(7\\)\\);\\s+// (\\d+)").Groups[1].Value), instance.GetFunction<Func<uint, uint>>("four-times")(7));
        Assert.Equal(28u, instance.GetFunction("four-times").Call(7u)!.Value.AsU32());
    }

    [Fact]
    public void The_page_names_every_feature()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/components.md"));
        Assert.All(Enum.GetNames<ComponentFeatures>().Except(["None", "All"]), name => Assert.Contains($"`{name}`", page));
    }
}
