using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weft.Components;
using Xunit;
using ErrorCode = Weft.Wasi.WasiPreview2.Network.ErrorCode;
using Family = Weft.Wasi.WasiPreview2.Network.IpAddressFamily;
using ShutdownType = Weft.Wasi.WasiPreview2.Tcp.ShutdownType;
using StreamError = Weft.Wasi.WasiPreview2.Streams.StreamError;

namespace Weft.Wasi.Tests.Preview2.Sockets;

/// <summary>TCP, on the loopback.</summary>
public sealed class TcpTests
{
    [Theory]
    [InlineData(Family.Ipv4, "127.0.0.1:0")]
    [InlineData(Family.Ipv6, "[::1]:0")]
    public void Two_ends_talk_and_part(Family family, string at)
    {
        Assert.SkipWhen(family == Family.Ipv6 && !Socket.OSSupportsIPv6, "no IPv6 here");
        using var guest = new SocketGuest();
        WasiPreview2.Tcp.ITcpSocket listener = guest.Listener(out var address, at, family);
        Assert.True(listener.IsListening());
        Assert.False(listener.Subscribe().Ready());
        Assert.Equal(ErrorCode.WouldBlock, listener.Accept().Error);

        var client = guest.Connect(address);
        listener.Subscribe().Block();
        var (socket, input, output) = listener.Accept().Ok;
        Assert.Equal(client.Socket.LocalAddress().Ok, socket.RemoteAddress().Ok);
        Assert.Equal(client.Socket.RemoteAddress().Ok, socket.LocalAddress().Ok);
        Assert.Equal(family, socket.AddressFamily());
        Assert.True(socket.Subscribe().Ready());

        Assert.False(input.Subscribe().Ready());
        Assert.Empty(input.Read(10).Ok);
        Succeed(client.Output.BlockingWriteAndFlush("ping"u8.ToArray()));
        Assert.Equal("ping"u8, input.BlockingRead(10).Ok);
        Assert.InRange(output.CheckWrite().Ok, 1u, 1u << 20);
        Succeed(output.Write("pong"u8.ToArray()));
        client.Input.Subscribe().Block();
        Assert.Equal("pong"u8, client.Input.Read(10).Ok);

        Succeed(client.Socket.Shutdown(ShutdownType.Send));
        Succeed(client.Socket.Shutdown(ShutdownType.Send));
        Assert.IsType<StreamError.Closed>(client.Output.BlockingWriteAndFlush([1]).Error);
        Assert.IsType<StreamError.Closed>(input.BlockingRead(10).Error);
        Succeed(output.BlockingWriteAndFlush("last"u8.ToArray()));
        Dispose(socket, input, output);
        Assert.Equal("last"u8, client.Input.BlockingRead(10).Ok);
        Assert.IsType<StreamError.Closed>(client.Input.BlockingRead(10).Error);
    }

    [Fact]
    public void Streams_live_longer_than_their_socket()
    {
        using var guest = new SocketGuest();
        WasiPreview2.Tcp.ITcpSocket listener = guest.Listener(out var address);
        var client = guest.Connect(address);
        listener.Subscribe().Block();
        var (socket, input, output) = listener.Accept().Ok;
        Dispose(socket, listener, output);
        Succeed(client.Output.BlockingWriteAndFlush("still"u8.ToArray()));
        Assert.Equal("still"u8, input.BlockingRead(10).Ok);
        WasiPreview2.Poll.IPollable readable = input.Subscribe();
        Dispose(input);
        Assert.True(readable.Ready());
        Assert.IsType<StreamError.Closed>(client.Input.BlockingRead(10).Error);
    }

    [Fact]
    public async Task What_the_system_does_not_take_at_once_goes_while_the_guest_does_something_else()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using var guest = new SocketGuest();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = guest.Connect(SocketGuest.Loopback(((IPEndPoint)listener.LocalEndPoint!).Port));
        using Socket peer = await listener.AcceptAsync(token);

        // Nobody reads: in the end nothing more is permitted. Pieces that a permit covers may come one by one.
        byte next = 0;
        long written = 0;
        while (client.Output.CheckWrite().Ok is > 0 and var permit)
        {
            foreach (int length in (int[])[(int)permit / 3, (int)permit - ((int)permit / 3)])
            {
                byte[] piece = [.. Enumerable.Range(0, length).Select(_ => next++)];
                Succeed(client.Output.Write(piece));
                written += length;
            }

            Assert.InRange(written, 1, 256 << 20);
        }

