// The other half of making a result.
namespace Weft.Components;

/// <summary>Failure, on its way to be a result.</summary>
/// <typeparam name="T">What it carries.</typeparam>
/// <param name="Value">What it carries.</param>
public readonly record struct ComponentError<T>(T Value);
