// The producers section of what these tools write (tool conventions, ProducersSection.md).
using System.Reflection;
using Weft.Wasm;
using Weft.Wasm.CustomSections;

namespace Weft.Components.Tools.Building;

/// <summary>Makes and merges producers sections.</summary>
internal static class Producers
{
    private static readonly Producer s_weft = new(
        "weft", typeof(Producers).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "");

    /// <summary>Says that Weft has processed something.</summary>
    public static ProducersSection Own { get; } = new([new ProducerField("processed-by", [s_weft])]);

    /// <summary>Both; of a tool that both name, the version that comes later.</summary>
    public static ProducersSection Merge(ProducersSection first, ProducersSection second)
    {
        var fields = new List<(string Name, List<Producer> Producers)>();
        foreach (var field in first.Fields.Concat(second.Fields))
        {
            var at = fields.FindIndex(other => other.Name == field.Name);
            if (at < 0)
            {
                at = fields.Count;
                fields.Add((field.Name, []));
            }

            foreach (var producer in field.Producers)
            {
                var same = fields[at].Producers.FindIndex(other => other.Name == producer.Name);
                if (same < 0)
                {
                    fields[at].Producers.Add(producer);
                }
                else
                {
                    fields[at].Producers[same] = producer;
                }
            }
        }

        return new ProducersSection([.. fields.Select(field => new ProducerField(field.Name, [.. field.Producers]))]);
    }

    /// <summary>The section in a list of custom sections; null when there is none, or when it is malformed, which harms nobody.</summary>
    public static ProducersSection? Find(IEnumerable<CustomSection> sections)
    {
        if (sections.FirstOrDefault(section => section.Name == ProducersSection.SectionName) is not { } found)
        {
            return null;
        }

        try
        {
            return ProducersSection.Read(found);
        }
        catch (MalformedModuleException)
        {
            // Custom sections never make a module malformed (spec 5.5.3).
            return null;
        }
    }

    /// <summary>A module with more producers.</summary>
    public static ModuleDefinition AddTo(ModuleDefinition module, ProducersSection? producers)
    {
        if (producers is null)
        {
            return module;
        }

        var merged = Find(module.CustomSections) is { } there ? Merge(there, producers) : producers;
        return module with
        {
            CustomSections = [.. module.CustomSections.Where(section => section.Name != ProducersSection.SectionName), merged.ToCustomSection()],
        };
    }
}
