using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Weft.Cli.Tests;

/// <summary>What of the network `weft run` gives a component.</summary>
public sealed class NetworkTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public NetworkTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("--inherit-network")]
    [InlineData("--allow-connect=127.0.0.1:{0}")]
    [InlineData("--allow-connect=tcp:127.0.0.0/8")]
    public async Task A_component_reaches_what_it_may(string option)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        Task answer = Task.Run(
            async () =>
            {
                using TcpClient peer = await _listener.AcceptTcpClientAsync(token);
                var buffer = new byte[6];
                await peer.GetStream().ReadExactlyAsync(buffer, token);
                Assert.Equal("hello\n", Encoding.UTF8.GetString(buffer));
                await peer.GetStream().WriteAsync("welcome"u8.ToArray(), token);
            },
            token);
        Assert.Equal(new WeftResult(0, "ok(\"welcome\")\n", ""), Run(string.Format(CultureInfo.InvariantCulture, option, Port)));
        await answer;
    }

    [Theory]
    [InlineData("--allow-listen=*")]
    [InlineData("--allow-connect=localhost")]
    [InlineData("--allow-connect=udp:*")]
    [InlineData("--allow-connect=10.0.0.0/8")]
    [InlineData("--log-level=Info")]
    public void A_component_does_not_reach_what_it_may_not(string option) =>
        Assert.Equal(new WeftResult(0, "err(access-denied)\n", ""), Run(option));

    [Theory]
    [InlineData("--allow-connect=a b", "'a b' is no rule for the network")]
    [InlineData("--allow-listen=localhost:80", "has a name")]
    public void Rules_that_are_none_are_refused(string option, string message)
    {
        var result = Run(option);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error);
    }

    private WeftResult Run(string option) =>
        WeftProcess.Run(Encoding.UTF8.GetBytes(NetworkGuest.Text), ["run", option, "--invoke", $"talk({Port})", "-"]);
}
