// WASI preview 2: what goes over a TCP connection.

using Weft.Wasi.Preview2.IO;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>Sends.</summary>
internal sealed class TcpOutputStream : OutputStream
{
    private readonly TcpConnection _connection;
    private bool _isReleased;

    /// <summary>Makes the stream of a connection.</summary>
    public TcpOutputStream(Preview2Process process, TcpConnection connection)
        : base(process)
    {
        _connection = connection;
        connection.Shared.Hold();
    }

    /// <inheritdoc/>
    protected override PollSource Source => _connection.SendSource;

    /// <inheritdoc/>
    // After a shutdown or a failure there is no need to wait: the write says so.
    protected override int Permit =>
        _connection.IsSending ? 0
        : _connection.IsSendingShut || _connection.Shared.Descriptor.IsReady(forWriting: true) ? MaximumPermit
        : 0;

    /// <inheritdoc/>
    protected override WasiError WriteAll(ReadOnlySpan<byte> bytes) => _connection.Send(bytes);

    /// <inheritdoc/>
    protected override WasiError FlushNow(bool mayWait) => mayWait ? _connection.WaitUntilSent() : _connection.TakeSent();

    /// <inheritdoc/>
    protected override void Close()
    {
        if (!_isReleased)
        {
            _isReleased = true;
            _connection.Shared.Release();
        }
    }
}
