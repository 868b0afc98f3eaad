// WASI preview 2: standard input that is a .NET stream of the embedder's. It cannot be polled, so what a guest asks for is read ahead, without a
// thread of this library: the guest waits for the read to end, and what came stays for whoever reads next.

namespace Weft.Wasi.Preview2.IO;

/// <summary>Reads a .NET stream.</summary>
internal sealed class EmbedderInputStream(Preview2Process process, ReadAhead ahead) : InputStream(process)
{
    // What a guest that only waits is taken to want.
    private const int UsualLength = 4096;

    /// <inheritdoc/>
    protected override PollSource Source => ahead.Begin(UsualLength) is { } reading ? PollSource.Of(reading) : PollSource.Now;

    /// <inheritdoc/>
    protected override WasiError ReadNow(Span<byte> buffer, bool mayWait, out int count, out bool isAtEnd)
    {
        if (ahead.Begin(buffer.Length) is null)
            return ahead.Take(buffer, out count, out isAtEnd);
        count = 0;
        isAtEnd = false;
        return WasiError.Success;
    }
}
