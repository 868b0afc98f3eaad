// WASI preview 2: a TCP connection, which a socket and its two streams have together. What the system does not take at once is sent by a task, so that
// a guest that waits for the answer, and not for its own output, gets one.

using System.Net.Sockets;
using Weft.Wasi.Interop;
using Weft.Wasi.Preview2.IO;
using Weft.Wasi.Sockets;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>A connection.</summary>
internal sealed class TcpConnection(Preview2Process process, SharedDescriptor shared)
{
    private readonly SocketDescriptor _descriptor = (SocketDescriptor)shared.Descriptor;
    private Task<WasiError>? _sending;

    /// <summary>Whose it is.</summary>
    public Preview2Process Process => process;

    /// <summary>The socket, for who takes the connection over from the guest.</summary>
    public Socket Socket => _descriptor.Socket;

    /// <summary>What holds the socket open.</summary>
    public SharedDescriptor Shared => shared;

    /// <summary>Whether nothing is to be received any more.</summary>
    public bool IsReceivingShut { get; private set; }

    /// <summary>Whether nothing is to be sent any more.</summary>
    public bool IsSendingShut { get; private set; }

    /// <summary>Whether bytes that the guest wrote still wait.</summary>
    public bool IsSending => _sending is { IsCompleted: false };

    /// <summary>What to wait for until bytes can be sent.</summary>
    public PollSource SendSource => IsSending ? PollSource.Of(_sending!) : IsSendingShut ? PollSource.Now : PollSource.Of(_descriptor, forWriting: true);

    /// <summary>Sends bytes, or has them sent behind those that wait.</summary>
    public WasiError Send(ReadOnlySpan<byte> bytes)
    {
        WasiError error = TakeSent();
        if (error != WasiError.Success || bytes.IsEmpty)
            return error;
        if (IsSendingShut)
            return WasiError.BrokenPipe;
        if (_sending is { } before)
        {
            // Permitted before there was anything that waits.
            Watch(SendAsync(bytes.ToArray(), before));
            return WasiError.Success;
        }
        int sent = _descriptor.Socket.Send(bytes, SocketFlags.None, out SocketError failure);
        if (failure is not (SocketError.Success or SocketError.WouldBlock))
            return SocketErrors.ToWasi(failure);
        if (sent < bytes.Length)
            Watch(SendAsync(bytes[sent..].ToArray(), Task.FromResult(WasiError.Success)));
        return WasiError.Success;
    }

    /// <summary>What became of the bytes that waited, when they do no longer.</summary>
    public WasiError TakeSent()
    {
        if (_sending is not { IsCompleted: true } sent)
            return WasiError.Success;
        _sending = null;
        return sent.Result;
    }

    /// <summary>Waits until all is sent.</summary>
    public WasiError WaitUntilSent()
    {
        while (IsSending)
            process.Poll.Wait(PollSource.Of(_sending!));
        return TakeSent();
    }

    /// <summary>What becomes of the bytes that wait.</summary>
    public Task<WasiError> WhenSentAsync() => _sending ?? Task.FromResult(WasiError.Success);

    /// <summary>Receives what is there.</summary>
    public WasiError Receive(Span<byte> buffer, out int count, out bool isAtEnd)
    {
        count = 0;
        isAtEnd = IsReceivingShut;
        if (isAtEnd)
            return WasiError.Success;
        WasiError error = _descriptor.Read([new IoVector(buffer)], process.Interruption, out count);
        if (error == WasiError.Again)
            return WasiError.Success;
        isAtEnd = error == WasiError.Success && count == 0;
        return error;
    }

    /// <summary>Receives nothing more.</summary>
    public void ShutdownReceiving()
    {
        if (IsReceivingShut)
            return;
        IsReceivingShut = true;
        _descriptor.Shutdown(SocketShutdown.Receive);
    }

    /// <summary>Sends nothing more than what waits.</summary>
    public void ShutdownSending()
    {
        if (IsSendingShut)
            return;
        IsSendingShut = true;
        if (!IsSending)
        {
            _descriptor.Shutdown(SocketShutdown.Send);
            return;
        }
        Watch(ShutdownAfterAsync(_sending!));
    }

    private void Watch(Task<WasiError> sending)
    {
        _sending = sending;
        if (!sending.IsCompleted)
            process.WakeWhenDone(sending);
    }

    private async Task<WasiError> SendAsync(byte[] bytes, Task<WasiError> before)
    {
        WasiError error = await before.ConfigureAwait(false);
        if (error != WasiError.Success)
            return error;
        try
        {
            ReadOnlyMemory<byte> rest = bytes;
            while (!rest.IsEmpty)
                rest = rest[await _descriptor.Socket.SendAsync(rest, SocketFlags.None).ConfigureAwait(false)..];
            return WasiError.Success;
        }
        catch (SocketException failure)
        {
            return SocketErrors.ToWasi(failure.SocketErrorCode);
        }
        catch (ObjectDisposedException)
        {
            // The guest has dropped the connection before all was sent, which it was told not to do.
            return WasiError.BrokenPipe;
        }
    }

    private async Task<WasiError> ShutdownAfterAsync(Task<WasiError> sending)
    {
        WasiError error = await sending.ConfigureAwait(false);
        try
        {
            return error == WasiError.Success ? _descriptor.Shutdown(SocketShutdown.Send) : error;
        }
        catch (ObjectDisposedException)
        {
            return WasiError.BrokenPipe;
        }
    }
}
