// WASI preview 2: wasi:sockets/udp's resource `incoming-datagram-stream`.

using System.Net;
using System.Net.Sockets;
using Weft.Components;
using Weft.Wasi.Preview2.IO;
using Weft.Wasi.Sockets;
using ErrorCode = Weft.Wasi.WasiPreview2.Network.ErrorCode;
using IncomingDatagram = Weft.Wasi.WasiPreview2.Udp.IncomingDatagram;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>Receives datagrams.</summary>
internal sealed class IncomingDatagrams(Preview2Process process, SharedDescriptor shared, DatagramPeer peer)
    : WasiPreview2.Udp.IIncomingDatagramStream, IDisposable
{
    private const int MostResults = 16;

    // Datagrams that are not for the guest are dropped, so many a call.
    private const int MostReceived = 64;

    private readonly DescriptorHold _hold = shared.Hold();

    private Socket Socket => ((SocketDescriptor)_hold.Descriptor).Socket;

    /// <inheritdoc/>
    public ComponentResult<IncomingDatagram[], ErrorCode> Receive(ulong maxResults)
    {
        process.Enter();
        if (peer.IsReplaced)
            return ComponentResult.Error(ErrorCode.InvalidState);
        var datagrams = new List<IncomingDatagram>();
        var sender = new SocketAddress(Socket.AddressFamily);
        var any = new IPEndPoint(Socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        Span<byte> buffer = process.Scratch;
        for (int i = 0; i < MostReceived && datagrams.Count < (int)Math.Min(maxResults, MostResults) && _hold.Descriptor.IsReady(forWriting: false); i++)
        {
            int length;
            try
            {
                length = Socket.ReceiveFrom(buffer, SocketFlags.None, sender);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.WouldBlock)
            {
                // Its checksum was wrong, for example.
                break;
            }
            catch (SocketException error)
            {
                if (datagrams.Count > 0)
                    break;
                return ComponentResult.Error(error.SocketErrorCode is SocketError.ConnectionReset or SocketError.NetworkReset
                    ? ErrorCode.RemoteUnreachable
                    : NetworkErrors.Of(error.SocketErrorCode));
            }
            var from = (IPEndPoint)any.Create(sender);
            if (!(peer.Remote is { } remote ? from.Equals(remote) : peer.TakesAll || process.Sockets.Policy.AllowsRemote(isTcp: false, from)))
                continue;
            if (peer.TakesAll)
                peer.Remember(from);
            datagrams.Add(new IncomingDatagram(buffer[..length].ToArray(), Addresses.Of(from)));
        }
        return datagrams.ToArray();
    }

    /// <inheritdoc/>
    public WasiPreview2.Poll.IPollable Subscribe() =>
        new Pollable(process, () => _hold.IsReleased || peer.IsReplaced ? PollSource.Now : PollSource.Of(_hold.Descriptor, forWriting: false));

    /// <inheritdoc/>
    public void Dispose() => _hold.Dispose();
}
