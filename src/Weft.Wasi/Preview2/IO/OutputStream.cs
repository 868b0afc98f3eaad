// WASI preview 2: what all output streams have in common. A stream says how much it takes at once, how to write that and what to wait for;
// permits, the limits of calls and blocking are here.

using Weft.Components;
using StreamError = Weft.Wasi.WasiPreview2.Streams.StreamError;

namespace Weft.Wasi.Preview2.IO;

/// <summary>An output stream.</summary>
internal abstract class OutputStream(Preview2Process process) : WasiPreview2.Streams.IOutputStream, IDisposable
{
    /// <summary>The most that <see cref="Permit"/> may be.</summary>
    public const int MaximumPermit = 64 * 1024;

    // As the interface has it for the calls that block.
    private const int BlockingLimit = 4096;

    private static readonly byte[] s_zeroes = new byte[MaximumPermit];
    private int _permit;
    private bool _isClosed;

    /// <summary>Whose stream it is.</summary>
    protected Preview2Process Process => process;

    /// <summary>What to wait for until the stream takes something, or has failed.</summary>
    protected abstract PollSource Source { get; }

    /// <summary>How many bytes the stream takes now without waiting, up to <see cref="MaximumPermit"/>; 0 when it has to be waited for.</summary>
    protected abstract int Permit { get; }

    /// <inheritdoc/>
    public ComponentResult<ulong, StreamError> CheckWrite()
    {
        process.Enter();
        if (_isClosed)
            return IoError.Closed;
        _permit = Permit;
        return (ulong)_permit;
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, StreamError> Write(byte[] contents)
    {
        process.Enter();
        return Put(contents);
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, StreamError> WriteZeroes(ulong len)
    {
        process.Enter();
        return Put(s_zeroes.AsSpan(0, (int)UsePermit(len, "write-zeroes")), isPermitted: true);
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, StreamError> BlockingWriteAndFlush(byte[] contents) => WriteAndFlush(contents, (ulong)contents.Length);

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, StreamError> BlockingWriteZeroesAndFlush(ulong len) => WriteAndFlush(s_zeroes, len);

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, StreamError> Flush()
    {
        process.Enter();
        return _isClosed ? IoError.Closed : Finish(FlushNow(mayWait: false));
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, StreamError> BlockingFlush()
    {
        process.Enter();
        return _isClosed ? IoError.Closed : Finish(FlushNow(mayWait: true));
    }

    /// <inheritdoc/>
    public WasiPreview2.Poll.IPollable Subscribe() => new Pollable(process, () => _isClosed ? PollSource.Now : Source);

    /// <inheritdoc/>
    public ComponentResult<ulong, StreamError> Splice(WasiPreview2.Streams.IInputStream src, ulong len) => Splice(src, len, waits: false);

    /// <inheritdoc/>
    public ComponentResult<ulong, StreamError> BlockingSplice(WasiPreview2.Streams.IInputStream src, ulong len) => Splice(src, len, waits: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        _isClosed = true;
        Close();
    }

    /// <summary>Takes all of the bytes, not more than were permitted. What is taken later than at once waits in the stream, or here.</summary>
    protected abstract WasiError WriteAll(ReadOnlySpan<byte> bytes);

    /// <summary>Has what was taken passed on.</summary>
    /// <param name="mayWait">Whether to wait until that is done; otherwise the stream permits nothing until then.</param>
    protected virtual WasiError FlushNow(bool mayWait) => WasiError.Success;

    /// <summary>Releases what the stream holds.</summary>
    protected virtual void Close()
    {
    }

    private ComponentResult<ValueTuple, StreamError> Put(ReadOnlySpan<byte> contents, bool isPermitted = false)
    {
        if (!isPermitted)
            UsePermit((ulong)contents.Length, "write");
        return _isClosed ? IoError.Closed : Finish(WriteAll(contents));
    }

    private ulong UsePermit(ulong length, string function)
    {
        if (length > (ulong)_permit)
            throw new TrapException(TrapKind.CanonicalAbi, $"`{function}` of {length} bytes, where `check-write` permitted {_permit}");
        _permit -= (int)length;
        return length;
    }

    private ComponentResult<ValueTuple, StreamError> WriteAndFlush(ReadOnlySpan<byte> contents, ulong length)
    {
        if (length > BlockingLimit)
            throw new TrapException(TrapKind.CanonicalAbi, $"a blocking write of {length} bytes, where {BlockingLimit} are allowed");
        process.Enter();
        contents = contents[..(int)length];
        // What was permitted before may be gone now.
        _permit = 0;
        while (!_isClosed)
        {
            int permit = Permit;
            if (permit == 0 && !contents.IsEmpty)
            {
                process.Poll.Wait(Source);
                continue;
            }
            int count = Math.Min(permit, contents.Length);
            ComponentResult<ValueTuple, StreamError> result = Finish(WriteAll(contents[..count]));
            contents = contents[count..];
            if (result.IsError || contents.IsEmpty)
                return result.IsError ? result : Finish(FlushNow(mayWait: true));
        }
        return IoError.Closed;
    }

    private ComponentResult<ulong, StreamError> Splice(WasiPreview2.Streams.IInputStream source, ulong length, bool waits)
    {
        process.Enter();
        int permit = 0;
        while (!_isClosed && (permit = Permit) == 0 && waits)
            process.Poll.Wait(Source);
        if (_isClosed)
            return IoError.Closed;
        _permit = 0;
        Span<byte> buffer = process.Scratch[..(int)Math.Min(length, (ulong)permit)];
        ReadOnlySpan<byte> bytes;
        if (source is InputStream own)
        {
            ComponentResult<int, StreamError> read = own.Fill(buffer, waits);
            if (read.IsError)
                return ComponentResult.Error(read.Error);
            bytes = buffer[..read.Ok];
        }
        else
        {
            ComponentResult<byte[], StreamError> read = waits ? source.BlockingRead((ulong)buffer.Length) : source.Read((ulong)buffer.Length);
            if (read.IsError)
                return ComponentResult.Error(read.Error);
            bytes = read.Ok;
        }
        ComponentResult<ValueTuple, StreamError> result = Finish(WriteAll(bytes));
        return result.IsError ? ComponentResult.Error(result.Error) : (ulong)bytes.Length;
    }

    // Who has closed the other end will take nothing more: that is no failure of this operation alone.
    private ComponentResult<ValueTuple, StreamError> Finish(WasiError error)
    {
        if (error == WasiError.Success)
            return ComponentResult.Ok();
        _isClosed = true;
        return error == WasiError.BrokenPipe ? IoError.Closed : IoError.Failed(error);
    }
}
