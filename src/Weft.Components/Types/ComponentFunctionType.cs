// Function types of the component model, resolved.
using System.Collections.Immutable;

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

    /// <inheritdoc/>
    public override string KindName => "func";
}
