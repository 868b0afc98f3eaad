// wasi:tls: why a handshake failed, as wasi:io/error's resource.

namespace Weft.Wasi.Tls;

/// <summary>An error with a message for people.</summary>
internal sealed class TlsError(string message) : WasiPreview2.Error.IError
{
    /// <inheritdoc/>
    public string ToDebugString() => message;
}
