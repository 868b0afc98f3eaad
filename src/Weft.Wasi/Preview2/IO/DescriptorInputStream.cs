// WASI preview 2: input from a descriptor at its own position: standard input that is a pipe, a terminal or a file.

using Weft.Wasi.Interop;

namespace Weft.Wasi.Preview2.IO;

/// <summary>Reads a descriptor at its position.</summary>
internal sealed class DescriptorInputStream(Preview2Process process, SharedDescriptor shared) : InputStream(process)
{
    private readonly DescriptorHold _hold = shared.Hold();

    /// <inheritdoc/>
    protected override PollSource Source => PollSource.Of(_hold.Descriptor, forWriting: false);

    /// <inheritdoc/>
    protected override WasiError ReadNow(Span<byte> buffer, bool mayWait, out int count, out bool isAtEnd)
    {
        count = 0;
        isAtEnd = false;
        // Between the look and the read another process may take what is there: then the read waits, and can be interrupted.
        if (!mayWait && !Process.Poll.IsReady(Source))
            return WasiError.Success;
        WasiError error = _hold.Descriptor.Read([new IoVector(buffer)], Process.Interruption, out count);
        if (error == WasiError.Again)
            return WasiError.Success;
        isAtEnd = error == WasiError.Success && count == 0;
        return error;
    }

    /// <inheritdoc/>
    protected override void Close() => _hold.Dispose();
}
