// The custom section "component-type": the world that a core module was made for. Its content is a component, with one type export that
// wraps the world, a section of two bytes (version, string encoding) and producers.
using Weft.Components.Binary;
using Weft.Components.Tools.Building;
using Weft.Components.Tools.Packages;
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;
using Weft.Wit;

namespace Weft.Components.Tools.Embedding;

/// <summary>Writes and finds the section.</summary>
public static class ComponentTypeSection
{
    /// <summary>What the names of such sections begin with; generators append something of their own, so that linkers keep all of them.</summary>
    public const string NamePrefix = "component-type";

    private const string EncodingSectionName = "wit-component-encoding";
    private const byte EncodingVersion = 4;
    private const byte PackageVersion = 3;

    /// <summary>The section for a world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="encoding">How the module has its strings.</param>
    /// <param name="name">The name of the section.</param>
    public static CustomSection Write(WitWorld world, StringEncoding encoding = StringEncoding.Utf8, string name = NamePrefix)
    {
        ArgumentNullException.ThrowIfNull(world);
        var builder = new ItemBuilder();
        builder.Add(new CustomItem(new CustomSection(EncodingSectionName, (byte[])[EncodingVersion, (byte)encoding])));
        var index = builder.AddType(WorldTypes.Wrap(world));
        builder.Add(new ExportItem(new ExternName(world.Name), Sort.Type, index, null));
        builder.Add(new CustomItem(Producers.Own.ToCustomSection()));
        return new CustomSection(name, ComponentWriter.Write(builder.ToComponent()));
    }

    /// <summary>A module with a section for a world at its end.</summary>
    /// <param name="module">The module.</param>
    /// <param name="world">The world.</param>
    /// <param name="encoding">How the module has its strings.</param>
    public static ModuleDefinition Embed(ModuleDefinition module, WitWorld world, StringEncoding encoding = StringEncoding.Utf8)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module with { CustomSections = [.. module.CustomSections, Write(world, encoding)] };
    }

    /// <summary>Whether a module has such a section.</summary>
    /// <param name="module">The module.</param>
    public static bool IsIn(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.CustomSections.Any(IsOne);
    }

    /// <summary>The worlds in all such sections of a module as one.</summary>
    /// <param name="module">The module.</param>
    /// <exception cref="WasmException">A section is malformed, or two contradict each other.</exception>
    /// <exception cref="WitException">What was read is not WIT.</exception>
    public static DecodedWit Decode(ModuleDefinition module)
    {
        var metadata = ModuleMetadata.Read(module);
        var packages = metadata.Packages.Resolve(ModuleMetadata.RootPackage);
        return new DecodedWit(packages, packages.Root.FindWorld(ModuleMetadata.RootWorld));
    }

    internal static bool IsOne(CustomSection section) => section.Name.StartsWith(NamePrefix, StringComparison.Ordinal);

    /// <summary>Reads one section.</summary>
    internal static (DraftPackages Packages, InterfaceId World, StringEncoding Encoding, ProducersSection? Producers) Read(CustomSection section)
    {
        var bytes = section.Bytes;
        return bytes.Length > 0 && bytes.Span[0] == PackageVersion ? ReadPackage(section) : ReadWorld(section);
    }

    private static (DraftPackages Packages, InterfaceId World, StringEncoding Encoding, ProducersSection? Producers) ReadWorld(CustomSection section)
    {
        var component = ComponentReader.Read(section.Bytes);
        var sections = component.Items.OfType<CustomItem>().Select(item => item.Section).ToList();
        var encoding = sections.FindLast(item => item.Name == EncodingSectionName)?.Bytes
            ?? throw new ComponentToolException($"the custom section {section.Name} has no section {EncodingSectionName} in it");
        if (encoding.Length != 2 || encoding.Span[0] != EncodingVersion)
        {
            throw new ComponentToolException($"the section {EncodingSectionName} in {section.Name} is of an unknown version: {EncodingVersion} is known");
        }

        var valid = WitDecoder.Validate(component);
        if (!WitDecoder.IsPackage(valid) || valid.Type.Exports.Count != 1)
        {
            throw new ComponentToolException($"the custom section {section.Name} must export the type of one world");
        }

        var packages = new DraftPackages();
        var world = WitDecoder.ReadItem((ComponentType)valid.Type.Exports[0].Type.Type, packages);
        return (packages, world, EncodingOf(encoding.Span[1]), Producers.Find(sections));
    }

    // What generators wrote before 2023: encoding, name of the world, package.
    private static (DraftPackages Packages, InterfaceId World, StringEncoding Encoding, ProducersSection? Producers) ReadPackage(CustomSection section)
    {
        var reader = new ByteReader(section.Bytes.Span, section.Offset) { Position = 1 };
        var encoding = EncodingOf(reader.ReadByte());
        var world = reader.ReadName();
        var component = ComponentReader.Read(section.Bytes[reader.Position..]);
        var packages = new DraftPackages();
        var name = WitDecoder.ReadPackage(WitDecoder.Validate(component), packages);
        return (packages, new InterfaceId(name, world), encoding, Producers.Find(component.Items.OfType<CustomItem>().Select(item => item.Section)));
    }

    private static StringEncoding EncodingOf(byte code) =>
        code <= (byte)StringEncoding.Latin1Utf16 ? (StringEncoding)code : throw new ComponentToolException($"there is no string encoding {code}");
}
