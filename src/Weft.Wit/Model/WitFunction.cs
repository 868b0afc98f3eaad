// Functions.
namespace Weft.Wit;

/// <summary>A function of an interface, a world or a resource.</summary>
public sealed class WitFunction
{
    internal WitFunction(WitItem item, WitFunctionKind kind, bool isAsync, WitResource? resource, IReadOnlyList<WitParameter> parameters, WitType? result)
    {
        Item = item;
        Kind = kind;
        IsAsync = isAsync;
        Resource = resource;
        Parameters = parameters;
        Result = result;
    }

    /// <summary>The name as it is written; that of the resource for a constructor.</summary>
    public string Name => Item.Name;

    /// <summary>The documentation, as lines; <see langword="null"/> when there is none.</summary>
    public string? Documentation => Item.Documentation;

    /// <summary>The gate; <see langword="null"/> when there is none.</summary>
    public WitGate? Gate => Item.Gate;

    /// <summary>What the outside calls the function (<c>@external-id</c>).</summary>
    public string? ExternalId => Item.ExternalId;

    /// <summary>Where the function is declared.</summary>
    public WitLocation Location => Item.Location;

    /// <summary>How it is called.</summary>
    public WitFunctionKind Kind { get; }

    /// <summary>Whether it may block its caller.</summary>
    public bool IsAsync { get; }

    /// <summary>The resource that it belongs to.</summary>
    public WitResource? Resource { get; }

    /// <summary>The parameters; <c>self</c> is the first one of a method.</summary>
    public IReadOnlyList<WitParameter> Parameters { get; }

    /// <summary>The result; a constructor's is an owned handle, or a <c>result</c> with one.</summary>
    public WitType? Result { get; }

    /// <summary>The name in a component, such as <c>[method]file.read</c>.</summary>
    public string ComponentName => Kind switch
    {
        WitFunctionKind.Method => $"[method]{Resource!.Name}.{Name}",
        WitFunctionKind.Static => $"[static]{Resource!.Name}.{Name}",
        WitFunctionKind.Constructor => $"[constructor]{Resource!.Name}",
        _ => Name,
    };

    internal WitItem Item { get; }
}
