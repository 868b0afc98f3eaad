// wasi:tls against a server of .NET's with a certificate that this test has made.

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Weft.Components;
using Weft.Wasi.Tests.Preview2.Sockets;
using Weft.Wasi.Tls;
using Xunit;
using StreamError = Weft.Wasi.WasiPreview2.Streams.StreamError;

namespace Weft.Wasi.Tests.Tls;

public sealed class TlsTests : IDisposable
{
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public TlsTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    private int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
    }

    [Fact]
    public async Task What_is_said_comes_back_encrypted_in_between()
    {
        Task server = EchoAsync();
        using var guest = new SocketGuest();
        var (connection, input, output) = Finish(guest, Trusting(), "localhost").Ok;
        SocketGuest.Succeed(output.BlockingWriteAndFlush("hello"u8.ToArray()));
        Assert.Equal("hello"u8, input.BlockingRead(100).Ok);

        // More than a record has, in pieces of what is permitted.
        byte[] sent = RandomNumberGenerator.GetBytes(300_000), received = new byte[sent.Length];
        int written = 0, read = 0;
        while (read < sent.Length)
        {
            int permit = (int)output.CheckWrite().Ok;
            if (written < sent.Length && permit > 0)
            {
                int count = Math.Min(permit, sent.Length - written);
                SocketGuest.Succeed(output.Write(sent[written..(written + count)]));
                written += count;
            }
            byte[] came = written < sent.Length ? input.Read(8192).Ok : input.BlockingRead(8192).Ok;
            came.CopyTo(received, read);
            read += came.Length;
        }
        Assert.Equal(sent, received);

        connection.CloseOutput();
        connection.CloseOutput();
        Assert.IsType<StreamError.Closed>(output.BlockingWriteAndFlush([1]).Error);
        Assert.IsType<StreamError.Closed>(input.BlockingRead(100).Error);
        Dispose(connection, input, output);
        await server.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true, "example.com")]
    [InlineData(false, "localhost")]
    [InlineData(true, "")]
    [InlineData(true, "\0 no name \ud7ff")]
    public async Task Who_is_not_trusted_or_is_somebody_else_is_not_talked_to(bool trusts, string name)
    {
        Task server = EchoAsync();
        using var guest = new SocketGuest();
        var result = Finish(guest, trusts ? Trusting() : new TlsHost(new WasiTlsOptions()), name);
        Assert.True(result.IsError);
        Assert.Contains("handshake failed", result.Error.ToDebugString());
        await server.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_server_that_speaks_something_else_is_an_error()
    {
        using var guest = new SocketGuest();
        var client = guest.Connect(SocketGuest.Loopback(Port));
        using Socket server = _listener.Accept();
        WasiTls.Types.IFutureClientStreams future = Begin(Trusting(), client.Input, client.Output, "localhost");
        Assert.Null(future.Get());
        Assert.False(future.Subscribe().Ready());
        server.Send("220 this is no TLS at all\r\n"u8);
        future.Subscribe().Block();
        Assert.True(future.Get()!.Value.Ok.IsError);

        // It can be had once.
        Assert.True(future.Get()!.Value.IsError);
        Dispose(future, client.Socket);
    }

    [Fact]
    public void A_handshake_may_be_left_in_the_middle()
    {
        using var guest = new SocketGuest();
        var client = guest.Connect(SocketGuest.Loopback(Port));
        using Socket server = _listener.Accept();
        WasiTls.Types.IFutureClientStreams future = Begin(Trusting(), client.Input, client.Output, "localhost");
        Assert.Null(future.Get());
        Dispose(future, client.Socket);
        var buffer = new byte[4096];
        while (server.Receive(buffer, SocketFlags.None, out SocketError error) > 0)
            Assert.Equal(SocketError.Success, error);

        // Not even begun.
        var other = guest.Connect(SocketGuest.Loopback(Port));
        using Socket second = _listener.Accept();
        Dispose(Trusting().CreateClientHandshake("localhost", other.Input, other.Output), other.Socket);
        Assert.Equal(0, second.Receive(buffer));
    }

    [Fact]
    public void Streams_of_something_else_or_of_two_connections_will_not_do()
    {
        using var guest = new SocketGuest();
        var one = guest.Connect(SocketGuest.Loopback(Port));
        var two = guest.Connect(SocketGuest.Loopback(Port));
        WasiTls.Types.IFutureClientStreams future = Begin(Trusting(), one.Input, two.Output, "localhost");
        Assert.True(future.Subscribe().Ready());
        Assert.Contains("one TCP connection", future.Get()!.Value.Ok.Error.ToDebugString());
        Dispose(future, one.Socket, two.Socket);
    }

    [Fact]
    public void Components_import_it()
    {
        const string Text = """
            (component
              (import "wasi:tls/types@0.2.0-draft" (instance
                (export "client-connection" (type (sub resource))))))
            """;
        using var guest = new TestComponent(Text, linker => linker.AddWasiPreview2(_ => { }).AddWasiTls());
        Assert.Empty(guest.Instance.ExportNames);
    }

    private TlsHost Trusting() => new(new WasiTlsOptions { TrustedRoots = [_certificate] });

    private static WasiTls.Types.IFutureClientStreams Begin(
        TlsHost host, WasiPreview2.Streams.IInputStream input, WasiPreview2.Streams.IOutputStream output, string name) =>
        host.ClientHandshakeFinish(host.CreateClientHandshake(name, input, output));

    private ComponentResult<(WasiTls.Types.IClientConnection, WasiPreview2.Streams.IInputStream, WasiPreview2.Streams.IOutputStream), WasiPreview2.Error.IError> Finish(
        SocketGuest guest, TlsHost host, string name)
    {
        var client = guest.Connect(SocketGuest.Loopback(Port));
        WasiTls.Types.IFutureClientStreams future = Begin(host, client.Input, client.Output, name);
        future.Subscribe().Block();

        // What came of it holds the connection, if it needs one.
        Dispose(client.Socket);
        return future.Get()!.Value.Ok;
    }

    // Says again what it hears until the other end has said all; ends when the other end does not like it.
    private async Task EchoAsync()
    {
        using Socket socket = await _listener.AcceptAsync(TestContext.Current.CancellationToken);
        await using var stream = new SslStream(new NetworkStream(socket));
        try
        {
            await stream.AuthenticateAsServerAsync(_certificate);
            var buffer = new byte[16 * 1024];
            while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is var count and > 0)
                await stream.WriteAsync(buffer.AsMemory(0, count), TestContext.Current.CancellationToken);
            await stream.ShutdownAsync();
        }
        catch (Exception error) when (error is IOException or System.Security.Authentication.AuthenticationException)
        {
            Assert.NotEmpty(error.Message);
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static void Dispose(params object[] resources)
    {
        foreach (object resource in resources)
            (resource as IDisposable)?.Dispose();
    }
}
