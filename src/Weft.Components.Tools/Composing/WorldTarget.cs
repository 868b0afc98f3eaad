// Whether a component fits a world: whoever has what the world imports can run it, and finds what the world exports.
using Weft.Components.Tools.Packages;
using Weft.Components.Validation;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Components.Tools.Composing;

/// <summary>Compares components with worlds.</summary>
public static class WorldTarget
{
    /// <summary>What keeps a component from being of a world; nothing when it is.</summary>
    /// <param name="component">The component.</param>
    /// <param name="world">The world.</param>
    /// <exception cref="WasmException">The component is invalid.</exception>
    public static IReadOnlyList<string> FindProblems(ComponentDefinition component, WitWorld world)
    {
        ArgumentNullException.ThrowIfNull(world);
        var type = WitDecoder.Validate(component).Type;
        var problems = new List<string>();
        var offered = world.Imports.SelectMany(NamesOf).ToHashSet();
        problems.AddRange(type.Imports.Where(import => !offered.Contains(import.Name.Name))
            .Select(import => $"the component imports {import.Name.Name}, which the world {world.Name} does not"));
        problems.AddRange(world.Exports.Where(item => !type.Exports.TryFind(item.Name, out _))
            .Select(item => $"the component does not export {item.Name}, which the world {world.Name} does"));
        if (problems.Count == 0 && FindMismatch(component, world) is { } mismatch)
        {
            problems.Add(mismatch);
        }

        return problems;
    }

    private static IEnumerable<string> NamesOf(WitWorldItem item) =>
        item is WitWorldType { Type: WitResource resource } ? resource.Functions.Select(function => function.ComponentName).Prepend(item.Name) : [item.Name];

    // A component that is exported as one of the world's type must be one.
    private static string? FindMismatch(ComponentDefinition component, WitWorld world)
    {
        var ascribed = new ComponentDefinition
        {
            Items =
            [
                new NestedComponent(component),
                new TypeItem(WorldTypes.OfWorld(world)),
                new ExportItem(new ExternName("target"), Sort.Component, 0, new ExternDescription(ExternDescriptionKind.Component, 0)),
            ],
        };
        try
        {
            ComponentValidator.Validate(ascribed, new TypeRegistry(), new ComponentValidationOptions { Features = ComponentFeatures.All });
            return null;
        }
        catch (InvalidModuleException error)
        {
            const string Start = "ascribed type of export is not compatible with item's type: ";
            return error.Reason.StartsWith(Start, StringComparison.Ordinal) ? error.Reason[Start.Length..] : error.Reason;
        }
    }
}
