using System.Net;
using Weft.Wasi.Sockets;
using Xunit;

namespace Weft.Wasi.Tests.Sockets;

public sealed class NetworkRuleTests
{
    [Theory]
    [InlineData("*", "tcp", "1.2.3.4:1", true)]
    [InlineData("*", "udp", "[::1]:65535", true)]
    [InlineData("*:80", "tcp", "1.2.3.4:81", false)]
    [InlineData("tcp:*:80", "tcp", "1.2.3.4:80", true)]
    [InlineData("tcp:*:80", "udp", "1.2.3.4:80", false)]
    [InlineData("udp:1.2.3.4", "udp", "1.2.3.4:80", true)]
    [InlineData("udp:1.2.3.4", "tcp", "1.2.3.4:80", false)]
    [InlineData("1.2.3.4:80", "tcp", "1.2.3.5:80", false)]
    [InlineData("10.0.0.0/8:5000-5002", "tcp", "10.255.0.1:5002", true)]
    [InlineData("10.0.0.0/8:5000-5002", "tcp", "10.255.0.1:5003", false)]
    [InlineData("10.0.0.0/8:5000-5002", "tcp", "11.0.0.1:5002", false)]
    [InlineData("10.0.0.0/8", "tcp", "[::ffff:10.0.0.1]:1", true)]
    [InlineData("::1", "tcp", "[::1]:1", true)]
    [InlineData("[::1]", "tcp", "[::1]:1", true)]
    [InlineData("[::1]:9", "tcp", "[::1]:8", false)]
    [InlineData("[2001:db8::/32]:443", "tcp", "[2001:db8:1::5]:443", true)]
    [InlineData("2001:db8::/32", "tcp", "[2001:db9::]:443", false)]
    [InlineData("0.0.0.0/0", "tcp", "[::1]:1", false)]
    [InlineData("fe80::/10", "tcp", "[fe80::1%3]:1", true)]
    [InlineData("example.com", "tcp", "1.2.3.4:80", false)]
    public void A_rule_allows_what_it_says(string rule, string protocol, string address, bool isAllowed)
    {
        IPEndPoint endPoint = IPEndPoint.Parse(address);
        Assert.Equal(isAllowed, NetworkRule.Parse(rule).Allows(protocol == "tcp", endPoint.Address, endPoint.Port));
    }

    [Theory]
    [InlineData("example.com", "example.com", true)]
    [InlineData("Example.COM.:443", "example.com", true)]
    [InlineData("example.com", "a.example.com", false)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "badexample.com", false)]
    [InlineData("bücher.example", "xn--bcher-kva.example", true)]
    [InlineData("*", "anything", true)]
    [InlineData("1.2.3.4", "1.2.3.4", false)]
    public void A_rule_allows_names(string rule, string name, bool isAllowed) => Assert.Equal(isAllowed, NetworkRule.Parse(rule).AllowsName(name));

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("a b")]
    [InlineData("1.2.3.4:80-70")]
    [InlineData("1.2.3.4:65536")]
    [InlineData("1.2.3.4:x")]
    [InlineData("1.2.3.4:")]
    [InlineData("1.2.3.4/33")]
    [InlineData("10.0.0.0/")]
    [InlineData("[::1")]
    [InlineData("[::1]80")]
    [InlineData("*.*")]
    [InlineData("a..b")]
    public void Texts_that_are_no_rules_are_refused(string rule) => Assert.Throws<FormatException>(() => NetworkRule.Parse(rule));

    [Fact]
    public void Addresses_of_names_are_learned_with_the_ports_of_their_rules()
    {
        var policy = new NetworkPolicy([NetworkRule.Parse("a.test:80"), NetworkRule.Parse("*.test:90"), NetworkRule.Parse("udp:b.test")], []);
        IPAddress address = IPAddress.Parse("192.0.2.1");
        Assert.False(policy.AllowsRemote(true, new IPEndPoint(address, 80)));
        policy.Learn("a.test", [address]);
        Assert.True(policy.AllowsRemote(true, new IPEndPoint(address, 80)));
        Assert.True(policy.AllowsRemote(true, new IPEndPoint(address, 90)));
        Assert.False(policy.AllowsRemote(true, new IPEndPoint(address, 91)));
        Assert.False(policy.AllowsRemote(true, new IPEndPoint(IPAddress.Parse("192.0.2.2"), 80)));
        policy.Learn("b.test", [address]);
        Assert.True(policy.AllowsRemote(false, new IPEndPoint(address, 91)));
        Assert.False(policy.AllowsRemote(true, new IPEndPoint(address, 91)));
        Assert.False(policy.AllowsLocal(true, new IPEndPoint(IPAddress.Loopback, 0)));
    }

    [Fact]
    public void Names_are_no_addresses_to_listen_at() => Assert.Throws<FormatException>(() => new WasiOptionsBuilder().AllowListen("localhost:80"));
}
