// One of several modules that are compiled ahead of time together.
namespace Weft;

/// <summary>A module inside a larger binary.</summary>
/// <param name="Module">The module, loaded.</param>
/// <param name="Offset">Where its bytes begin in the binary.</param>
/// <param name="Length">How many there are.</param>
public sealed record ModulePart(Module Module, int Offset, int Length);
