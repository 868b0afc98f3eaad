// WASI file systems: what becomes of one of a file's times (preview 1 `fstflags`).

namespace Weft.Wasi.Filesystem;

/// <summary>What becomes of a time.</summary>
internal enum TimeUpdateKind
{
    Keep,
    Now,
    Set,
}
