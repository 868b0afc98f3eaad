// Binaries to WIT: packages in the binary format, and what any component imports and exports.
using Weft.Components.Binary;
using Weft.Components.Types;
using Weft.Components.Validation;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Components.Tools.Packages;

/// <summary>Reads WIT out of components.</summary>
public static class WitDecoder
{
    /// <summary>What the decoder calls a component: WIT has no name for one.</summary>
    private static readonly WitPackageName s_component = new("root", "component", null);

    /// <summary>Reads a package in the binary format, or the world of a component.</summary>
    /// <param name="component">The component.</param>
    /// <exception cref="WasmException">The component is invalid, or has something that WIT cannot say.</exception>
    /// <exception cref="WitException">What was read is not WIT.</exception>
    public static DecodedWit Decode(ComponentDefinition component)
    {
        var packages = new DraftPackages();
        var valid = Validate(component);
        if (IsPackage(valid))
        {
            var name = ReadPackage(valid, packages);
            return new DecodedWit(packages.Resolve(name), null);
        }

        var world = new DraftWorld("root");
        packages[s_component].Worlds.Add(world.Name, world);
        new DraftReader(packages).ReadWorld(valid.Type, world);
        var resolved = packages.Resolve(s_component);
        return new DecodedWit(resolved, resolved.Root.Worlds[0]);
    }

    /// <summary>Reads a package in the binary format, or the world of a component.</summary>
    /// <param name="component">The bytes.</param>
    /// <exception cref="WasmException">The component is invalid, or has something that WIT cannot say.</exception>
    /// <exception cref="WitException">What was read is not WIT.</exception>
    public static DecodedWit Decode(ReadOnlyMemory<byte> component) => Decode(ComponentReader.Read(component));

    /// <summary>A valid component, with everything gated allowed: decoding does not run anything.</summary>
    internal static ValidatedComponent Validate(ComponentDefinition component) =>
        ComponentValidator.Validate(component, new TypeRegistry(), new ComponentValidationOptions { Features = ComponentFeatures.All });

    /// <summary>Whether a component is a package: it has exports, and all are types of worlds and interfaces.</summary>
    internal static bool IsPackage(ValidatedComponent component) =>
        component.Type.Imports.Count == 0 && component.Type.Exports.Count > 0
        && component.Type.Exports.All(export => export.Type is { Sort: Sort.Type, Type: ComponentType });

    /// <summary>Reads a package into drafts.</summary>
    /// <returns>Its name.</returns>
    internal static WitPackageName ReadPackage(ValidatedComponent component, DraftPackages packages)
    {
        WitPackageName? name = null;
        foreach (var export in component.Type.Exports)
        {
            var id = ReadItem((ComponentType)export.Type.Type, packages);
            if (name is not null && name != id.Package)
            {
                throw new ComponentToolException($"the package has items of {name} and of {id.Package}");
            }

            name = id.Package;
        }

        foreach (var item in component.Definition.Items.OfType<CustomItem>().Where(item => item.Section.Name == PackageDocumentation.SectionName))
        {
            PackageDocumentationReader.Read(item.Section.Bytes.Span, packages[name!]);
        }

        return name!;
    }

    /// <summary>Reads the component type that stands for a world or an interface.</summary>
    /// <returns>The name of the world or interface.</returns>
    internal static InterfaceId ReadItem(ComponentType type, DraftPackages packages)
    {
        if (type.Exports.Count == 0 || InterfaceId.TryParse(type.Exports[^1].Name.Name) is not { } id)
        {
            throw new ComponentToolException("a component type of a WIT package must export one world or interface under its full name");
        }

        var reader = new DraftReader(packages);
        foreach (var import in type.Imports)
        {
            if (import.Type.Sort != Sort.Instance || InterfaceId.TryParse(import.Name.Name) is not { } used)
            {
                throw new ComponentToolException($"the interface {id} needs {import.Name.Name}, which is no interface");
            }

            reader.ReadInterface((InstanceType)import.Type.Type, packages[used]);
        }

        var (sort, item) = type.Exports[^1].Type;
        switch (sort)
        {
            case Sort.Instance:
                reader.ReadInterface((InstanceType)item, packages[id]);
                break;
            case Sort.Component:
                var world = new DraftWorld(id.Name);
                reader.ReadWorld((ComponentType)item, world);
                if (!packages[id.Package].Worlds.TryAdd(id.Name, world))
                {
                    throw new ComponentToolException($"the world {id} is there twice");
                }

                break;
            default:
                throw new ComponentToolException($"{id} is a {sort.Keyword()}, neither a world nor an interface");
        }

        return id;
    }
}
