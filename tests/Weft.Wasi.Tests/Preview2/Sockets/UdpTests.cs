using Xunit;
using ErrorCode = Weft.Wasi.WasiPreview2.Network.ErrorCode;
using IpSocketAddress = Weft.Wasi.WasiPreview2.Network.IpSocketAddress;
using OutgoingDatagram = Weft.Wasi.WasiPreview2.Udp.OutgoingDatagram;

namespace Weft.Wasi.Tests.Preview2.Sockets;

/// <summary>UDP, on the loopback.</summary>
public sealed class UdpTests
{
    [Fact]
    public void Datagrams_come_with_their_senders()
    {
        using var guest = new SocketGuest();
        WasiPreview2.Udp.IUdpSocket a = guest.BoundUdp();
        WasiPreview2.Udp.IUdpSocket b = guest.BoundUdp();
        var (fromAll, toAll) = a.Stream(null).Ok;
        var (fromA, toA) = b.Stream(a.LocalAddress().Ok).Ok;
        Assert.Equal(a.LocalAddress().Ok, b.RemoteAddress().Ok);
        Assert.Equal(ErrorCode.InvalidState, a.RemoteAddress().Error);
        Assert.Empty(fromAll.Receive(10).Ok);
        Assert.False(fromAll.Subscribe().Ready());

        Assert.InRange(toA.CheckSend().Ok, 3u, 1000u);
        Assert.Equal(3u, toA.Send([new("one"u8.ToArray(), null), new([], a.LocalAddress().Ok), new(new byte[60_000], null)]).Ok);
        fromAll.Subscribe().Block();
        Assert.Empty(fromAll.Receive(0).Ok);
        var first = Assert.Single(fromAll.Receive(1).Ok);
        Assert.Equal("one"u8, first.Data);
        Assert.Equal(b.LocalAddress().Ok, first.RemoteAddress);
        Assert.Equal([0, 60_000], fromAll.Receive(ulong.MaxValue).Ok.Select(datagram => datagram.Data.Length));

        // Only the chosen peer is heard.
        WasiPreview2.Udp.IUdpSocket c = guest.BoundUdp();
        var (_, toB) = c.Stream(null).Ok;
        toB.CheckSend();
        Assert.Equal(1u, toB.Send([new("stranger"u8.ToArray(), b.LocalAddress().Ok)]).Ok);
        toAll.CheckSend();
        Assert.Equal(1u, toAll.Send([new("friend"u8.ToArray(), b.LocalAddress().Ok)]).Ok);
        var heard = new List<WasiPreview2.Udp.IncomingDatagram>();
        while (heard.Count == 0)
        {
            fromA.Subscribe().Block();
            heard.AddRange(fromA.Receive(10).Ok);
        }

        Assert.Equal("friend"u8, Assert.Single(heard).Data);
    }

    [Fact]
    public void What_is_sent_has_to_be_right_and_permitted()
    {
        using var guest = new SocketGuest();
        WasiPreview2.Udp.IUdpSocket socket = guest.BoundUdp();
        IpSocketAddress self = socket.LocalAddress().Ok;
        var (_, output) = socket.Stream(null).Ok;
        Assert.Contains("`send` of 1 datagrams", Assert.Throws<TrapException>(() => output.Send([new([], self)])).Message);
        Assert.Equal(0u, output.Send([]).Ok);
        output.CheckSend();
        Assert.Equal(ErrorCode.InvalidArgument, output.Send([new([], null)]).Error);
        Assert.Equal(ErrorCode.InvalidArgument, output.Send([new([], SocketGuest.At("127.0.0.1:0"))]).Error);
        Assert.Equal(ErrorCode.InvalidArgument, output.Send([new([], SocketGuest.At("0.0.0.0:9"))]).Error);
        Assert.Equal(ErrorCode.InvalidArgument, output.Send([new([], SocketGuest.At("[::1]:9"))]).Error);
        Assert.Equal(ErrorCode.DatagramTooLarge, output.Send([new(new byte[70_000], self)]).Error);
        Assert.Equal(1u, output.Send([new([1], self), new(new byte[70_000], self), new([2], self)]).Ok);

        var (input, connected) = socket.Stream(self).Ok;
        connected.CheckSend();
        Assert.Equal(ErrorCode.InvalidArgument, connected.Send([new([], SocketGuest.Loopback(9))]).Error);

        // Streams of before do nothing any more, and nobody waits for them.
        Assert.Equal(ErrorCode.InvalidState, output.CheckSend().Error);
        Assert.True(output.Subscribe().Ready());
        Assert.Equal([1], Assert.Single(input.Receive(5).Ok).Data);
    }

