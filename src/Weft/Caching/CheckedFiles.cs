// Which precompiled files were found whole, so that the next process need not read all of them again: a note is the name of an empty file in the
// folder of a cache. A file that was written to has another time of change, which nobody can set, and is checked anew.
using System.Diagnostics;
using System.Globalization;
using Weft.Precompilation;
using Weft.Runtime;

namespace Weft.Caching;

/// <summary>The notes in a folder.</summary>
/// <param name="folder">The folder of a cache, which is trusted.</param>
internal sealed class CheckedFiles(string folder)
{
    /// <summary>What the names of notes end with.</summary>
    public const string Extension = ".checked";

    // A file system may give two changes the same time. A file that was changed just now is noted when it is used the next time.
    private const long TimeResolutionSeconds = 2;

    /// <summary>Whether a file was checked, and has not been changed since.</summary>
    /// <param name="identity">The file.</param>
    /// <param name="sum">The checksum in it.</param>
    public bool Contains(FileIdentity identity, ulong sum) =>
        IsKnown(identity) && FileStatus.TryRead(PathOf(identity, sum)) is not null && CacheFolder.FindFault(folder) is null;

    /// <summary>Notes that a file was checked.</summary>
    /// <param name="identity">The file, as it was before it was read.</param>
    /// <param name="sum">The checksum in it.</param>
    public void Add(FileIdentity identity, ulong sum)
    {
        var age = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - identity.Time;
        if (!IsKnown(identity) || age <= TimeResolutionSeconds)
        {
            return;
        }

        try
        {
            CacheFolder.Create(folder);
            File.WriteAllBytes(PathOf(identity, sum), []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A disk that is full, a folder that is not the user's own: the next process checks it, too.
            Debug.WriteLine(error.Message);
        }
    }

    // Elsewhere than on Linux the system tells too little of a file.
    private static bool IsKnown(FileIdentity identity) => identity.File != 0;

    // 64 digits, as entries have, without a hash of cryptography, whose library takes longer to load than what is saved.
    private string PathOf(FileIdentity identity, ulong sum)
    {
        var time = ((ulong)identity.Time << 30) | (ulong)identity.TimeDetail;
        return Path.Combine(folder, string.Create(
            CultureInfo.InvariantCulture, $"{identity.File:x16}{time:x16}{Checksum.Combine(identity.Device, identity.Size):x16}{sum:x16}{Extension}"));
    }
}
