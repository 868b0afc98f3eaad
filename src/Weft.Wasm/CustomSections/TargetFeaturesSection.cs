// The target_features section (tool conventions, Linking.md): the proposals that a module was compiled for.
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Weft.Wasm.Binary;

namespace Weft.Wasm.CustomSections;

/// <summary>What the section says about a feature; the values are the bytes of the format.</summary>
public enum FeaturePolicy : byte
{
    /// <summary>The module uses the feature.</summary>
    Used = (byte)'+',
    /// <summary>The module must not be linked with code that uses the feature.</summary>
    Disallowed = (byte)'-',
    /// <summary>All code linked together must use the feature (no longer written).</summary>
    Required = (byte)'=',
}

/// <summary>A feature and what is said about it.</summary>
/// <param name="Policy">What is said.</param>
/// <param name="Name">The toolchain's name of the feature, such as <c>bulk-memory</c>.</param>
public readonly record struct TargetFeature(FeaturePolicy Policy, string Name);

/// <summary>The target_features section.</summary>
/// <param name="Features">The features, in order.</param>
public sealed record TargetFeaturesSection(ImmutableArray<TargetFeature> Features)
{
    /// <summary>The name of the custom section.</summary>
    public const string SectionName = "target_features";

    /// <summary>Reads the section.</summary>
    /// <exception cref="MalformedModuleException">The contents are not a target_features section; the module itself may be fine.</exception>
    public static TargetFeaturesSection Read(CustomSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var reader = new ByteReader(section.Bytes.Span, section.Offset);
        var features = ImmutableArray.CreateBuilder<TargetFeature>();
        for (var count = reader.ReadCount(int.MaxValue, "features"); count > 0; count--)
        {
            var at = reader.Offset;
            var policy = (FeaturePolicy)reader.ReadByte();
            if (policy is not (FeaturePolicy.Used or FeaturePolicy.Disallowed or FeaturePolicy.Required))
            {
                throw new MalformedModuleException($"malformed feature prefix 0x{(byte)policy:x2}: expected + or -", at);
            }

            features.Add(new TargetFeature(policy, reader.ReadName()));
        }

        if (!reader.AtEnd)
        {
            reader.Throw($"section size mismatch: {reader.Remaining} bytes are left at the end of the target_features section");
        }

        return new TargetFeaturesSection(features.DrainToImmutable());
    }

    /// <summary>Reads the section of a module; false when there is none, or when it is malformed.</summary>
    public static bool TryRead(ModuleDefinition module, [NotNullWhen(true)] out TargetFeaturesSection? features)
    {
        ArgumentNullException.ThrowIfNull(module);
        features = null;
        foreach (var section in module.CustomSections)
        {
            if (section.Name != SectionName)
            {
                continue;
            }

            try
            {
                features = Read(section);
                return true;
            }
            catch (MalformedModuleException)
            {
                // A custom section never makes a module malformed (spec 5.5.3).
                return false;
            }
        }

        return false;
    }

    /// <summary>Writes the section.</summary>
    public CustomSection ToCustomSection(SectionPlace place = SectionPlace.Last)
    {
        var writer = new ByteWriter();
        writer.WriteIndex(Features.Length);
        foreach (var feature in Features)
        {
            writer.WriteByte((byte)feature.Policy);
            writer.WriteName(feature.Name);
        }

        return new CustomSection(SectionName, writer.ToArray(), place);
    }
}
