// WASI preview 2: what comes over a TCP connection.

using Weft.Wasi.Preview2.IO;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>Receives.</summary>
internal sealed class TcpInputStream(Preview2Process process, TcpConnection connection) : InputStream(process)
{
    private readonly DescriptorHold _hold = connection.Shared.Hold();

    /// <summary>The connection.</summary>
    public TcpConnection Connection => connection;

    /// <inheritdoc/>
    protected override PollSource Source =>
        connection.IsReceivingShut ? PollSource.Now : PollSource.Of(_hold.Descriptor, forWriting: false);

    /// <inheritdoc/>
    protected override WasiError ReadNow(Span<byte> buffer, bool mayWait, out int count, out bool isAtEnd) =>
        connection.Receive(buffer, out count, out isAtEnd);

    /// <inheritdoc/>
    protected override void Close() => _hold.Dispose();
}
