// WASI preview 2: reads of a .NET stream under way, and what they brought that nobody has taken yet. There is one for a process's standard input,
// whichever of its resources reads.

namespace Weft.Wasi.Preview2.IO;

/// <summary>Reads a .NET stream so that it can be waited for.</summary>
internal sealed class ReadAhead(Preview2Process process, Stream stream)
{
    private Task<int>? _reading;
    private byte[] _buffer = [];
    private int _taken;

    /// <summary>Begins to read, unless there is something that can be taken.</summary>
    /// <param name="length">How many bytes are wanted.</param>
    /// <returns>The read that has to end first; null where <see cref="Take"/> has something to say.</returns>
    public Task? Begin(int length)
    {
        if (_reading is null)
        {
            _taken = 0;
            if (_buffer.Length != length)
                _buffer = new byte[length];
            _reading = Start();
            if (!_reading.IsCompleted)
                process.WakeWhenDone(_reading);
        }
        return _reading.IsCompleted ? null : _reading;
    }

    /// <summary>Takes what a read brought; only after <see cref="Begin"/> said that it has ended.</summary>
    public WasiError Take(Span<byte> buffer, out int count, out bool isAtEnd)
    {
        Task<int> reading = _reading!;
        count = 0;
        isAtEnd = false;
        if (!reading.IsCompletedSuccessfully)
        {
            _reading = null;
            return reading.Exception?.InnerException is null or IOException or ObjectDisposedException or UnauthorizedAccessException
                ? WasiError.InputOutput
                : throw reading.Exception.InnerException;
        }
        int length = reading.Result;
        count = Math.Min(length - _taken, buffer.Length);
        _buffer.AsSpan(_taken, count).CopyTo(buffer);
        _taken += count;
        isAtEnd = length == 0;
        if (_taken == length)
            _reading = null;
        return WasiError.Success;
    }

    private Task<int> Start()
    {
        if (!stream.CanRead)
            return Task.FromException<int>(new IOException("the stream cannot be read"));
        try
        {
            // When the guest has ended, nothing more is taken from the stream, if it can be stopped.
            return stream.ReadAsync(_buffer, process.End).AsTask();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            return Task.FromException<int>(exception);
        }
    }
}
