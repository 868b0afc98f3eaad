// Which named types functions and interfaces need, each after those that it is made of.
using Weft.Components.Tools.Building;
using Weft.Wit;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Collects types. Recursion is along types and `use`, whose depths the resolver bounds.</summary>
internal sealed class LiveTypes
{
    private readonly HashSet<WitTypeDefinition> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<WitTypeDefinition> _types = [];

    /// <summary>The types, in the order in which they can be defined.</summary>
    public IReadOnlyList<WitTypeDefinition> Types => _types;

    public void Add(WitInterface type)
    {
        foreach (var definition in type.Types)
        {
            Add(definition);
        }

        foreach (var function in WitFunctions.Of(type))
        {
            Add(function);
        }
    }

    public void Add(WitFunction function)
    {
        Add(function.Resource);
        foreach (var parameter in function.Parameters)
        {
            Add(parameter.Type);
        }

        Add(function.Result);
    }

    public void Add(WitType? type)
    {
        switch (type)
        {
            case WitTypeDefinition definition:
                if (_seen.Add(definition))
                {
                    AddParts(definition);
                    _types.Add(definition);
                }

                break;
            case WitHandleType handle:
                Add(handle.Definition);
                break;
            case WitListType list:
                Add(list.Element);
                break;
            case WitOptionType option:
                Add(option.Value);
                break;
            case WitResultType result:
                Add(result.Ok);
                Add(result.Error);
                break;
            case WitTupleType tuple:
                foreach (var element in tuple.Elements)
                {
                    Add(element);
                }

                break;
            case WitMapType map:
                Add(map.Value);
                break;
            case WitFutureType future:
                Add(future.Element);
                break;
            case WitStreamType stream:
                Add(stream.Element);
                break;
            default:
                break;
        }
    }

    private void AddParts(WitTypeDefinition type)
    {
        switch (type)
        {
            case WitTypeAlias alias:
                Add(alias.Target);
                break;
            case WitRecord record:
                foreach (var field in record.Fields)
                {
                    Add(field.Type);
                }

                break;
            case WitVariant variant:
                foreach (var one in variant.Cases)
                {
                    Add(one.Payload);
                }

                break;
            default:
                break;
        }
    }
}
