// Engine options: how accesses to memories are kept inside them.
namespace Weft;

/// <summary>How accesses to memories are kept inside them. Programs behave the same either way; guard pages are faster.</summary>
public enum BoundsChecks
{
    /// <summary>Guard pages where the platform supports them, which is on Linux on x64; else explicit checks.</summary>
    Auto,

    /// <summary>
    /// Guard pages: a memory with 32-bit addresses reserves 8 GiB of address space, an access outside of it faults, and the fault becomes
    /// the trap. Memories that this cannot cover (64-bit addresses, pages of one byte) are checked explicitly all the same.
    /// </summary>
    GuardPages,

    /// <summary>Every access compares its address with the length of the memory.</summary>
    Explicit,
}
