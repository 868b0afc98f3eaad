// wasi:tls: the resource `client-handshake`.

using IInputStream = Weft.Wasi.WasiPreview2.Streams.IInputStream;
using IOutputStream = Weft.Wasi.WasiPreview2.Streams.IOutputStream;

namespace Weft.Wasi.Tls;

/// <summary>A handshake that has not begun. It owns the streams until it does.</summary>
internal sealed class ClientHandshake(string serverName, IInputStream input, IOutputStream output) : WasiTls.Types.IClientHandshake, IDisposable
{
    private bool _isTaken;

    /// <summary>Who the server is to be.</summary>
    public string ServerName => serverName;

    /// <summary>Hands the streams on.</summary>
    public (IInputStream Input, IOutputStream Output) Take()
    {
        _isTaken = true;
        return (input, output);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isTaken)
            return;
        (input as IDisposable)?.Dispose();
        (output as IDisposable)?.Dispose();
    }
}
