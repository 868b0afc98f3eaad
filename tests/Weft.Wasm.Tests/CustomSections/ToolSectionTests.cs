// The custom sections of tool conventions: producers, target_features, branch hints.
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Wasm.Tests.CustomSections;

public sealed class ToolSectionTests
{
    [Fact]
    public void Producers_survive_writing_and_reading()
    {
        var producers = new ProducersSection([new("language", [new("C11", "")]), new("processed-by", [new("clang", "19.1.0"), new("weft", "0.1")])]);

        var section = producers.ToCustomSection();
        Assert.True(ProducersSection.TryRead(new ModuleDefinition { CustomSections = [section] }, out var read));
        Assert.Equal(["language", "processed-by"], read.Fields.Select(field => field.Name));
        Assert.Equal([new Producer("clang", "19.1.0"), new Producer("weft", "0.1")], read.Fields[1].Producers);
        Assert.Equal(section.Bytes.ToArray(), read.ToCustomSection().Bytes.ToArray());
    }

    [Fact]
    public void Target_features_survive_writing_and_reading()
    {
        var features = new TargetFeaturesSection([new(FeaturePolicy.Used, "simd128"), new(FeaturePolicy.Disallowed, "atomics")]);

        var section = features.ToCustomSection();
        Assert.Equal("+simd128"u8.ToArray().Length + "-atomics"u8.Length + 3, section.Bytes.Length);
        Assert.True(TargetFeaturesSection.TryRead(new ModuleDefinition { CustomSections = [section] }, out var read));
        Assert.Equal<TargetFeature>(features.Features, read.Features);
    }

    [Fact]
    public void Branch_hints_of_a_text_survive_writing_and_reading()
    {
        var module = ModuleReader.Read(ModuleWriter.Write(WatParser.Parse("""
            (module (func)
              (func (param i32) local.get 0 (@metadata.code.branch_hint "\01") if nop end
                (block (@metadata.code.branch_hint "\00") (br_if 0 (local.get 0)))))
            """)));

        Assert.True(BranchHintSection.TryRead(module, out var hints));
        var function = Assert.Single(hints.Functions);
        Assert.Equal(1, function.FunctionIndex);
        Assert.Equal<BranchHint>([new(3, IsLikely: true), new(11, IsLikely: false)], function.Hints);
        Assert.Equal(module.CustomSections[0].Bytes.ToArray(), hints.ToCustomSection().Bytes.ToArray());
    }

    [Theory]
    [InlineData("producers", new byte[] { 1, 1, (byte)'l', 200, 1 })]
    [InlineData("producers", new byte[] { 0, 0 })]
    [InlineData("target_features", new byte[] { 1, (byte)'?', 1, (byte)'a' })]
    [InlineData("target_features", new byte[] { 9, (byte)'+', 1, (byte)'a' })]
    [InlineData("target_features", new byte[] { 0, 0 })]
    [InlineData("metadata.code.branch_hint", new byte[] { 1, 0, 1, 3, 1, 2 })] // neither 0 nor 1
    [InlineData("metadata.code.branch_hint", new byte[] { 1, 0, 1, 3, 2, 0, 0 })] // two bytes
    [InlineData("metadata.code.branch_hint", new byte[] { 1, 0, 2, 3, 1, 0, 3, 1, 0 })] // an offset twice
    [InlineData("metadata.code.branch_hint", new byte[] { 2, 0, 1, 3, 1, 0, 0, 1, 3, 1, 0 })] // a function twice
    [InlineData("metadata.code.branch_hint", new byte[] { 0, 0 })]
    [InlineData("metadata.code.branch_hint", new byte[] { 0x80, 0x80, 0x80, 0x80, 0x08 })] // a count that cannot be
    public void Malformed_ones_do_not_hurt_their_module(string name, byte[] bytes)
    {
        var section = new CustomSection(name, bytes);
        var module = new ModuleDefinition { CustomSections = [section] };

        Assert.False(name switch
        {
            "producers" => ProducersSection.TryRead(module, out _),
            "target_features" => TargetFeaturesSection.TryRead(module, out _),
            _ => BranchHintSection.TryRead(module, out _),
        });
        Assert.Throws<MalformedModuleException>(() => _ = name switch
        {
            "producers" => (object)ProducersSection.Read(section),
            "target_features" => TargetFeaturesSection.Read(section),
            _ => BranchHintSection.Read(section),
        });
    }

    [Fact]
    public void A_module_without_them_has_none()
    {
        var module = new ModuleDefinition { CustomSections = [new CustomSection("other", default)] };
        Assert.False(ProducersSection.TryRead(module, out _) || TargetFeaturesSection.TryRead(module, out _) || BranchHintSection.TryRead(module, out _));
        Assert.Null(new ModuleNames(module).Section);
    }
}
