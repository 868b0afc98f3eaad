// Profiles: a function.
namespace Weft;

/// <summary>A function that was seen running.</summary>
/// <param name="Name">What to call it: its name in the name section or of an export, <c>func 12</c> without one, <c>module.name</c> for an import of the host.</param>
/// <param name="FunctionIndex">Its index in its module's function index space; -1 for a function of the host.</param>
/// <param name="ModuleName">The module's name from its name section, or null.</param>
public sealed record ProfiledFunction(string Name, int FunctionIndex, string? ModuleName);
