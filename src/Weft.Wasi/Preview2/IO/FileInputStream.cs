// WASI preview 2: input from a file at a position of the stream's own (read-via-stream). Files are always ready.

using Weft.Wasi.Interop;

namespace Weft.Wasi.Preview2.IO;

/// <summary>Reads a file from an offset on.</summary>
internal sealed class FileInputStream(Preview2Process process, SharedDescriptor shared, ulong offset) : InputStream(process)
{
    private readonly DescriptorHold _hold = shared.Hold();
    private ulong _offset = offset;

    /// <inheritdoc/>
    protected override PollSource Source => PollSource.Now;

    /// <inheritdoc/>
    protected override WasiError ReadNow(Span<byte> buffer, bool mayWait, out int count, out bool isAtEnd)
    {
        WasiError error = _hold.Descriptor.ReadAt([new IoVector(buffer)], _offset, out count);
        _offset += (ulong)count;
        // The file may grow: then there is more behind what was the end.
        isAtEnd = error == WasiError.Success && count == 0;
        return error;
    }

    /// <inheritdoc/>
    protected override void Close() => _hold.Dispose();
}
