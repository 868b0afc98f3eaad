// Custom sections of a module whose segments, globals and exports are replaced, while its functions stay what they are: which of them are
// still true.
using System.Collections.Immutable;
using Weft.Wasm.Binary;

namespace Weft.Wasm.CustomSections;

/// <summary>Chooses the custom sections that remain true of a module when everything but its functions may have changed.</summary>
public static class RewrittenModule
{
    /// <summary>The sections to keep, in their order; the names of segments are taken out of the name section.</summary>
    /// <param name="original">The module before.</param>
    /// <remarks>
    /// Debugging information (DWARF) counts from the start of the code section: it stays where that section is written back byte for byte. A
    /// source map counts from the start of the module, and what linkers read speaks of segments: both are dropped.
    /// </remarks>
    public static ImmutableArray<CustomSection> KeepSections(ModuleDefinition original)
    {
        ArgumentNullException.ThrowIfNull(original);
        var keepsDebugging = CodeStaysInPlace(original);
        var kept = ImmutableArray.CreateBuilder<CustomSection>();
        foreach (var section in original.CustomSections)
        {
            if (section.Name == NameSection.SectionName)
            {
                kept.Add(section with { Bytes = WithoutSegmentNames(section), Offset = 0 });
            }
            else if (IsDebugging(section.Name) ? keepsDebugging : !IsUntrue(section.Name))
            {
                kept.Add(section);
            }
        }

        return kept.ToImmutable();
    }

    private static bool IsDebugging(string name) => name.StartsWith(".debug_", StringComparison.Ordinal) || name == "external_debug_info";

    private static bool IsUntrue(string name) => name is "linking" or "sourceMappingURL" || name.StartsWith("reloc.", StringComparison.Ordinal);

    // Sizes that a producer padded come out shorter, and what follows them moves.
    private static bool CodeStaysInPlace(ModuleDefinition module)
    {
        var writer = new ByteWriter();
        writer.WriteIndex(module.Functions.Length);
        long position = writer.Length;
        foreach (var function in module.Functions)
        {
            writer.Clear();
            writer.WriteIndex(function.Body.Bytes.Length);
            position += writer.Length;
            if (function.Body.Offset - module.CodeOffset != position)
            {
                return false;
            }

            position += function.Body.Bytes.Length;
        }

        return true;
    }

    // A malformed rest is kept as it is: nobody can read names out of it.
    private static ReadOnlyMemory<byte> WithoutSegmentNames(CustomSection section)
    {
        var writer = new ByteWriter();
        var reader = new ByteReader(section.Bytes.Span, section.Offset);
        var start = 0;
        try
        {
            while (!reader.AtEnd)
            {
                start = reader.Position;
                var id = (NameKind)reader.ReadByte();
                var size = reader.ReadU32();
                if (size > (uint)reader.Remaining)
                {
                    break;
                }

                reader.Position += (int)size;
                if (id is not (NameKind.Element or NameKind.Data))
                {
                    writer.WriteBytes(section.Bytes.Span[start..reader.Position]);
                }

                start = reader.Position;
            }
        }
        catch (MalformedModuleException)
        {
            // Appendix A.4: a malformed name section is no error.
        }

        writer.WriteBytes(section.Bytes.Span[start..]);
        return writer.ToArray();
    }
}
