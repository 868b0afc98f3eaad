// WIT packages in the binary format: a component that exports a type for each interface and each world (WIT.md, "Package format").
using Weft.Components.Binary;
using Weft.Components.Tools.Building;
using Weft.Wit;

namespace Weft.Components.Tools.Packages;

/// <summary>Writes WIT packages as components.</summary>
public static class WitEncoder
{
    /// <summary>The root package of a set as a component.</summary>
    /// <param name="packages">The package, with those that it depends on.</param>
    /// <param name="keepsDocumentation">Whether comments and gates are kept, in the custom section <c>package-docs</c>.</param>
    public static ComponentDefinition Encode(WitPackageSet packages, bool keepsDocumentation = true)
    {
        ArgumentNullException.ThrowIfNull(packages);
        var builder = new ItemBuilder();
        foreach (var item in packages.Root.Interfaces)
        {
            Export(builder, item.Name!, WorldTypes.OfInterface(item));
        }

        foreach (var world in packages.Root.Worlds)
        {
            Export(builder, world.Name, WorldTypes.Wrap(world));
        }

        if (keepsDocumentation)
        {
            builder.Add(new CustomItem(PackageDocumentation.Write(packages.Root)));
        }

        builder.Add(new CustomItem(Producers.Own.ToCustomSection()));
        return builder.ToComponent();
    }

    /// <summary>The root package of a set in the binary format.</summary>
    /// <param name="packages">The package, with those that it depends on.</param>
    public static byte[] Write(WitPackageSet packages) => ComponentWriter.Write(Encode(packages));

    private static void Export(ItemBuilder builder, string name, ScopeTypeDefinition type)
    {
        var index = builder.AddType(type, name);
        builder.Add(new ExportItem(new ExternName(name), Sort.Type, index, null));
    }
}