        Assert.False(client.Output.Subscribe().Ready());
        Succeed(client.Socket.Shutdown(ShutdownType.Send));
        byte[] buffer = new byte[1 << 16];
        byte expected = 0;
        long received = 0;
        while (await peer.ReceiveAsync(buffer, token) is > 0 and var count)
        {
            for (int i = 0; i < count; i++)
                Assert.Equal(expected++, buffer[i]);
            received += count;
        }

        Assert.Equal(written, received);
        Succeed(client.Output.Flush());
    }

    [Fact]
    public void A_wait_for_a_connection_takes_no_processor_time()
    {
        using var guest = new SocketGuest();
        WasiPreview2.Tcp.ITcpSocket listener = guest.Listener(out var address);
        Task client = Task.Run(() =>
        {
            Thread.Sleep(300);
            using var peer = new TcpClient();
            peer.Connect(IPAddress.Loopback, SocketGuest.PortOf(address));
        }, TestContext.Current.CancellationToken);
        var watch = Stopwatch.StartNew();
        Assert.Equal([1u], guest.Process.Poll.Poll([guest.Process.Clocks.SubscribeDuration(60_000_000_000), listener.Subscribe()]));
        Assert.InRange(watch.ElapsedMilliseconds, 200, 30_000);
        client.GetAwaiter().GetResult();
    }

    [Fact]
    public void A_refused_connection_is_an_error_and_the_end_of_the_socket()
    {
        using var guest = new SocketGuest();
        WasiPreview2.Tcp.ITcpSocket listener = guest.Listener(out var address);
        Dispose(listener);
        WasiPreview2.Tcp.ITcpSocket socket = guest.NewTcp();
        Succeed(socket.StartConnect(guest.Network, address));
        socket.Subscribe().Block();
        Assert.Equal(ErrorCode.ConnectionRefused, socket.FinishConnect().Error);
        Assert.Equal(ErrorCode.NotInProgress, socket.FinishConnect().Error);
        Assert.Equal(ErrorCode.InvalidState, socket.StartConnect(guest.Network, address).Error);
        Assert.Equal(ErrorCode.InvalidState, socket.HopLimit().Error);
        Assert.Equal(ErrorCode.InvalidState, socket.SetSendBufferSize(1).Error);
        Assert.True(socket.Subscribe().Ready());
    }

    [Fact]
    public void A_connection_that_is_reset_says_so()
    {
        using var guest = new SocketGuest();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = guest.Connect(SocketGuest.Loopback(((IPEndPoint)listener.LocalEndPoint!).Port));
        Socket peer = listener.Accept();
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();
        StreamError error = client.Input.BlockingRead(1).Error;
        Assert.Equal(ErrorCode.ConnectionReset, guest.Process.Sockets.NetworkErrorCode(Assert.IsType<StreamError.LastOperationFailed>(error).Value));
    }

    [Fact]
    public void Calls_that_are_not_for_a_state_are_errors_and_change_nothing()
    {
        using var guest = new SocketGuest();
        var somewhere = SocketGuest.Loopback(1);
        WasiPreview2.Tcp.ITcpSocket socket = guest.NewTcp();
        Assert.Equal(ErrorCode.NotInProgress, socket.FinishBind().Error);
        Assert.Equal(ErrorCode.NotInProgress, socket.FinishListen().Error);
        Assert.Equal(ErrorCode.NotInProgress, socket.FinishConnect().Error);
        Assert.Equal(ErrorCode.InvalidState, socket.StartListen().Error);
        Assert.Equal(ErrorCode.InvalidState, socket.Accept().Error);
        Assert.Equal(ErrorCode.InvalidState, socket.LocalAddress().Error);
        Assert.Equal(ErrorCode.InvalidState, socket.RemoteAddress().Error);
        Assert.Equal(ErrorCode.InvalidState, socket.Shutdown(ShutdownType.Both).Error);

        Succeed(socket.StartBind(guest.Network, SocketGuest.Loopback()));
        Assert.Equal(ErrorCode.ConcurrencyConflict, socket.StartBind(guest.Network, SocketGuest.Loopback()).Error);
        Assert.Equal(ErrorCode.ConcurrencyConflict, socket.StartConnect(guest.Network, somewhere).Error);
        Assert.Equal(ErrorCode.ConcurrencyConflict, socket.StartListen().Error);
        Assert.Equal(ErrorCode.InvalidState, socket.LocalAddress().Error);
        Succeed(socket.FinishBind());
        Assert.Equal(ErrorCode.NotInProgress, socket.FinishBind().Error);
        Assert.Equal(ErrorCode.InvalidState, socket.StartBind(guest.Network, SocketGuest.Loopback()).Error);
        var address = socket.LocalAddress().Ok;

        Succeed(socket.StartListen());
        Assert.Equal(ErrorCode.InvalidState, socket.Accept().Error);
        Assert.Equal(ErrorCode.ConcurrencyConflict, socket.StartListen().Error);
        Succeed(socket.FinishListen());
        Assert.Equal(ErrorCode.InvalidState, socket.StartListen().Error);
        Assert.Equal(ErrorCode.InvalidState, socket.StartConnect(guest.Network, somewhere).Error);
        Assert.Equal(ErrorCode.InvalidState, socket.StartBind(guest.Network, somewhere).Error);
        Assert.Equal(address, socket.LocalAddress().Ok);

        var client = guest.Connect(address);
        Assert.Equal(ErrorCode.InvalidState, client.Socket.StartConnect(guest.Network, address).Error);
        Assert.Equal(ErrorCode.InvalidState, client.Socket.StartListen().Error);
        Assert.Equal(ErrorCode.InvalidState, client.Socket.StartBind(guest.Network, SocketGuest.Loopback()).Error);
        Assert.Equal(ErrorCode.InvalidState, client.Socket.SetListenBacklogSize(1).Error);
        Assert.Equal(ErrorCode.InvalidState, client.Socket.Accept().Error);
        Assert.Equal(ErrorCode.NotInProgress, client.Socket.FinishConnect().Error);
    }

    [Theory]
    [InlineData("0.0.0.0:80")]
    [InlineData("127.0.0.1:0")]
    [InlineData("224.0.0.1:80")]
    [InlineData("255.255.255.255:80")]
    [InlineData("[::1]:80")]
    public void Some_addresses_are_none_to_connect_to(string address)
    {
        using var guest = new SocketGuest();
        WasiPreview2.Tcp.ITcpSocket socket = guest.NewTcp();
        Assert.Equal(ErrorCode.InvalidArgument, socket.StartConnect(guest.Network, SocketGuest.At(address)).Error);
        Assert.Equal(ErrorCode.InvalidState, socket.StartConnect(guest.Network, SocketGuest.Loopback(1)).Error);
    }

    [Theory]
    [InlineData("[::]:80")]
    [InlineData("[::ffff:127.0.0.1]:80")]
    [InlineData("[ff02::1]:80")]
    [InlineData("127.0.0.1:80")]
    public void Some_addresses_are_none_to_connect_to_by_version_6(string address)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "no IPv6 here");
        using var guest = new SocketGuest();
        Assert.Equal(ErrorCode.InvalidArgument, guest.NewTcp(Family.Ipv6).StartConnect(guest.Network, SocketGuest.At(address)).Error);
    }

    [Fact]
    public void Addresses_that_cannot_be_bound_leave_the_socket_as_it_was()
    {
        using var guest = new SocketGuest();
        guest.Listener(out var taken);
        WasiPreview2.Tcp.ITcpSocket socket = guest.NewTcp();
        Assert.Equal(ErrorCode.AddressInUse, socket.StartBind(guest.Network, taken).Error);
        Assert.Equal(ErrorCode.AddressNotBindable, socket.StartBind(guest.Network, SocketGuest.At("192.0.2.1:0")).Error);
        Assert.Equal(ErrorCode.InvalidArgument, socket.StartBind(guest.Network, SocketGuest.At("224.0.0.1:0")).Error);
        Assert.Equal(ErrorCode.InvalidArgument, socket.StartBind(guest.Network, SocketGuest.At("[::1]:0")).Error);
        Succeed(socket.StartBind(guest.Network, SocketGuest.Loopback()));
        Succeed(socket.FinishBind());
    }

    [Fact]
    public void An_address_can_be_bound_again_while_old_connections_fade()
    {
        using var guest = new SocketGuest();
        WasiPreview2.Tcp.ITcpSocket listener = guest.Listener(out var address);
        var client = guest.Connect(address);
        listener.Subscribe().Block();
        var (socket, input, output) = listener.Accept().Ok;
        Dispose(socket, input, output, listener);
        Assert.IsType<StreamError.Closed>(client.Input.BlockingRead(1).Error);
        WasiPreview2.Tcp.ITcpSocket again = guest.NewTcp();
        Succeed(again.StartBind(guest.Network, address));
    }

    [Fact]
    public void Options_keep_what_they_are_set_to()
    {
        using var guest = new SocketGuest();
        WasiPreview2.Tcp.ITcpSocket socket = guest.NewTcp();
        Succeed(socket.SetKeepAliveEnabled(true));
        Assert.True(socket.KeepAliveEnabled().Ok);
        Succeed(socket.SetKeepAliveIdleTime(1_500_000_000));
        Assert.Equal(2_000_000_000u, socket.KeepAliveIdleTime().Ok);
        Succeed(socket.SetKeepAliveIdleTime(ulong.MaxValue));
        Succeed(socket.SetKeepAliveInterval(1));
        Assert.Equal(1_000_000_000u, socket.KeepAliveInterval().Ok);
        Succeed(socket.SetKeepAliveCount(uint.MaxValue));
        Succeed(socket.SetKeepAliveCount(5));
        Assert.Equal(5u, socket.KeepAliveCount().Ok);
        Succeed(socket.SetHopLimit(42));
        Assert.Equal(42, socket.HopLimit().Ok);
        Succeed(socket.SetReceiveBufferSize(ulong.MaxValue));
        Succeed(socket.SetSendBufferSize(8192));
        Assert.InRange(socket.SendBufferSize().Ok, 8192u, 1u << 20);
        Assert.InRange(socket.ReceiveBufferSize().Ok, 1024u, 1ul << 32);
        Succeed(socket.SetListenBacklogSize(ulong.MaxValue));
        Assert.Equal(ErrorCode.InvalidArgument, socket.SetHopLimit(0).Error);
        Assert.Equal(ErrorCode.InvalidArgument, socket.SetKeepAliveCount(0).Error);
        Assert.Equal(ErrorCode.InvalidArgument, socket.SetKeepAliveInterval(0).Error);
        Assert.Equal(ErrorCode.InvalidArgument, socket.SetKeepAliveIdleTime(0).Error);
        Assert.Equal(ErrorCode.InvalidArgument, socket.SetListenBacklogSize(0).Error);
        Assert.Equal(ErrorCode.InvalidArgument, socket.SetReceiveBufferSize(0).Error);
    }

    [Fact]
    public void There_is_no_network_unless_it_is_allowed()
    {
        using var none = new SocketGuest(_ => { });
        Assert.Equal(ErrorCode.AccessDenied, none.Process.Sockets.CreateTcpSocket(Family.Ipv4).Error);
        Assert.Equal(ErrorCode.AccessDenied, none.Process.Sockets.CreateUdpSocket(Family.Ipv6).Error);
        Assert.Equal(ErrorCode.AccessDenied, none.Process.Sockets.ResolveAddresses(none.Network, "localhost").Error);

        using var other = new SocketGuest();
        other.Listener(out var address);
        using var guest = new SocketGuest(wasi => wasi.AllowConnect($"tcp:127.0.0.1:{SocketGuest.PortOf(address)}"));
        guest.Connect(address);
        Assert.Equal(ErrorCode.AccessDenied, guest.NewTcp().StartConnect(guest.Network, SocketGuest.Loopback(SocketGuest.PortOf(address) ^ 1)).Error);
        Assert.Equal(ErrorCode.AccessDenied, guest.NewTcp().StartConnect(guest.Network, SocketGuest.At($"127.0.0.2:{SocketGuest.PortOf(address)}")).Error);

        // It may connect from an address that the system chooses, and from no other, and nobody can come to it.
        WasiPreview2.Tcp.ITcpSocket socket = guest.NewTcp();
        Assert.Equal(ErrorCode.AccessDenied, socket.StartBind(guest.Network, SocketGuest.Loopback(18080)).Error);
        Succeed(socket.StartBind(guest.Network, SocketGuest.Loopback()));
        Succeed(socket.FinishBind());
        Assert.Equal(ErrorCode.AccessDenied, socket.StartListen().Error);
    }

    private static void Succeed<TError>(ComponentResult<ValueTuple, TError> result) => SocketGuest.Succeed(result);

    private static void Dispose(params object[] resources)
    {
        foreach (object resource in resources)
            ((IDisposable)resource).Dispose();
    }
}
