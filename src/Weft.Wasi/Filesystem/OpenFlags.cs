// WASI file systems: what opening creates or demands (preview 1 `oflags`, preview 2 `open-flags`).

namespace Weft.Wasi.Filesystem;

/// <summary>What to create or demand when opening (preview 1 `oflags`, which these values are).</summary>
[Flags]
internal enum OpenFlags : ushort
{
    None = 0,
    Create = 1,
    Directory = 2,
    Exclusive = 4,
    Truncate = 8,
    All = 15,
}
