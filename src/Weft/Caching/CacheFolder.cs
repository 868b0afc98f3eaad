// The folder of a cache. What is in it runs with all rights of the user, so that nobody else may be able to write there.
using Weft.Runtime;

namespace Weft.Caching;

/// <summary>Makes and checks folders of caches.</summary>
internal static class CacheFolder
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Makes the folder where it is not, for this user alone.</summary>
    /// <exception cref="IOException">It cannot be made, or is not the user's own.</exception>
    public static void Create(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, Private);
            }
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }

        if (FindFault(path) is { } fault)
        {
            throw new IOException($"the cache '{path}' is not used: {fault}");
        }
    }

    /// <summary>Why a folder cannot be trusted.</summary>
    /// <returns>Null when it can, or is not there.</returns>
    public static string? FindFault(string path)
    {
        if (FileStatus.TryRead(path) is { IsDirectory: true } status)
        {
            return status.Owner != FileStatus.CurrentUser ? "it belongs to another user"
                : (status.Mode & FileStatus.WritableByOthers) != 0 ? "others can write to it"
                : null;
        }

        if (OperatingSystem.IsWindows() || !Directory.Exists(path))
        {
            // On Windows folders of a user are private by what they inherit.
            return null;
        }

        var mode = File.GetUnixFileMode(path);
        if ((mode & OthersWrite) != 0)
        {
            return "others can write to it";
        }

        try
        {
            // Who may set the mode is the owner.
            File.SetUnixFileMode(path, mode);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return "it belongs to another user";
        }
    }
}
