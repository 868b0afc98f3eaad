// What shapes emitted code besides the module: part of the identity of compiled code.
namespace Weft.Compiler;

/// <summary>How a module is compiled.</summary>
/// <param name="GuardPages">Whether memories with 32-bit addresses and 64 KiB pages trap by themselves on accesses outside.</param>
/// <param name="Metered">Whether blocks consume fuel.</param>
/// <param name="Sampled">Whether functions look for samples that are due.</param>
internal readonly record struct CompilerSettings(bool GuardPages, bool Metered, bool Sampled = false);
