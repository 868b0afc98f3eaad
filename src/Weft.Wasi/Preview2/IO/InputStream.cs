// WASI preview 2: what all input streams have in common. A stream says how to read what is there and what to wait for; that a stream is closed
// after its end or an error, how much one call brings, and blocking are here.

using Weft.Components;
using StreamError = Weft.Wasi.WasiPreview2.Streams.StreamError;

namespace Weft.Wasi.Preview2.IO;

/// <summary>An input stream.</summary>
internal abstract class InputStream(Preview2Process process) : WasiPreview2.Streams.IInputStream, IDisposable
{
    private bool _isClosed;

    /// <summary>Whose stream it is.</summary>
    protected Preview2Process Process => process;

    /// <summary>What to wait for until there is something to read, or the end.</summary>
    protected abstract PollSource Source { get; }

    /// <inheritdoc/>
    public ComponentResult<byte[], StreamError> Read(ulong len) => Take(len, waits: false);

    /// <inheritdoc/>
    public ComponentResult<byte[], StreamError> BlockingRead(ulong len) => Take(len, waits: true);

    /// <inheritdoc/>
    public ComponentResult<ulong, StreamError> Skip(ulong len) => Drop(len, waits: false);

    /// <inheritdoc/>
    public ComponentResult<ulong, StreamError> BlockingSkip(ulong len) => Drop(len, waits: true);

    /// <inheritdoc/>
    public WasiPreview2.Poll.IPollable Subscribe() => new Pollable(process, () => _isClosed ? PollSource.Now : Source);

    /// <summary>Fills a buffer with what there is.</summary>
    /// <param name="buffer">Memory that does not move.</param>
    /// <param name="waits">Whether to wait until there is something.</param>
    /// <returns>How many bytes there are; 0 when there is nothing yet, or no room.</returns>
    public ComponentResult<int, StreamError> Fill(Span<byte> buffer, bool waits)
    {
        process.Enter();
        if (_isClosed)
            return IoError.Closed;
        if (buffer.IsEmpty)
            return 0;
        while (true)
        {
            WasiError error = ReadNow(buffer, waits, out int count, out bool isAtEnd);
            if (error != WasiError.Success)
            {
                _isClosed = true;
                return IoError.Failed(error);
            }
            if (isAtEnd)
                return IoError.Closed;
            if (count > 0 || !waits)
                return count;
            process.Poll.Wait(Source);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isClosed = true;
        Close();
    }

    /// <summary>Reads what is there.</summary>
    /// <param name="buffer">Where to, not empty; memory that does not move.</param>
    /// <param name="mayWait">Whether it may wait until there is something; it need not.</param>
    /// <param name="count">The bytes read; 0 when there is nothing yet.</param>
    /// <param name="isAtEnd">Whether there is nothing and, as far as is known, never will be.</param>
    protected abstract WasiError ReadNow(Span<byte> buffer, bool mayWait, out int count, out bool isAtEnd);

    /// <summary>Releases what the stream holds.</summary>
    protected virtual void Close()
    {
    }

    private ComponentResult<byte[], StreamError> Take(ulong length, bool waits)
    {
        Span<byte> buffer = process.Scratch;
        buffer = buffer[..(int)Math.Min(length, (ulong)buffer.Length)];
        ComponentResult<int, StreamError> result = Fill(buffer, waits);
        return result.IsError ? ComponentResult.Error(result.Error) : buffer[..result.Ok].ToArray();
    }

    private ComponentResult<ulong, StreamError> Drop(ulong length, bool waits)
    {
        Span<byte> buffer = process.Scratch;
        ComponentResult<int, StreamError> result = Fill(buffer[..(int)Math.Min(length, (ulong)buffer.Length)], waits);
        return result.IsError ? ComponentResult.Error(result.Error) : (ulong)result.Ok;
    }
}
