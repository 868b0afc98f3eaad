// WASI preview 2: wasi:filesystem's functions outside its resources.

using System.Text;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Preview2.IO;

namespace Weft.Wasi.Preview2.Filesystem;

/// <summary>The functions of <c>wasi:filesystem</c>.</summary>
internal sealed class FilesystemFunctions(Preview2Process process) : WasiPreview2.ITypes, WasiPreview2.IPreopens
{
    private readonly (SharedDescriptor Directory, string GuestPath)[] _preopens =
        [.. process.Context.Preopens.Select(preopen => (new SharedDescriptor(preopen.Directory), Encoding.UTF8.GetString(preopen.GuestPath)))];

    private SecretHash? _lower;
    private SecretHash? _upper;

    /// <inheritdoc/>
    public WasiPreview2.Types.ErrorCode? FilesystemErrorCode(WasiPreview2.Error.IError err) =>
        err is IoError own ? ErrorCodes.Of(own.Reason) : null;

    /// <inheritdoc/>
    public (WasiPreview2.Types.IDescriptor, string)[] GetDirectories() => [.. _preopens.Select(preopen => (
        (WasiPreview2.Types.IDescriptor)new FileDescriptor(process, preopen.Directory, WasiPreview2.Types.DescriptorFlags.Read), preopen.GuestPath))];

    /// <summary>
    /// What tells an object from all others, and nothing else about it: its device and inode under a secret key. It stays the same when the object
    /// changes, because guests take it for the number of the inode.
    /// </summary>
    public WasiPreview2.Types.MetadataHashValue Hash(in FileStatus status)
    {
        ReadOnlySpan<ulong> identity = [status.Device, status.Inode];
        return new((_lower ??= new SecretHash()).Of(identity), (_upper ??= new SecretHash()).Of(identity));
    }
}
