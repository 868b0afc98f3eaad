// A function that listeners hear of.
using Weft.Wasm;

namespace Weft;

/// <summary>A function that a module defines.</summary>
/// <param name="Module">The module.</param>
/// <param name="Index">Its index in the module's function index space, imports first.</param>
/// <param name="Name">Its name in the name section, or else the first under which it is exported; null when it has none.</param>
/// <param name="Type">Its type.</param>
public sealed record ListenedFunction(Module Module, int Index, string? Name, FunctionType Type);
