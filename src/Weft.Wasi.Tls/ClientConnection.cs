// wasi:tls: the resource `client-connection`.

namespace Weft.Wasi.Tls;

/// <summary>A connection that its streams belong to.</summary>
internal sealed class ClientConnection(TlsConnection connection) : WasiTls.Types.IClientConnection, IDisposable
{
    private bool _isDisposed;

    /// <inheritdoc/>
    public void CloseOutput() => connection.CloseOutput();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
            connection.Release();
        _isDisposed = true;
    }
}
