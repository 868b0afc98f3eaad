// Worlds and interfaces as component types: how WIT stands in binaries (component model, WIT.md "Package format").
using Weft.Components.Tools.Building;
using Weft.Wit;

namespace Weft.Components.Tools.Packages;

/// <summary>Makes component types of worlds and interfaces.</summary>
internal static class WorldTypes
{
    /// <summary>The type of the components that are of a world.</summary>
    public static ScopeTypeDefinition OfWorld(WitWorld world)
    {
        var scope = new WorldScope(new ItemBuilder()) { Names = NamedTypes.Imported };
        foreach (var item in world.Imports)
        {
            switch (item)
            {
                case WitWorldInterface named:
                    scope.Instances[named.Interface] = scope.Items.Add(new ImportItem(WitFunctions.NameOf(item), DescribeInstance(scope, named.Interface)));
                    break;
                case WitWorldType type:
                    scope.EncodeDefinition(type.Type);
                    break;
                default:
                    break;
            }
        }

        foreach (var function in WitFunctions.ImportedBy(world))
        {
            var type = scope.EncodeFunction(function);
            scope.Items.Add(new ImportItem(WitFunctions.NameOf(function), new ExternDescription(ExternDescriptionKind.Function, type)));
        }

        foreach (var item in world.Exports)
        {
            var name = WitFunctions.NameOf(item);
            if (item is WitWorldInterface named)
            {
                scope.Instances[named.Interface] = scope.Items.Add(new ExportDeclaration(name, DescribeInstance(scope, named.Interface)));
            }
            else
            {
                var type = scope.EncodeFunction(((WitWorldFunction)item).Function);
                scope.Items.Add(new ExportDeclaration(name, new ExternDescription(ExternDescriptionKind.Function, type)));
            }
        }

        return new ScopeTypeDefinition(IsInstance: false, scope.Items.ToItems());
    }

    /// <summary>A component type that exports a world's component type under the world's name.</summary>
    public static ScopeTypeDefinition Wrap(WitWorld world) => new(IsInstance: false,
    [
        new TypeItem(OfWorld(world)),
        new ExportDeclaration(new ExternName(world.QualifiedName), new ExternDescription(ExternDescriptionKind.Component, 0)),
    ]);

    /// <summary>A component type that exports an instance of an interface, and imports the types that the interface uses.</summary>
    public static ScopeTypeDefinition OfInterface(WitInterface type)
    {
        var scope = new WorldScope(new ItemBuilder()) { Names = NamedTypes.Imported };
        foreach (var used in Reachable(type))
        {
            var index = scope.Items.AddType(InstanceScope.Encode(scope, used, hasFunctions: used == type));
            var description = new ExternDescription(ExternDescriptionKind.Instance, index);
            var name = new ExternName(used.QualifiedName!);
            scope.Instances[used] = scope.Items.Add(used == type ? new ExportDeclaration(name, description) : new ImportItem(name, description));
        }

        return new ScopeTypeDefinition(IsInstance: false, scope.Items.ToItems());
    }

    private static ExternDescription DescribeInstance(WorldScope scope, WitInterface type) =>
        new(ExternDescriptionKind.Instance, scope.Items.AddType(InstanceScope.Encode(scope, type)));

    // Recursion is along `use`, whose depth the resolver bounds.
    private static List<WitInterface> Reachable(WitInterface type)
    {
        var found = new List<WitInterface>();
        var seen = new HashSet<WitInterface>();
        Visit(type);
        return found;

        void Visit(WitInterface item)
        {
            if (seen.Add(item))
            {
                foreach (var dependency in item.Dependencies)
                {
                    Visit(dependency);
                }

                found.Add(item);
            }
        }
    }
}
