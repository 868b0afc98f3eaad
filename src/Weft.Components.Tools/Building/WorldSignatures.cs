// The core functions on the other side of a world's functions: the world as a component type, resolved, knows how they lie on the stack.
using Weft.Components.CanonicalAbi;
using Weft.Components.Tools.Packages;
using Weft.Components.Types;
using Weft.Wit;

namespace Weft.Components.Tools.Building;

/// <summary>Finds core function types of a world's functions.</summary>
internal sealed class WorldSignatures
{
    private readonly ComponentType _type;

    public WorldSignatures(WitWorld world)
    {
        var component = new ComponentDefinition { Items = [new TypeItem(WorldTypes.OfWorld(world))] };
        _type = (ComponentType)WitDecoder.Validate(component).Types[0];
    }

    /// <summary>The core function that lowering an import makes.</summary>
    /// <param name="item">The interface; null for a function of the world itself.</param>
    /// <param name="function">The function.</param>
    /// <param name="isAsync">Whether it is lowered for asynchronous calls.</param>
    public CoreSignature Import(WitWorldInterface? item, WitFunction function, bool isAsync) =>
        CoreSignatures.Lower(Find(_type.Imports, item, function), new AbiOptions(Is64: false, isAsync, HasCallback: false));

    /// <summary>The core function that lifting an export takes.</summary>
    /// <param name="item">The interface; null for a function of the world itself.</param>
    /// <param name="function">The function.</param>
    /// <param name="abi">How it is lifted.</param>
    public CoreSignature Export(WitWorldInterface? item, WitFunction function, LiftAbi abi) =>
        CoreSignatures.Lift(Find(_type.Exports, item, function), new AbiOptions(Is64: false, abi != LiftAbi.Synchronous, abi == LiftAbi.Callback));

    /// <summary>The type of a function in the component model.</summary>
    public ComponentFunctionType TypeOf(bool isExport, WitWorldInterface? item, WitFunction function) =>
        Find(isExport ? _type.Exports : _type.Imports, item, function);

    private static ComponentFunctionType Find(ExternMap items, WitWorldInterface? item, WitFunction function)
    {
        if (item is not null)
        {
            items.TryFind(item.Name, out var instance);
            items = ((InstanceType)instance.Type).Exports;
        }

        items.TryFind(function.ComponentName, out var type);
        return (ComponentFunctionType)type.Type;
    }
}

/// <summary>How an exported function is lifted.</summary>
internal enum LiftAbi
{
    /// <summary>Its core function returns the result.</summary>
    Synchronous,
    /// <summary>Asynchronously; events go to a callback.</summary>
    Callback,
    /// <summary>Asynchronously; its core function waits itself.</summary>
    Stackful,
}
