// WASI preview 1: the rights that each kind of object can have. What an object cannot do is not among its rights to begin with.

using Weft.Wasi.Filesystem;

namespace Weft.Wasi.Preview1;

/// <summary>What each kind of object can do at most.</summary>
internal static class RightsOf
{
    private const Rights File =
        Rights.FdDatasync | Rights.FdRead | Rights.FdSeek | Rights.FdFdstatSetFlags | Rights.FdSync | Rights.FdTell | Rights.FdWrite
        | Rights.FdAdvise | Rights.FdAllocate | Rights.FdFilestatGet | Rights.FdFilestatSetSize | Rights.FdFilestatSetTimes
        | Rights.PollFdReadwrite;

    private const Rights Directory =
        Rights.FdRead | Rights.FdFdstatSetFlags | Rights.FdSync | Rights.FdDatasync | Rights.FdAdvise | Rights.PathCreateDirectory
        | Rights.PathCreateFile | Rights.PathLinkSource | Rights.PathLinkTarget | Rights.PathOpen | Rights.FdReaddir | Rights.PathReadlink
        | Rights.PathRenameSource | Rights.PathRenameTarget | Rights.PathFilestatGet | Rights.PathFilestatSetSize
        | Rights.PathFilestatSetTimes | Rights.FdFilestatGet | Rights.FdFilestatSetTimes | Rights.PathSymlink | Rights.PathRemoveDirectory
        | Rights.PathUnlinkFile | Rights.PollFdReadwrite;

    private const Rights Stream =
        Rights.FdRead | Rights.FdWrite | Rights.FdFdstatSetFlags | Rights.FdFilestatGet | Rights.FdSync | Rights.FdDatasync
        | Rights.PollFdReadwrite;

    private const Rights Socket =
        Rights.FdRead | Rights.FdWrite | Rights.FdFdstatSetFlags | Rights.FdFilestatGet | Rights.PollFdReadwrite | Rights.SockShutdown
        | Rights.SockAccept;

    /// <summary>The base rights that an object can have.</summary>
    public static Rights Base(Descriptor descriptor) => descriptor.Kind switch
    {
        FileKind.Directory => Directory,
        FileKind.RegularFile => File,
        FileKind.StreamSocket or FileKind.DatagramSocket => Socket,
        _ => Stream,
    };

    /// <summary>The inheriting rights that an object can have.</summary>
    public static Rights Inheriting(Descriptor descriptor) => descriptor.Kind switch
    {
        FileKind.Directory => Rights.All,
        FileKind.StreamSocket => Socket,
        _ => Rights.None,
    };

    /// <summary>
    /// The base rights of a directory that is open from the start. It has no right to read, though a guest may open it anew with one: programs
    /// open "." with the very rights that they find here, and that must succeed.
    /// </summary>
    public static Rights PreopenBase => Directory & ~Rights.FdRead;
}
