// WASI: what a guest may do in a directory that the embedder gives it.

namespace Weft.Wasi;

/// <summary>What a guest may do in a directory.</summary>
public enum DirectoryAccess
{
    /// <summary>Look and read; whatever changes something is refused ("operation not permitted").</summary>
    Read,

    /// <summary>Everything.</summary>
    ReadWrite,
}
