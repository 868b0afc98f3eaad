// What a function belongs to.
namespace Weft.Wit;

/// <summary>How a function is called.</summary>
public enum WitFunctionKind
{
    /// <summary>By its own name.</summary>
    Freestanding,

    /// <summary>On a handle of a resource, which is its first parameter, <c>self</c>.</summary>
    Method,

    /// <summary>By the name of a resource, without a handle.</summary>
    Static,

    /// <summary>To make a resource.</summary>
    Constructor,
}
