// The custom section "component-name" (Binary.md, "Name section").
using System.Collections.Immutable;
using Weft.Wasm;
using Weft.Wasm.Binary;

namespace Weft.Components.Binary;

/// <summary>Reads and writes the names of a component.</summary>
internal static class ComponentNameSection
{
    /// <summary>What the section is called.</summary>
    public const string Name = "component-name";

    /// <summary>The names; null when the section is malformed, which does not make the component so.</summary>
    public static ComponentNames? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return ReadNames(bytes);
        }
        catch (MalformedModuleException)
        {
            // "engines should not reject components which have an invalid name section" (Binary.md).
            return null;
        }
    }

    /// <summary>The section's content.</summary>
    public static byte[] Write(ComponentNames names)
    {
        var writer = new ByteWriter();
        var part = new ByteWriter();
        if (names.Component is { } component)
        {
            part.WriteName(component);
            WritePart(writer, 0, part);
        }

        foreach (var sort in SortFacts.All)
        {
            if (!names.Items.TryGetValue(sort, out var map))
            {
                continue;
            }

            if (sort.IsCore())
            {
                part.WriteByte(0);
            }

            part.WriteByte((byte)sort);
            part.WriteIndex(map.Count);
            foreach (var (index, name) in map)
            {
                part.WriteIndex(index);
                part.WriteName(name);
            }

            WritePart(writer, 1, part);
        }

        return writer.ToArray();
    }

    private static void WritePart(ByteWriter writer, byte id, ByteWriter part)
    {
        writer.WriteByte(id);
        writer.WriteIndex(part.Length);
        writer.WriteBytes(part.WrittenSpan);
        part.Clear();
    }

    private static ComponentNames ReadNames(ReadOnlySpan<byte> bytes)
    {
        string? component = null;
        var items = ImmutableDictionary.CreateBuilder<Sort, ImmutableSortedDictionary<int, string>>();
        var reader = new ByteReader(bytes);
        while (!reader.AtEnd)
        {
            var id = reader.ReadByte();
            var part = new ByteReader(reader.ReadBytes((int)Math.Min(reader.ReadU32(), int.MaxValue)));
            if (id == 0)
            {
                component = part.ReadName();
            }
            else if (id == 1)
            {
                var code = part.ReadByte();
                var sort = (Sort)(code == 0 ? 0x100 | part.ReadByte() : code);
                var names = ImmutableSortedDictionary.CreateBuilder<int, string>();
                for (var count = part.ReadCount(part.Remaining / 2, "names"); count > 0; count--)
                {
                    names[part.ReadIndex()] = part.ReadName();
                }

                if (Array.IndexOf(SortFacts.All, sort) >= 0)
                {
                    items[sort] = names.ToImmutable();
                }
            }
        }

        return new ComponentNames(component, items.ToImmutable());
    }
}
