// WASI streams: a .NET stream of the embedder's as a guest's descriptor. It cannot be waited for: it counts as ready, and blocks as it likes.
// A .NET stream is for one thread at a time: calls of a guest's threads take turns, also where one stream stands for output and errors.
// Reading and writing do not wait for each other, as the two directions of a connection must not.

using System.Runtime.CompilerServices;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Interop;
using Weft.Wasi.IO;

namespace Weft.Wasi.Cli;

/// <summary>A .NET stream as a descriptor. The stream stays the embedder's: closing the descriptor leaves it open.</summary>
internal sealed class HostStream(Stream stream, bool isTerminal) : Descriptor
{
    private static readonly ConditionalWeakTable<Stream, Gates> s_gates = [];
    private Gates? _gates;

    private Gates Gate => _gates ??= s_gates.GetValue(stream, static _ => new Gates());

    /// <summary>The embedder's stream.</summary>
    public Stream Stream => stream;

    /// <inheritdoc/>
    public override FileKind Kind => isTerminal ? FileKind.CharacterDevice : FileKind.Unknown;

    /// <inheritdoc/>
    public override bool IsTerminal => isTerminal;

    /// <inheritdoc/>
    public override WasiError GetStatus(out FileStatus status)
    {
        status = new FileStatus { Kind = Kind };
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError SetFlags(DescriptorFlags flags) =>
        flags == DescriptorFlags.None ? WasiError.Success : WasiError.NotSupported;

    /// <inheritdoc/>
    public override WasiError Synchronize(bool dataOnly)
    {
        lock (Gate.Writing)
            return Attempt(static (stream, _) => stream.Flush(), default);
    }

    /// <inheritdoc/>
    public override WasiError Read(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count)
    {
        count = 0;
        if (!stream.CanRead)
            return WasiError.BadDescriptor;
        foreach (ref readonly IoVector buffer in buffers)
        {
            if (buffer.Length == 0)
                continue;
            // One read: a second could block although the first brought something.
            try
            {
                lock (Gate.Reading)
                    count = stream.Read(buffer.Span);
                return WasiError.Success;
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                return WasiError.InputOutput;
            }
        }
        return WasiError.Success;
    }

    /// <inheritdoc/>
    public override WasiError Write(ReadOnlySpan<IoVector> buffers, Interruption interruption, out int count)
    {
        count = 0;
        if (!stream.CanWrite)
            return WasiError.BadDescriptor;
        lock (Gate.Writing)
        {
            foreach (ref readonly IoVector buffer in buffers)
            {
                WasiError error = Attempt(static (stream, bytes) => stream.Write(bytes), buffer.Span);
                if (error != WasiError.Success)
                    return count > 0 ? WasiError.Success : error;
                count += buffer.Length;
            }
            return Attempt(static (stream, _) => stream.Flush(), default);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // The stream is the embedder's to close.
    }

    private WasiError Attempt(ReadOnlySpanAction action, ReadOnlySpan<byte> bytes)
    {
        try
        {
            action(stream, bytes);
            return WasiError.Success;
        }
        catch (IOException)
        {
            // The reader of a pipe has gone, or a disk is full: .NET does not tell which.
            return WasiError.BrokenPipe;
        }
        catch (Exception exception) when (exception is ObjectDisposedException or UnauthorizedAccessException)
        {
            return WasiError.InputOutput;
        }
    }

    private delegate void ReadOnlySpanAction(Stream stream, ReadOnlySpan<byte> bytes);

    private sealed class Gates
    {
        public Lock Reading { get; } = new();
        public Lock Writing { get; } = new();
    }
}
