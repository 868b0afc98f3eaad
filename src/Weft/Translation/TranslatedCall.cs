// A method of a translated module's class that calls functions.
using Weft.Wasm;

namespace Weft;

/// <summary>A static method that takes a function of the module, then its arguments, and returns its result, or a tuple of several.</summary>
/// <param name="Name">The name of the method.</param>
/// <param name="Type">The type of the functions that it calls; type indices are ids of the engine's registry.</param>
public sealed record TranslatedCall(string Name, FunctionType Type);
