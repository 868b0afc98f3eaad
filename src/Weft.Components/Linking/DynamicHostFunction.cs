// Functions of the host without static types.
namespace Weft.Components;

/// <summary>A function of the host that works on values without static types.</summary>
/// <param name="store">The store of the component that calls.</param>
/// <param name="arguments">The arguments, of the types that the import says.</param>
/// <returns>The result, of the type that the import says; null when it has none.</returns>
public delegate ComponentValue? DynamicHostFunction(Store store, ReadOnlySpan<ComponentValue> arguments);
