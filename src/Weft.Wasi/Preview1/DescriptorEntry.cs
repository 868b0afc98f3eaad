// WASI preview 1: a row of the descriptor table.

using Weft.Wasi.Filesystem;

namespace Weft.Wasi.Preview1;

/// <summary>A descriptor with its rights.</summary>
/// <param name="descriptor">The open object.</param>
/// <param name="rights">What may be done with it.</param>
/// <param name="inheriting">The most that what is opened through it gets.</param>
/// <param name="preopenPath">The guest's path of a directory that was open from the start, in UTF-8; null otherwise.</param>
internal sealed class DescriptorEntry(Descriptor descriptor, Rights rights, Rights inheriting, byte[]? preopenPath = null)
{
    public Descriptor Descriptor => descriptor;
    public Rights Rights { get; set; } = rights;
    public Rights Inheriting { get; set; } = inheriting;
    public byte[]? PreopenPath => preopenPath;

    /// <summary>Whether it has every one of some rights.</summary>
    public bool Has(Rights needed) => (Rights & needed) == needed;
}
