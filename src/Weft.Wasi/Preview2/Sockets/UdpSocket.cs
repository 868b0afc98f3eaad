// WASI preview 2: wasi:sockets/udp's resource `udp-socket`. A peer that a guest has chosen is kept here and not told to the system, which could not
// forget it again everywhere: datagrams of others are dropped when they are received.

using System.Net;
using Weft.Components;
using Weft.Wasi.Preview2.IO;
using ErrorCode = Weft.Wasi.WasiPreview2.Network.ErrorCode;
using IpSocketAddress = Weft.Wasi.WasiPreview2.Network.IpSocketAddress;
using Streams = (Weft.Wasi.WasiPreview2.Udp.IIncomingDatagramStream, Weft.Wasi.WasiPreview2.Udp.IOutgoingDatagramStream);

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>A UDP socket.</summary>
internal sealed class UdpSocket(Preview2Process process, SharedDescriptor shared) : InternetSocket(process, shared), WasiPreview2.Udp.IUdpSocket
{
    private State _state;
    private DatagramPeer? _peer;

    private enum State
    {
        Unbound,
        BindInProgress,
        Bound,
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> StartBind(WasiPreview2.Network.INetwork network, IpSocketAddress localAddress)
    {
        Process.Enter();
        if (_state != State.Unbound)
            return ComponentResult.Error(_state == State.BindInProgress ? ErrorCode.ConcurrencyConflict : ErrorCode.InvalidState);
        if (Bind(localAddress) is { } error)
            return ComponentResult.Error(error);
        _state = State.BindInProgress;
        return ComponentResult.Ok();
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> FinishBind()
    {
        Process.Enter();
        if (_state != State.BindInProgress)
            return ComponentResult.Error(ErrorCode.NotInProgress);
        _state = State.Bound;
        return ComponentResult.Ok();
    }

    /// <inheritdoc/>
    public ComponentResult<Streams, ErrorCode> Stream(IpSocketAddress? remoteAddress)
    {
        Process.Enter();
        if (_state != State.Bound)
            return ComponentResult.Error(ErrorCode.InvalidState);
        IPEndPoint? remote = null;
        if (remoteAddress is not null)
        {
            remote = Addresses.ToEndPoint(remoteAddress);
            if (!Addresses.IsRemote(remote, Socket.AddressFamily))
                return ComponentResult.Error(ErrorCode.InvalidArgument);
            if (!Process.Sockets.Policy.AllowsRemote(isTcp: false, remote))
                return ComponentResult.Error(ErrorCode.AccessDenied);
        }
        // Streams of before do nothing any more.
        if (_peer is not null)
            _peer.IsReplaced = true;
        _peer = new DatagramPeer(remote, Process.Sockets.Policy.AllowsLocal(isTcp: false, Requested!));
        return (new IncomingDatagrams(Process, Shared, _peer), new OutgoingDatagrams(Process, Shared, _peer));
    }

    /// <inheritdoc/>
    public ComponentResult<IpSocketAddress, ErrorCode> LocalAddress() =>
        _state != State.Bound ? ComponentResult.Error(ErrorCode.InvalidState) : GetLocalAddress();

    /// <inheritdoc/>
    public ComponentResult<IpSocketAddress, ErrorCode> RemoteAddress() =>
        _peer?.Remote is { } remote ? Addresses.Of(remote) : ComponentResult.Error(ErrorCode.InvalidState);

    /// <inheritdoc/>
    public ComponentResult<byte, ErrorCode> UnicastHopLimit() => Get(() => (byte)Socket.Ttl);

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> SetUnicastHopLimit(byte value) => Set(value, () => Socket.Ttl = value);

    /// <inheritdoc/>
    // Binding is done at once: there is nothing to wait for.
    public WasiPreview2.Poll.IPollable Subscribe() => new Pollable(Process, () => PollSource.Now);
}
