// What there are no bindings for yet: found before anything is planned.
using Weft.Wit;

namespace Weft.Bindings.Generator.Planning;

/// <summary>Refuses worlds with asynchronous functions and types that bindings do not know.</summary>
internal static class Refusals
{
    private const int MaximumFlags = 32;

    /// <summary>Throws when there is something in a world that cannot be generated.</summary>
    /// <param name="world">The world.</param>
    /// <param name="withExports">Whether exports are generated.</param>
    public static void Check(WitWorld world, bool withExports)
    {
        foreach (var item in withExports ? world.Imports.Concat(world.Exports) : world.Imports)
        {
            switch (item)
            {
                case WitWorldInterface { Interface: var type }:
                    foreach (var definition in type.Types)
                    {
                        CheckDefinition(definition);
                    }

                    foreach (var function in type.Functions)
                    {
                        CheckFunction(function);
                    }

                    break;
                case WitWorldType { Type: var definition }:
                    CheckDefinition(definition);
                    break;
                case WitWorldFunction { Function: var function }:
                    CheckFunction(function);
                    break;
            }
        }
    }

    private static void CheckFunction(WitFunction function)
    {
        if (function.IsAsync)
        {
            throw new WitException($"`{function.ComponentName}` is asynchronous: there are no bindings for such functions yet", function.Location);
        }

        foreach (var type in function.Parameters.Select(parameter => parameter.Type).Append(function.Result))
        {
            CheckType(type, function.Location);
        }
    }

    private static void CheckDefinition(WitTypeDefinition definition)
    {
        switch (definition)
        {
            case WitTypeAlias { IsUse: false } alias:
                CheckType(alias.Target, alias.Location);
                break;
            case WitRecord record:
                CheckTypes(record.Fields.Select(field => field.Type), record.Location);
                break;
            case WitVariant variant:
                CheckTypes(variant.Cases.Select(item => item.Payload), variant.Location);
                break;
            case WitFlags { Flags.Count: > MaximumFlags } flags:
                throw new WitException($"`{flags.Name}` has {flags.Flags.Count} flags: components can have {MaximumFlags}", flags.Location);
            case WitResource resource:
                foreach (var function in resource.Functions)
                {
                    CheckFunction(function);
                }

                break;
        }
    }

    private static void CheckTypes(IEnumerable<WitType?> types, WitLocation location)
    {
        foreach (var type in types)
        {
            CheckType(type, location);
        }
    }

    // Named types are checked where they are defined.
    private static void CheckType(WitType? type, WitLocation location)
    {
        switch (type)
        {
            case WitListType { Length: not null }:
                throw Missing("lists of a fixed length", location);
            case WitMapType:
                throw Missing("maps", location);
            case WitStreamType:
                throw Missing("streams", location);
            case WitFutureType:
                throw Missing("futures", location);
            case WitPrimitiveType { Kind: WitPrimitive.ErrorContext }:
                throw Missing("error contexts", location);
            case WitListType list:
                CheckType(list.Element, location);
                break;
            case WitOptionType option:
                CheckType(option.Value, location);
                break;
            case WitResultType result:
                CheckTypes([result.Ok, result.Error], location);
                break;
            case WitTupleType tuple:
                CheckTypes(tuple.Elements, location);
                break;
        }
    }

    private static WitException Missing(string what, WitLocation location) => new($"there are no bindings for {what} yet", location);
}
