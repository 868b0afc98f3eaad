using System.Net;
using Weft.Wasi.Preview2.Sockets;
using Xunit;
using ErrorCode = Weft.Wasi.WasiPreview2.Network.ErrorCode;
using IpAddress = Weft.Wasi.WasiPreview2.Network.IpAddress;

namespace Weft.Wasi.Tests.Preview2.Sockets;

public sealed class NameLookupTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("::ffff:1.2.3.4", "1.2.3.4")]
    public void Addresses_are_their_own_names(string name, string address)
    {
        using var guest = new SocketGuest(_ => { });
        var stream = guest.Process.Sockets.ResolveAddresses(guest.Network, name).Ok;
        Assert.True(stream.Subscribe().Ready());
        Assert.Equal(Addresses.Of(IPAddress.Parse(address)), stream.ResolveNextAddress().Ok);
        Assert.Null(stream.ResolveNextAddress().Ok);
        Assert.Null(stream.ResolveNextAddress().Ok);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("[::1]")]
    [InlineData("127.0.0.1:80")]
    [InlineData("a..b")]
    [InlineData("\0")]
    public void Some_texts_are_no_names(string name)
    {
        using var guest = new SocketGuest();
        Assert.Equal(ErrorCode.InvalidArgument, guest.Process.Sockets.ResolveAddresses(guest.Network, name).Error);
    }

    [Fact]
    public void A_name_that_is_looked_up_can_be_reached_where_its_rule_says()
    {
        using var other = new SocketGuest();
        other.Listener(out var address);
        int port = SocketGuest.PortOf(address);
        using var guest = new SocketGuest(wasi => wasi.AllowConnect($"localhost:{port}"));
        Assert.Equal(ErrorCode.AccessDenied, guest.NewTcp().StartConnect(guest.Network, address).Error);
        Assert.Equal(ErrorCode.AccessDenied, guest.Process.Sockets.ResolveAddresses(guest.Network, "example.com").Error);
        var stream = guest.Process.Sockets.ResolveAddresses(guest.Network, "LocalHost.").Ok;
        stream.Subscribe().Block();
        var found = new List<IpAddress>();
        while (stream.ResolveNextAddress().Ok is { } next)
            found.Add(next);
        Assert.Contains(Addresses.Of(IPAddress.Loopback), found);
        guest.Connect(address);
        Assert.Equal(ErrorCode.AccessDenied, guest.NewTcp().StartConnect(guest.Network, SocketGuest.Loopback(port ^ 1)).Error);
    }

    [Fact]
    public void A_name_that_does_not_exist_is_an_error()
    {
        using var guest = new SocketGuest();
        var stream = guest.Process.Sockets.ResolveAddresses(guest.Network, "nothing.invalid").Ok;
        stream.Subscribe().Block();
        // Without a server to ask it is not known for sure.
        Assert.True(stream.ResolveNextAddress().Error is ErrorCode.NameUnresolvable or ErrorCode.TemporaryResolverFailure);
    }
}
