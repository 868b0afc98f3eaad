// WASI preview 2: what goes over a TCP connection.

using Weft.Wasi.Preview2.IO;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>Sends.</summary>
internal sealed class TcpOutputStream(Preview2Process process, TcpConnection connection) : OutputStream(process)
{
    private readonly DescriptorHold _hold = connection.Shared.Hold();

    /// <summary>The connection.</summary>
    public TcpConnection Connection => connection;

    /// <inheritdoc/>
    protected override PollSource Source => connection.SendSource;

    /// <inheritdoc/>
    // After a shutdown or a failure there is no need to wait: the write says so.
    protected override int Permit =>
        connection.IsSending ? 0
        : connection.IsSendingShut || _hold.Descriptor.IsReady(forWriting: true) ? MaximumPermit
        : 0;

    /// <inheritdoc/>
    protected override WasiError WriteAll(ReadOnlySpan<byte> bytes) => connection.Send(bytes);

    /// <inheritdoc/>
    protected override WasiError FlushNow(bool mayWait) => mayWait ? connection.WaitUntilSent() : connection.TakeSent();

    /// <inheritdoc/>
    protected override void Close() => _hold.Dispose();
}
