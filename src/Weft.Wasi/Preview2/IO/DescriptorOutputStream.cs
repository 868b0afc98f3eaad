// WASI preview 2: output to a descriptor at its own position: standard output and errors.

using Weft.Wasi.Interop;

namespace Weft.Wasi.Preview2.IO;

/// <summary>Writes a descriptor at its position.</summary>
internal sealed class DescriptorOutputStream(Preview2Process process, SharedDescriptor shared) : OutputStream(process)
{
    // A pipe that poll(2) calls writable has room for at least this (PIPE_BUF).
    private const int PipePermit = 4096;

    private readonly DescriptorHold _hold = shared.Hold();

    /// <inheritdoc/>
    protected override PollSource Source => PollSource.Of(_hold.Descriptor, forWriting: true);

    /// <inheritdoc/>
    protected override int Permit =>
        _hold.Descriptor.WaitHandle is null ? MaximumPermit : Process.Poll.IsReady(Source) ? PipePermit : 0;

    /// <inheritdoc/>
    protected override WasiError WriteAll(ReadOnlySpan<byte> bytes) => PinnedTransfer.WriteAll(_hold.Descriptor, bytes, Process.Interruption);

    /// <inheritdoc/>
    protected override void Close() => _hold.Dispose();
}
