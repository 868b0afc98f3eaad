// The producers section (tool conventions, ProducersSection.md): which languages and tools made a module.
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Weft.Wasm.Binary;

namespace Weft.Wasm.CustomSections;

/// <summary>The producers section.</summary>
/// <param name="Fields">What is recorded: <c>language</c>, <c>processed-by</c>, <c>sdk</c>.</param>
public sealed record ProducersSection(ImmutableArray<ProducerField> Fields)
{
    /// <summary>The name of the custom section.</summary>
    public const string SectionName = "producers";

    /// <summary>Reads the section.</summary>
    /// <exception cref="MalformedModuleException">The contents are not a producers section; the module itself may be fine.</exception>
    public static ProducersSection Read(CustomSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var reader = new ByteReader(section.Bytes.Span, section.Offset);
        var fields = ImmutableArray.CreateBuilder<ProducerField>();
        for (var count = reader.ReadCount(int.MaxValue, "fields"); count > 0; count--)
        {
            var name = reader.ReadName();
            var values = ImmutableArray.CreateBuilder<Producer>();
            for (var valueCount = reader.ReadCount(int.MaxValue, "values"); valueCount > 0; valueCount--)
            {
                values.Add(new Producer(reader.ReadName(), reader.ReadName()));
            }

            fields.Add(new ProducerField(name, values.DrainToImmutable()));
        }

        if (!reader.AtEnd)
        {
            reader.Throw($"section size mismatch: {reader.Remaining} bytes are left at the end of the producers section");
        }

        return new ProducersSection(fields.DrainToImmutable());
    }

    /// <summary>Reads the section of a module; false when there is none, or when it is malformed.</summary>
    public static bool TryRead(ModuleDefinition module, [NotNullWhen(true)] out ProducersSection? producers)
    {
        ArgumentNullException.ThrowIfNull(module);
        producers = null;
        foreach (var section in module.CustomSections)
        {
            if (section.Name != SectionName)
            {
                continue;
            }

            try
            {
                producers = Read(section);
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
        writer.WriteIndex(Fields.Length);
        foreach (var field in Fields)
        {
            writer.WriteName(field.Name);
            writer.WriteIndex(field.Producers.Length);
            foreach (var producer in field.Producers)
            {
                writer.WriteName(producer.Name);
                writer.WriteName(producer.Version);
            }
        }

        return new CustomSection(SectionName, writer.ToArray(), place);
    }
}

/// <summary>One field of the producers section.</summary>
/// <param name="Name"><c>language</c>, <c>processed-by</c> or <c>sdk</c>.</param>
/// <param name="Producers">The names and versions.</param>
public sealed record ProducerField(string Name, ImmutableArray<Producer> Producers);

/// <summary>A language or tool.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; may be empty.</param>
public sealed record Producer(string Name, string Version);
