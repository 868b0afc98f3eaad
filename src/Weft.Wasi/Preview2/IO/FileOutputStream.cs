// WASI preview 2: output to a file at a position of the stream's own, or always to its end (write-via-stream, append-via-stream).

using Weft.Wasi.Interop;

namespace Weft.Wasi.Preview2.IO;

/// <summary>Writes a file.</summary>
/// <param name="process">Whose stream it is.</param>
/// <param name="shared">The file.</param>
/// <param name="offset">Where to begin; null to append.</param>
internal sealed class FileOutputStream(Preview2Process process, SharedDescriptor shared, ulong? offset) : OutputStream(process)
{
    private readonly DescriptorHold _hold = shared.Hold();
    private ulong? _offset = offset;

    /// <inheritdoc/>
    protected override PollSource Source => PollSource.Now;

    /// <inheritdoc/>
    protected override int Permit => MaximumPermit;

    /// <inheritdoc/>
    protected override WasiError WriteAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            WasiError error = PinnedTransfer.WriteAt(_hold.Descriptor, bytes, _offset, out int count);
            if (error != WasiError.Success)
                return error;
            if (count == 0)
                return WasiError.NoSpace;
            _offset += (ulong)count;
            bytes = bytes[count..];
        }
        return WasiError.Success;
    }

    /// <inheritdoc/>
    protected override void Close() => _hold.Dispose();
}
