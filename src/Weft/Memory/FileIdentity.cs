// Which file this is, and in which state.
namespace Weft.Runtime;

/// <summary>What tells a file from others and from its own past. A change that keeps its size and its times is not seen.</summary>
/// <param name="Device">The device; 0 where the system is not asked.</param>
/// <param name="File">Its number there.</param>
/// <param name="Size">Its length.</param>
/// <param name="Time">When it was changed last.</param>
/// <param name="TimeDetail">More of the same.</param>
internal readonly record struct FileIdentity(ulong Device, ulong File, ulong Size, long Time, long TimeDetail)
{
    /// <summary>The identity of a file that exists.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static FileIdentity Of(string path)
    {
        if (FileStatus.TryRead(path) is { } status)
        {
            return status.Identity;
        }

        var file = new FileInfo(path);
        return new FileIdentity(0, 0, (ulong)file.Length, file.LastWriteTimeUtc.Ticks, file.CreationTimeUtc.Ticks);
    }
}
