// What shapes emitted code besides the module: part of the identity of compiled code.
using Weft.Semantics;

namespace Weft.Compiler;

/// <summary>How a module is compiled.</summary>
/// <param name="GuardPages">Whether memories with 32-bit addresses and 64 KiB pages trap by themselves on accesses outside.</param>
/// <param name="Metered">Whether blocks consume fuel.</param>
/// <param name="Profile">What numeric instructions must do beyond the specification.</param>
/// <param name="Listens">Whether functions tell when they begin and end.</param>
/// <param name="Sampled">Whether functions look for samples that are due.</param>
/// <param name="Form">What the code is made for.</param>
internal readonly record struct CompilerSettings(
    bool GuardPages, bool Metered, NumericProfile Profile = NumericProfile.Native, bool Listens = false, bool Sampled = false,
    CodeForm Form = CodeForm.Memory)
{
    /// <summary>Whether the code may run in another process, so that nothing of this one may be in it.</summary>
    public bool IsPersistent => Form != CodeForm.Memory;

    /// <summary>Whether the code may run where no classes are emitted for objects of the guest.</summary>
    public bool IsLinked => Form == CodeForm.Linked;
}
