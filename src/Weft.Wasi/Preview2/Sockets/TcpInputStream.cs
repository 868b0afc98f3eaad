// WASI preview 2: what comes over a TCP connection.

using Weft.Wasi.Preview2.IO;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>Receives.</summary>
internal sealed class TcpInputStream : InputStream
{
    private readonly TcpConnection _connection;
    private bool _isReleased;

    /// <summary>Makes the stream of a connection.</summary>
    public TcpInputStream(Preview2Process process, TcpConnection connection)
        : base(process)
    {
        _connection = connection;
        connection.Shared.Hold();
    }

    /// <inheritdoc/>
    protected override PollSource Source =>
        _connection.IsReceivingShut ? PollSource.Now : PollSource.Of(_connection.Shared.Descriptor, forWriting: false);

    /// <inheritdoc/>
    protected override WasiError ReadNow(Span<byte> buffer, bool mayWait, out int count, out bool isAtEnd) =>
        _connection.Receive(buffer, out count, out isAtEnd);

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
