// wasi:tls: the interface's functions. A handshake is a task; the guest waits for it as for a socket.

using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Weft.Wasi.Preview2.Sockets;
using IClientHandshake = Weft.Wasi.Tls.WasiTls.Types.IClientHandshake;
using IFutureClientStreams = Weft.Wasi.Tls.WasiTls.Types.IFutureClientStreams;
using IInputStream = Weft.Wasi.WasiPreview2.Streams.IInputStream;
using IOutputStream = Weft.Wasi.WasiPreview2.Streams.IOutputStream;

namespace Weft.Wasi.Tls;

/// <summary>What guests call.</summary>
/// <param name="options">Whom to trust.</param>
internal sealed class TlsHost(WasiTlsOptions options) : IWasiTlsImports
{
    public IClientHandshake CreateClientHandshake(string serverName, IInputStream input, IOutputStream output) => new ClientHandshake(serverName, input, output);

    public IFutureClientStreams ClientHandshakeFinish(IClientHandshake @this)
    {
        var handshake = (ClientHandshake)@this;
        var (input, output) = handshake.Take();
        return input is TcpInputStream received && output is TcpOutputStream sent && received.Connection == sent.Connection
            ? new FutureClientStreams(received.Connection.Process, new TlsConnection(received, sent), Authentication(handshake.ServerName))
            : FutureClientStreams.Failed(input, output, "TLS runs over the two streams of one TCP connection");
    }

    // What a hostile server names in its certificate is not fetched.
    private SslClientAuthenticationOptions Authentication(string serverName)
    {
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (options.TrustedRoots is { } roots)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }
        return new SslClientAuthenticationOptions { TargetHost = serverName, CertificateChainPolicy = policy };
    }
}
