// wasi:tls: what goes over a connection, to be encrypted.

using Weft.Wasi.Preview2;
using Weft.Wasi.Preview2.IO;

namespace Weft.Wasi.Tls;

/// <summary>Sends.</summary>
internal sealed class TlsOutputStream(Preview2Process process, TlsConnection connection) : OutputStream(process)
{
    /// <inheritdoc/>
    protected override PollSource Source => connection.Writing.IsCompleted ? PollSource.Now : PollSource.Of(connection.Writing);

    /// <inheritdoc/>
    // Nothing is permitted before all is sent: what a guest writes and nobody reads is bounded.
    protected override int Permit => connection.Writing.IsCompleted ? MaximumPermit : 0;

    /// <inheritdoc/>
    protected override WasiError WriteAll(ReadOnlySpan<byte> bytes)
    {
        WasiError error = Failure();
        return error != WasiError.Success || bytes.IsEmpty ? error : connection.Write(bytes.ToArray());
    }

    /// <inheritdoc/>
    protected override WasiError FlushNow(bool mayWait)
    {
        while (mayWait && !connection.Writing.IsCompleted)
            Process.Poll.Wait(PollSource.Of(connection.Writing));
        return Failure();
    }

    /// <inheritdoc/>
    protected override void Close() => connection.Release();

    private WasiError Failure() => connection.Writing is { IsCompleted: true } written ? written.Result : WasiError.Success;
}
