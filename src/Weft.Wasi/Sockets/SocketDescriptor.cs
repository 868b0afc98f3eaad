// WASI sockets (preview 1 `sock_*`): a listening or connected socket of the host, opened by the embedder or accepted from one. Calls that block
// wait for readiness first, so that an interruption reaches them, and then move bytes without blocking.

using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Interop;
using Weft.Wasi.IO;

namespace Weft.Wasi.Sockets;

/// <summary>A stream socket.</summary>
internal sealed class SocketDescriptor : Descriptor
{
    private readonly Socket _socket;
    private readonly bool _ownsSocket;
    private readonly SafeFileHandle? _waitHandle;
    private DescriptorFlags _flags;

    /// <summary>Makes a descriptor of a socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="flags">How it behaves for the guest.</param>
    /// <param name="ownsSocket">Whether closing the descriptor closes the socket.</param>
    public SocketDescriptor(Socket socket, DescriptorFlags flags, bool ownsSocket)
    {
        _socket = socket;
        _flags = flags;
        _ownsSocket = ownsSocket;
        // The socket blocks for nobody: waiting is done here, in poll(2).
        socket.Blocking = false;
        if (OperatingSystem.IsLinux())
            _waitHandle = new SafeFileHandle(socket.Handle, ownsHandle: false);
    }

    /// <summary>The socket, which does not block.</summary>
    public Socket Socket => _socket;

    /// <inheritdoc/>
    public override FileKind Kind => _socket.SocketType == SocketType.Dgram ? FileKind.DatagramSocket : FileKind.StreamSocket;

    /// <inheritdoc/>
    public override DescriptorFlags Flags => _flags;

    /// <inheritdoc/>
    public override SafeFileHandle? WaitHandle => _waitHandle;

    private bool BlocksGuest => (_flags & DescriptorFlags.NonBlocking) == 0;

    /// <inheritdoc/>
    public override WasiError GetStatus(out FileStatus status)
    {
        status = new FileStatus { Kind = Kind };
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError SetFlags(DescriptorFlags flags)
    {
        if ((flags & ~DescriptorFlags.NonBlocking) != 0)
            return WasiError.Invalid;
        _flags = flags;
        return WasiError.Success;
    }

    /// <summary>Takes a connection from a listening socket.</summary>
    public WasiError Accept(DescriptorFlags flags, Interruption interruption, out SocketDescriptor? connection)
    {
        connection = null;
        while (true)
        {
            try
            {
                connection = new SocketDescriptor(_socket.Accept(), flags, ownsSocket: true);
                return WasiError.Success;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.WouldBlock && BlocksGuest)
            {
                WaitUntilReady(interruption, forWriting: false);
            }
            catch (SocketException exception)
            {
                return SocketErrors.ToWasi(exception.SocketErrorCode);
            }
            catch (InvalidOperationException)
            {
                // .NET knows that the socket does not listen.
                return WasiError.Invalid;
            }
        }
    }

    /// <inheritdoc/>
    public override WasiError Read(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count) =>
        Receive(buffers, peek: false, waitForAll: false, interruption, out count);

    /// <inheritdoc/>
    public override WasiError Write(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count)
    {
        count = 0;
        foreach (ref readonly IoVector buffer in buffers)
        {
            Span<byte> rest = buffer.Span;
            while (!rest.IsEmpty)
            {
                int sent = _socket.Send(rest, SocketFlags.None, out SocketError failure);
                if (failure == SocketError.WouldBlock && BlocksGuest)
                {
                    WaitUntilReady(interruption, forWriting: true);
                    continue;
                }
                if (failure != SocketError.Success)
                    return count > 0 ? WasiError.Success : SocketErrors.ToWasi(failure);
                count += sent;
                rest = rest[sent..];
            }
        }
        return WasiError.Success;
    }

    /// <summary>Receives.</summary>
    /// <param name="buffers">Where to.</param>
    /// <param name="peek">Whether what is received stays to be received again.</param>
    /// <param name="waitForAll">Whether to wait until the buffers are full.</param>
    /// <param name="interruption">What ends a wait early.</param>
    /// <param name="count">The bytes received; 0 at the end.</param>
    public WasiError Receive(ReadOnlySpan<IoVector> buffers, bool peek, bool waitForAll, Interruption interruption, out int count)
    {
        count = 0;
        foreach (ref readonly IoVector buffer in buffers)
        {
            Span<byte> rest = buffer.Span;
            while (!rest.IsEmpty)
            {
                int received = _socket.Receive(rest, peek ? SocketFlags.Peek : SocketFlags.None, out SocketError failure);
                if (failure == SocketError.WouldBlock && BlocksGuest && (count == 0 || (waitForAll && !peek)))
                {
                    WaitUntilReady(interruption, forWriting: false);
                    continue;
                }
                if (failure != SocketError.Success)
                    return count > 0 ? WasiError.Success : SocketErrors.ToWasi(failure);
                count += received;
                // The end; or a peek, which would see the same bytes again.
                if (received == 0 || peek)
                    return WasiError.Success;
                rest = rest[received..];
            }
        }
        return WasiError.Success;
    }

    /// <summary>Closes a direction, or both.</summary>
    public WasiError Shutdown(SocketShutdown how)
    {
        try
        {
            _socket.Shutdown(how);
            return WasiError.Success;
        }
        catch (SocketException exception)
        {
            return SocketErrors.ToWasi(exception.SocketErrorCode);
        }
    }

    /// <inheritdoc/>
    public override ulong GetReadableBytes() => (ulong)Math.Max(0, _socket.Available);

    /// <inheritdoc/>
    public override bool IsReady(bool forWriting) => _socket.Poll(0, forWriting ? SelectMode.SelectWrite : SelectMode.SelectRead);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _waitHandle?.Dispose();
        if (_ownsSocket)
            _socket.Dispose();
    }

    private void WaitUntilReady(Interruption interruption, bool forWriting)
    {
        if (_waitHandle is not null)
        {
            interruption.WaitFor(_waitHandle, forWriting ? LinuxConstants.PollOut : LinuxConstants.PollIn);
            return;
        }
        const int SliceMicroseconds = 20_000;
        do
            interruption.ThrowIfRaised();
        while (!_socket.Poll(SliceMicroseconds, forWriting ? SelectMode.SelectWrite : SelectMode.SelectRead));
    }
}
