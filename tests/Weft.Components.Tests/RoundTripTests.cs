using Weft.Components.Binary;
using Weft.Components.Text;
using Weft.Components.Validation;
using Weft.Wasm;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Components.Tests;

public sealed class RoundTripTests
{
    private static readonly WatParserOptions s_withoutNames = new() { KeepNames = false };

    [Theory]
    [MemberData(nameof(Samples.All), MemberType = typeof(Samples))]
    public void Text_and_binary_say_the_same(string text)
    {
        var binary = ComponentWriter.Write(ComponentTextParser.Parse(text, s_withoutNames));
        Assert.True(ComponentReader.IsComponent(binary));
        Assert.Equal(binary, ComponentWriter.Write(ComponentReader.Read(binary)));
        var printed = ComponentPrinter.Print(ComponentReader.Read(binary));
        Assert.Equal(binary, ComponentWriter.Write(ComponentTextParser.Parse(printed, s_withoutNames)));
        Assert.Equal(printed, ComponentPrinter.Print(ComponentTextParser.Parse(printed, s_withoutNames)));
    }

    [Theory]
    [MemberData(nameof(Samples.All), MemberType = typeof(Samples))]
    public void Samples_are_valid_with_all_features(string text)
    {
        var component = ComponentValidator.Validate(Samples.Parse(text), new TypeRegistry(), new ComponentValidationOptions { Features = ComponentFeatures.All });
        Assert.Equal(component.Definition.Items.Length == 0, component.Types.IsEmpty && component.CoreModules.IsEmpty);
    }

    [Fact]
    public void Identifiers_become_names()
    {
        var component = ComponentReader.Read(ComponentWriter.Write(Samples.Parse("(component $c (core module $m) (type $t u8))")));
        Assert.Equal("c", component.Names.Component);
        Assert.Equal("m", component.Names.Find(Sort.CoreModule, 0));
        Assert.Equal("t", component.Names.Find(Sort.Type, 0));
    }

    [Fact]
    public void Mutated_binaries_are_refused_or_valid_but_never_fail_otherwise()
    {
        var random = new Random(5);
        var refused = 0;
        foreach (var text in Samples.Texts)
        {
            var binary = ComponentWriter.Write(Samples.Parse(text));
            for (var round = 0; round < 400; round++)
            {
                var mutant = (byte[])binary.Clone();
                for (var change = random.Next(1, 4); change > 0; change--)
                {
                    mutant[random.Next(8, Math.Max(9, mutant.Length)) % mutant.Length] = (byte)random.Next(256);
                }

                try
                {
                    var component = ComponentReader.Read(mutant.AsMemory(0, random.Next(8) == 0 ? random.Next(mutant.Length) : mutant.Length));
                    ComponentValidator.Validate(component, new TypeRegistry(), new ComponentValidationOptions { Features = ComponentFeatures.All });
                    ComponentWriter.Write(component);
                }
                catch (WasmException error)
                {
                    Assert.NotEmpty(error.Message);
                    refused++;
                }
            }
        }

        Assert.True(refused > 500, $"only {refused} mutants were refused");
    }
}
