// WASI file systems: the flags of an open descriptor (preview 1 `fdflags`, which these values are).

namespace Weft.Wasi.Filesystem;

/// <summary>How an open descriptor behaves.</summary>
[Flags]
internal enum DescriptorFlags : ushort
{
    None = 0,
    Append = 1,
    DataSync = 2,
    NonBlocking = 4,
    ReadSync = 8,
    Sync = 16,
    All = 31,
    Synchronous = DataSync | ReadSync | Sync,
}
