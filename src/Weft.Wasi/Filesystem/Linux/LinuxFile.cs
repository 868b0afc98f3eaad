// WASI file systems, Linux: an open regular file. The position is the kernel's, so that standard input redirected from a file shares it with
// the shell as any process's does. Guest memory goes straight to read(2) and write(2), after its bounds were checked.

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Interop;
using Weft.Wasi.IO;
using static Weft.Wasi.Interop.LinuxConstants;

namespace Weft.Wasi.Filesystem.Linux;

/// <summary>An open regular file of the host.</summary>
/// <param name="handle">The host's descriptor, which this owns where the handle does.</param>
/// <param name="flags">The flags it was opened with.</param>
/// <param name="isReadOnly">Whether its attributes must not change, whatever the host would allow.</param>
internal sealed class LinuxFile(SafeFileHandle handle, DescriptorFlags flags, bool isReadOnly) : Descriptor
{
    private DescriptorFlags _flags = flags;

    /// <inheritdoc/>
    public override FileKind Kind => FileKind.RegularFile;

    /// <inheritdoc/>
    public override bool IsSeekable => true;

    /// <inheritdoc/>
    public override DescriptorFlags Flags => _flags;

    /// <inheritdoc/>
    public override WasiError GetStatus(out FileStatus status) => LinuxStatus.Read(handle, out status);

    /// <inheritdoc/>
    public override WasiError SetFlags(DescriptorFlags flags)
    {
        // Linux cannot change when writes are synchronous once a file is open.
        if (((flags ^ _flags) & DescriptorFlags.Synchronous) != 0)
            return WasiError.Invalid;
        if (((flags ^ _flags) & DescriptorFlags.Append) != 0)
        {
            int current = LinuxNative.Control(handle, ControlGetFlags, 0);
            if (current < 0)
                return LastError();
            int wanted = (flags & DescriptorFlags.Append) != 0 ? current | OpenAppend : current & ~OpenAppend;
            if (LinuxNative.Control(handle, ControlSetFlags, wanted) < 0)
                return LastError();
        }
        _flags = flags;
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError SetTimes(TimeUpdate access, TimeUpdate modification) =>
        isReadOnly ? WasiError.NotPermitted : LinuxStatus.SetTimes(handle, access, modification);

    /// <inheritdoc/>
    public override WasiError Synchronize(bool dataOnly) =>
        (dataOnly ? LinuxNative.SynchronizeData(handle) : LinuxNative.Synchronize(handle)) < 0 ? LastError() : WasiError.Success;

    /// <inheritdoc/>
    public override WasiError Read(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count) =>
        LinuxTransfer.Read(handle, buffers, out count);

    /// <inheritdoc/>
    public override WasiError Write(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count) =>
        LinuxTransfer.Write(handle, buffers, out count);

    /// <inheritdoc/>
    public override WasiError ReadAt(ReadOnlySpan<IoVector> buffers, ulong offset, out int count)
    {
        count = 0;
        if (offset > long.MaxValue)
            return WasiError.Invalid;
        nint result;
        do
            result = LinuxNative.ReadVectorAt(handle, in MemoryMarshal.GetReference(buffers), buffers.Length, (long)offset);
        while (result < 0 && Marshal.GetLastPInvokeError() == ErrorInterrupted);
        return LinuxTransfer.Finish(result, out count);
    }

    /// <inheritdoc/>
    public override WasiError WriteAt(ReadOnlySpan<IoVector> buffers, ulong offset, out int count)
    {
        count = 0;
        if (offset > long.MaxValue)
            return WasiError.Invalid;
        nint result;
        do
            result = LinuxNative.WriteVectorAt(handle, in MemoryMarshal.GetReference(buffers), buffers.Length, (long)offset);
        while (result < 0 && Marshal.GetLastPInvokeError() == ErrorInterrupted);
        return LinuxTransfer.Finish(result, out count);
    }

    /// <inheritdoc/>
    public override WasiError Append(ReadOnlySpan<IoVector> buffers, out int count)
    {
        nint result;
        do
            result = LinuxNative.AppendVector(handle, in MemoryMarshal.GetReference(buffers), buffers.Length);
        while (result < 0 && Marshal.GetLastPInvokeError() == ErrorInterrupted);
        WasiError error = LinuxTransfer.Finish(result, out count);
        if (error is not (WasiError.NotSupported or WasiError.NotImplemented))
            return error;
        // Before Linux 4.16, and on file systems that do not know it: nearly the same, but for others that append at this moment.
        error = LinuxStatus.Read(handle, out FileStatus status);
        return error is WasiError.Success or WasiError.Overflow ? WriteAt(buffers, status.Size, out count) : error;
    }

    /// <inheritdoc/>
    public override WasiError Seek(long offset, SeekOrigin origin, out ulong position)
    {
        position = 0;
        long result = LinuxNative.Seek(handle, offset, (int)origin);
        if (result < 0)
            return LastError();
        position = (ulong)result;
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError SetSize(ulong size)
    {
        if (isReadOnly)
            return WasiError.NotPermitted;
        if (size > long.MaxValue)
            return WasiError.Invalid;
        return LinuxNative.Truncate(handle, (long)size) < 0 ? LastError() : WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Allocate(ulong offset, ulong length)
    {
        if (isReadOnly)
            return WasiError.NotPermitted;
        if (length == 0 || offset > long.MaxValue || length > long.MaxValue)
            return WasiError.Invalid;
        if (offset + length > long.MaxValue)
            return WasiError.FileTooBig;
        return LinuxNative.Allocate(handle, 0, (long)offset, (long)length) < 0 ? LastError() : WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Advise(ulong offset, ulong length, Advice advice)
    {
        if (offset > long.MaxValue || length > long.MaxValue)
            return WasiError.Invalid;
        return ToWasi(LinuxNative.Advise(handle, (long)offset, (long)length, (int)advice));
    }

    /// <inheritdoc/>
    public override ulong GetReadableBytes()
    {
        long position = LinuxNative.Seek(handle, 0, (int)SeekOrigin.Current);
        return position >= 0 && LinuxStatus.Read(handle, out FileStatus status) == WasiError.Success && status.Size > (ulong)position
            ? status.Size - (ulong)position
            : 0;
    }

    /// <inheritdoc/>
    public override void Dispose() => handle.Dispose();
}
