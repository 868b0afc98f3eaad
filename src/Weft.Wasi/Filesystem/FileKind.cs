// WASI file systems: what a descriptor or a directory entry is (preview 1 `filetype`, preview 2 `descriptor-type`).

namespace Weft.Wasi.Filesystem;

/// <summary>What an object in a file system, or behind a descriptor, is.</summary>
internal enum FileKind : byte
{
    Unknown,
    BlockDevice,
    CharacterDevice,
    Directory,
    RegularFile,
    DatagramSocket,
    StreamSocket,
    SymbolicLink,
    Pipe,
}
