// wasi:tls: what comes over a connection, decrypted. One read is under way at a time; what it brought stays for whoever reads next.

using Weft.Wasi.Preview2;
using Weft.Wasi.Preview2.IO;

namespace Weft.Wasi.Tls;

/// <summary>Receives.</summary>
internal sealed class TlsInputStream(Preview2Process process, TlsConnection connection) : InputStream(process)
{
    // As much as one record has.
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Task<(WasiError Error, int Count)>? _reading;
    private int _taken;

    /// <inheritdoc/>
    protected override PollSource Source => Begin() is { IsCompleted: false } reading ? PollSource.Of(reading) : PollSource.Now;

    /// <inheritdoc/>
    protected override WasiError ReadNow(Span<byte> buffer, bool mayWait, out int count, out bool isAtEnd)
    {
        Task<(WasiError Error, int Count)> reading = Begin();
        (count, isAtEnd) = (0, false);
        if (!reading.IsCompleted)
            return WasiError.Success;
        (WasiError error, int length) = reading.Result;
        if (error != WasiError.Success)
            return error;
        isAtEnd = length == 0;
        count = Math.Min(length - _taken, buffer.Length);
        _buffer.AsSpan(_taken, count).CopyTo(buffer);
        _taken += count;

        // The end stays the end.
        if (!isAtEnd && _taken == length)
            _reading = null;
        return WasiError.Success;
    }

    /// <inheritdoc/>
    protected override void Close() => connection.Release();

    private Task<(WasiError Error, int Count)> Begin()
    {
        if (_reading is null)
        {
            _taken = 0;
            _reading = connection.ReadAsync(_buffer);
            if (!_reading.IsCompleted)
                Process.WakeWhenDone(_reading);
        }
        return _reading;
    }
}
