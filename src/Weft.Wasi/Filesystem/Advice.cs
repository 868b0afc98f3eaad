// WASI file systems: how a file will be used (preview 1 `advice`, preview 2 `advice`; the values are preview 1's and Linux's).

namespace Weft.Wasi.Filesystem;

/// <summary>How the guest says it will use a range of a file.</summary>
internal enum Advice : byte
{
    Normal = 0,
    Sequential = 1,
    Random = 2,
    WillNeed = 3,
    DoNotNeed = 4,
    NoReuse = 5,
}
