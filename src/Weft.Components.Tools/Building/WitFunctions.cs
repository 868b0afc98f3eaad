// The functions of interfaces and worlds as the component model sees them: those of resources stand beside the others.
using Weft.Wit;

namespace Weft.Components.Tools.Building;

/// <summary>Lists functions.</summary>
internal static class WitFunctions
{
    /// <summary>The functions of an interface: those of its resources first.</summary>
    public static IEnumerable<WitFunction> Of(WitInterface type) =>
        type.Types.OfType<WitResource>().SelectMany(resource => resource.Functions).Concat(type.Functions);

    /// <summary>The functions that a world imports without an interface: those of its resources first.</summary>
    public static IEnumerable<WitFunction> ImportedBy(WitWorld world) =>
        world.Imports.OfType<WitWorldType>().Select(item => item.Type).OfType<WitResource>().SelectMany(resource => resource.Functions)
            .Concat(world.Imports.OfType<WitWorldFunction>().Select(item => item.Function));

    /// <summary>The name of an import or export in a component.</summary>
    public static ExternName NameOf(WitWorldItem item) => new(
        item.Name,
        item is WitWorldInterface { HasPlainName: true, Interface.QualifiedName: { } qualified } ? qualified : null,
        ExternalId: item.ExternalId);

    /// <summary>The name of a function in an instance or component.</summary>
    public static ExternName NameOf(WitFunction function) => new(function.ComponentName, ExternalId: function.ExternalId);

    /// <summary>The name of a type.</summary>
    public static ExternName NameOf(WitTypeDefinition type) => new(type.Name, ExternalId: type.ExternalId);
}
