// A process with a network, and sockets of the host's functions as a guest has them.

using System.Net;
using Weft.Components;
using Weft.Wasi.Preview2;
using Weft.Wasi.Preview2.Sockets;
using Xunit;
using Family = Weft.Wasi.WasiPreview2.Network.IpAddressFamily;
using IpSocketAddress = Weft.Wasi.WasiPreview2.Network.IpSocketAddress;

namespace Weft.Wasi.Tests.Preview2.Sockets;

internal sealed class SocketGuest : IDisposable
{
    private readonly WasiContext _context;

    public SocketGuest(Action<WasiOptionsBuilder>? allow = null)
    {
        var builder = new WasiOptionsBuilder();
        (allow ?? (wasi => wasi.InheritNetwork()))(builder);
        _context = builder.Build();
        Process = new Preview2Process(_context);
    }

    public Preview2Process Process { get; }

    public WasiPreview2.Network.INetwork Network { get; } = new NetworkHandle();

    public static IpSocketAddress Loopback(int port = 0) => Addresses.Of(new IPEndPoint(IPAddress.Loopback, port));

    public static IpSocketAddress At(string endPoint) => Addresses.Of(IPEndPoint.Parse(endPoint));

    public static int PortOf(IpSocketAddress address) => Addresses.ToEndPoint(address).Port;

    public WasiPreview2.Tcp.ITcpSocket NewTcp(Family family = Family.Ipv4) => Process.Sockets.CreateTcpSocket(family).Ok;

    public WasiPreview2.Udp.IUdpSocket NewUdp(Family family = Family.Ipv4) => Process.Sockets.CreateUdpSocket(family).Ok;

    public WasiPreview2.Udp.IUdpSocket BoundUdp()
    {
        WasiPreview2.Udp.IUdpSocket socket = NewUdp();
        Succeed(socket.StartBind(Network, Loopback()));
        Succeed(socket.FinishBind());
        return socket;
    }

    public WasiPreview2.Tcp.ITcpSocket Listener(out IpSocketAddress address, string at = "127.0.0.1:0", Family family = Family.Ipv4)
    {
        WasiPreview2.Tcp.ITcpSocket socket = NewTcp(family);
        Succeed(socket.StartBind(Network, At(at)));
        Succeed(socket.FinishBind());
        Succeed(socket.StartListen());
        Succeed(socket.FinishListen());
        address = socket.LocalAddress().Ok;
        return socket;
    }

    public (WasiPreview2.Tcp.ITcpSocket Socket, WasiPreview2.Streams.IInputStream Input, WasiPreview2.Streams.IOutputStream Output) Connect(IpSocketAddress address)
    {
        WasiPreview2.Tcp.ITcpSocket socket = NewTcp(address is IpSocketAddress.Ipv4 ? Family.Ipv4 : Family.Ipv6);
        Succeed(socket.StartConnect(Network, address));
        socket.Subscribe().Block();
        var streams = socket.FinishConnect().Ok;
        return (socket, streams.Item1, streams.Item2);
    }

    public static void Succeed<TError>(ComponentResult<ValueTuple, TError> result) => Assert.False(result.IsError, $"{result}");

    public void Dispose() => _context.Dispose();
}
