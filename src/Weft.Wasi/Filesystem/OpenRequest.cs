// WASI file systems: how a path is to be opened (preview 1 `path_open`, preview 2 `open-at`).

namespace Weft.Wasi.Filesystem;

/// <summary>How a path is to be opened.</summary>
/// <param name="FollowLinks">Whether a symbolic link at the path's end is followed.</param>
/// <param name="Flags">What to create or demand.</param>
/// <param name="Read">Whether the file will be read.</param>
/// <param name="Write">Whether the file will be written.</param>
/// <param name="WriteIfPossible">Whether to open for writing where the host allows it, for changes of size without the right to write.</param>
/// <param name="DescriptorFlags">How the descriptor will behave.</param>
internal readonly record struct OpenRequest(
    bool FollowLinks, OpenFlags Flags, bool Read, bool Write, bool WriteIfPossible, DescriptorFlags DescriptorFlags);
