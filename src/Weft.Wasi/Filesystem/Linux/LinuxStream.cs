// WASI streams, Linux: pipes, terminals and devices, the standard streams above all. Bytes go between guest memory and read(2) or write(2)
// with nothing between. Where the guest may be interrupted, a call waits in poll(2) first; a write then goes out in pieces that a ready pipe
// takes without blocking. The host's O_NONBLOCK is left alone: an inherited stream shares it with other processes.

using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Interop;
using Weft.Wasi.IO;
using static Weft.Wasi.Interop.LinuxConstants;

namespace Weft.Wasi.Filesystem.Linux;

/// <summary>An open pipe, terminal or device of the host.</summary>
/// <param name="handle">The host's descriptor, which this owns where the handle does.</param>
/// <param name="kind">What it is.</param>
/// <param name="flags">The flags it was opened with.</param>
internal sealed class LinuxStream(SafeFileHandle handle, FileKind kind, DescriptorFlags flags) : Descriptor
{
    // A pipe that poll(2) calls writable has room for at least this (PIPE_BUF).
    private const int PieceSize = 4096;

    private DescriptorFlags _flags = flags;

    /// <inheritdoc/>
    public override FileKind Kind => kind;

    /// <inheritdoc/>
    public override bool IsTerminal { get; } = kind == FileKind.CharacterDevice && LinuxNative.IsTerminal(handle) == 1;

    /// <inheritdoc/>
    public override DescriptorFlags Flags => _flags;

    /// <inheritdoc/>
    public override SafeFileHandle? WaitHandle => handle;

    /// <inheritdoc/>
    public override WasiError GetStatus(out FileStatus status) => LinuxStatus.Read(handle, out status);

    /// <inheritdoc/>
    public override WasiError SetFlags(DescriptorFlags flags)
    {
        if (((flags ^ _flags) & DescriptorFlags.Synchronous) != 0)
            return WasiError.Invalid;
        _flags = flags;
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Synchronize(bool dataOnly) =>
        (dataOnly ? LinuxNative.SynchronizeData(handle) : LinuxNative.Synchronize(handle)) < 0 ? LastError() : WasiError.Success;

    /// <inheritdoc/>
    public override WasiError Read(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count)
    {
        count = 0;
        if (IoVector.TotalLength(buffers) == 0)
            return WasiError.Success;
        while (true)
        {
            if ((_flags & DescriptorFlags.NonBlocking) != 0)
            {
                if (!IsReadyNow(interruption, PollIn))
                    return WasiError.Again;
            }
            else if (interruption.IsPossible)
            {
                interruption.WaitFor(handle, PollIn);
            }
            WasiError error = LinuxTransfer.Read(handle, buffers, out count);
            // Someone who shares the stream made it non-blocking: for the guest it blocks all the same.
            if (error != WasiError.Again || (_flags & DescriptorFlags.NonBlocking) != 0)
                return error;
            interruption.WaitFor(handle, PollIn);
        }
    }

    /// <inheritdoc/>
    public override WasiError Write(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count)
    {
        bool mayBlock = (_flags & DescriptorFlags.NonBlocking) == 0;
        if (mayBlock && !interruption.IsPossible)
        {
            WasiError error = LinuxTransfer.Write(handle, buffers, out count);
            if (error != WasiError.Again)
                return error;
        }
        return WriteInPieces(buffers, interruption, mayBlock, out count);
    }

    /// <inheritdoc/>
    public override ulong GetReadableBytes() =>
        LinuxNative.DeviceControl(handle, DeviceBytesReadable, out int available) == 0 && available > 0 ? (ulong)available : 0;

    /// <inheritdoc/>
    public override void Dispose() => handle.Dispose();

    private WasiError WriteInPieces(ReadOnlySpan<IoVector> buffers, Interruption interruption, bool mayBlock, out int count)
    {
        count = 0;
        foreach (ref readonly IoVector buffer in buffers)
        {
            Span<byte> rest = buffer.Span;
            while (!rest.IsEmpty)
            {
                if (mayBlock)
                    interruption.WaitFor(handle, PollOut);
                else if (!IsReadyNow(interruption, PollOut))
                    return count > 0 ? WasiError.Success : WasiError.Again;
                Span<byte> piece = rest[..Math.Min(rest.Length, PieceSize)];
                WasiError error = LinuxTransfer.Write(handle, [new IoVector(piece)], out int written);
                if (error == WasiError.Again && mayBlock)
                    continue;
                if (error != WasiError.Success)
                    return count > 0 ? WasiError.Success : error;
                count += written;
                rest = rest[written..];
            }
        }
        return WasiError.Success;
    }

    private bool IsReadyNow(Interruption interruption, short events)
    {
        Span<PollEntry> entries = [new() { Descriptor = (int)handle.DangerousGetHandle(), Events = events }, default];
        interruption.Wait(entries, 0);
        return entries[0].Returned != 0;
    }
}