    [Fact]
    public void Calls_that_are_not_for_a_state_are_errors()
    {
        using var guest = new SocketGuest();
        WasiPreview2.Udp.IUdpSocket socket = guest.NewUdp();
        Assert.Equal(ErrorCode.InvalidState, socket.Stream(null).Error);
        Assert.Equal(ErrorCode.InvalidState, socket.LocalAddress().Error);
        Assert.Equal(ErrorCode.InvalidState, socket.RemoteAddress().Error);
        Assert.Equal(ErrorCode.NotInProgress, socket.FinishBind().Error);
        SocketGuest.Succeed(socket.StartBind(guest.Network, SocketGuest.Loopback()));
        Assert.Equal(ErrorCode.ConcurrencyConflict, socket.StartBind(guest.Network, SocketGuest.Loopback()).Error);
        Assert.Equal(ErrorCode.InvalidState, socket.Stream(null).Error);
        SocketGuest.Succeed(socket.FinishBind());
        Assert.Equal(ErrorCode.NotInProgress, socket.FinishBind().Error);
        Assert.Equal(ErrorCode.InvalidState, socket.StartBind(guest.Network, SocketGuest.Loopback()).Error);
        Assert.Equal(ErrorCode.InvalidArgument, socket.Stream(SocketGuest.At("0.0.0.0:1")).Error);
        Assert.Equal(ErrorCode.InvalidArgument, socket.Stream(SocketGuest.Loopback()).Error);
        Assert.Equal(ErrorCode.AddressInUse, guest.NewUdp().StartBind(guest.Network, socket.LocalAddress().Ok).Error);
        SocketGuest.Succeed(socket.SetUnicastHopLimit(9));
        Assert.Equal(9, socket.UnicastHopLimit().Ok);
        Assert.Equal(ErrorCode.InvalidArgument, socket.SetUnicastHopLimit(0).Error);
        SocketGuest.Succeed(socket.SetReceiveBufferSize(10_000));
        Assert.InRange(socket.ReceiveBufferSize().Ok, 10_000u, 40_000u);
        Assert.True(socket.Subscribe().Ready());
    }

    [Fact]
    public void Only_who_may_listen_hears_everybody_and_may_answer()
    {
        using var everybody = new SocketGuest();
        WasiPreview2.Udp.IUdpSocket stranger = everybody.BoundUdp();
        var (fromServer, toServer) = stranger.Stream(null).Ok;

        using var client = new SocketGuest(wasi => wasi.AllowConnect("udp:127.0.0.1:9"));
        WasiPreview2.Udp.IUdpSocket deaf = client.BoundUdp();
        using var server = new SocketGuest(wasi => wasi.AllowListen("127.0.0.0/8:0"));
        WasiPreview2.Udp.IUdpSocket open = server.BoundUdp();
        toServer.CheckSend();
        Assert.Equal(2u, toServer.Send([new("a"u8.ToArray(), deaf.LocalAddress().Ok), new("b"u8.ToArray(), open.LocalAddress().Ok)]).Ok);

        var (input, _) = deaf.Stream(null).Ok;
        input.Subscribe().Block();
        Assert.Empty(input.Receive(10).Ok);
        var (heard, output) = open.Stream(null).Ok;
        output.CheckSend();
        OutgoingDatagram answer = new("c"u8.ToArray(), stranger.LocalAddress().Ok);
        Assert.Equal(ErrorCode.AccessDenied, output.Send([answer]).Error);
        heard.Subscribe().Block();
        Assert.Single(heard.Receive(10).Ok);
        Assert.Equal(1u, output.Send([answer]).Ok);
        fromServer.Subscribe().Block();
        Assert.Equal("c"u8, Assert.Single(fromServer.Receive(1).Ok).Data);
        Assert.Equal(ErrorCode.AccessDenied, deaf.Stream(stranger.LocalAddress().Ok).Error);
    }
}
