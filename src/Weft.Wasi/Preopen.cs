// WASI: a directory that a guest finds open when it starts.

using Weft.Wasi.Filesystem;

namespace Weft.Wasi;

/// <summary>A directory that is open from the start.</summary>
/// <param name="GuestPath">Its path as the guest knows it, in UTF-8.</param>
/// <param name="Directory">The directory.</param>
internal sealed record Preopen(byte[] GuestPath, DirectoryDescriptor Directory);
