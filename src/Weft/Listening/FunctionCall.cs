// A call that a listener hears of.

namespace Weft;

/// <summary>A call of a function of a module.</summary>
/// <param name="Function">The function.</param>
/// <param name="Instance">The instance that it belongs to.</param>
/// <param name="Depth">How many functions of modules are active below it in the store.</param>
public readonly record struct FunctionCall(ListenedFunction Function, Instance Instance, int Depth);
