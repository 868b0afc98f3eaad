// WASI preview 2: wasi:sockets/udp's resource `outgoing-datagram-stream`.

using System.Net;
using System.Net.Sockets;
using Weft.Components;
using Weft.Wasi.Preview2.IO;
using Weft.Wasi.Sockets;
using ErrorCode = Weft.Wasi.WasiPreview2.Network.ErrorCode;
using OutgoingDatagram = Weft.Wasi.WasiPreview2.Udp.OutgoingDatagram;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>Sends datagrams.</summary>
internal sealed class OutgoingDatagrams(Preview2Process process, SharedDescriptor shared, DatagramPeer peer)
    : WasiPreview2.Udp.IOutgoingDatagramStream, IDisposable
{
    private const ulong MostPermitted = 16;

    private readonly DescriptorHold _hold = shared.Hold();
    private ulong _permit;

    private Socket Socket => ((SocketDescriptor)_hold.Descriptor).Socket;

    /// <inheritdoc/>
    public ComponentResult<ulong, ErrorCode> CheckSend()
    {
        process.Enter();
        if (peer.IsReplaced)
            return ComponentResult.Error(ErrorCode.InvalidState);
        _permit = _hold.Descriptor.IsReady(forWriting: true) ? MostPermitted : 0;
        return _permit;
    }

    /// <inheritdoc/>
    public ComponentResult<ulong, ErrorCode> Send(OutgoingDatagram[] datagrams)
    {
        process.Enter();
        if ((ulong)datagrams.Length > _permit)
            throw new TrapException(TrapKind.CanonicalAbi, $"`send` of {datagrams.Length} datagrams, where `check-send` permitted {_permit}");
        if (peer.IsReplaced)
            return ComponentResult.Error(ErrorCode.InvalidState);
        ulong sent = 0;
        foreach (OutgoingDatagram datagram in datagrams)
        {
            ErrorCode? error = Send(datagram);
            if (error == ErrorCode.WouldBlock)
                break;
            if (error is { } code)
            {
                if (sent == 0)
                    return ComponentResult.Error(code);
                break;
            }
            sent++;
        }
        _permit -= sent;
        return sent;
    }

    /// <inheritdoc/>
    public WasiPreview2.Poll.IPollable Subscribe() =>
        new Pollable(process, () => _hold.IsReleased || peer.IsReplaced ? PollSource.Now : PollSource.Of(_hold.Descriptor, forWriting: true));

    /// <inheritdoc/>
    public void Dispose() => _hold.Dispose();

    private ErrorCode? Send(OutgoingDatagram datagram)
    {
        IPEndPoint? remote = datagram.RemoteAddress is { } address ? Addresses.ToEndPoint(address) : peer.Remote;
        if (remote is null || !Addresses.IsRemote(remote, Socket.AddressFamily) || (peer.Remote is { } only && !remote.Equals(only)))
            return ErrorCode.InvalidArgument;
        if (!peer.Remembers(remote) && !process.Sockets.Policy.AllowsRemote(isTcp: false, remote))
            return ErrorCode.AccessDenied;
        try
        {
            Socket.SendTo(datagram.Data, SocketFlags.None, remote);
            return null;
        }
        catch (SocketException error)
        {
            return NetworkErrors.Of(error.SocketErrorCode);
        }
    }
}
