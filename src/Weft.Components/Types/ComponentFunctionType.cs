// Function types of the component model, resolved.
using System.Collections.Concurrent;
using System.Collections.Immutable;
using Weft.Components.Adapters;
using Weft.Components.CanonicalAbi;

namespace Weft.Components.Types;

/// <summary>A function type.</summary>
public sealed class ComponentFunctionType : DefinedType
{
    internal ComponentFunctionType(bool isAsync, ImmutableArray<Field> parameters, ComponentValueType? result)
    {
        (IsAsync, Parameters, Result) = (isAsync, parameters, result);
        foreach (var parameter in parameters)
        {
            Count(parameter.Type);
        }

        Count(result);
    }

    /// <summary>Whether calls may block.</summary>
    public bool IsAsync { get; }

    /// <summary>The parameters.</summary>
    public ImmutableArray<Field> Parameters { get; }

    /// <summary>The result, or null.</summary>
    public ComponentValueType? Result { get; }

    /// <summary>How calls cross, for each of the ways, once it was asked for.</summary>
    internal CallLayout?[]? Layouts { get; set; }

    /// <summary>What copies its values between components, for each pair of options, once it was asked for.</summary>
    internal FunctionCopier?[]? Copiers { get; set; }

    /// <summary>The adapters between components, once they were asked for: a field, so that whoever is first sets it.</summary>
    internal ConcurrentDictionary<AdapterTraits, AdapterPlan?>? Adapters;

    /// <inheritdoc/>
    public override string KindName => "func";
}
