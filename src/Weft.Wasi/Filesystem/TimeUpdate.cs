// WASI file systems: what becomes of one of a file's times (preview 1 `fstflags`, preview 2 `new-timestamp`).

namespace Weft.Wasi.Filesystem;

/// <summary>One time's update.</summary>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Nanoseconds">Since 1970 in UTC, for <see cref="TimeUpdateKind.Set"/>.</param>
internal readonly record struct TimeUpdate(TimeUpdateKind Kind, ulong Nanoseconds);
