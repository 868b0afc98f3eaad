// wasi:tls: the resource `future-client-streams`.

using System.Net.Security;
using Weft.Components;
using Weft.Wasi.Preview2;
using Weft.Wasi.Preview2.IO;
using IClientConnection = Weft.Wasi.Tls.WasiTls.Types.IClientConnection;
using IError = Weft.Wasi.WasiPreview2.Error.IError;
using IInputStream = Weft.Wasi.WasiPreview2.Streams.IInputStream;
using IOutputStream = Weft.Wasi.WasiPreview2.Streams.IOutputStream;

namespace Weft.Wasi.Tls;

/// <summary>A handshake under way, and what came of it, which can be taken once.</summary>
internal sealed class FutureClientStreams : WasiTls.Types.IFutureClientStreams, IDisposable
{
    private readonly Preview2Process? _process;
    private readonly TlsConnection? _connection;
    private readonly Task<string?> _handshake;
    private bool _isTaken;

    /// <summary>Begins a handshake.</summary>
    public FutureClientStreams(Preview2Process process, TlsConnection connection, SslClientAuthenticationOptions options)
    {
        (_process, _connection) = (process, connection);
        _handshake = connection.AuthenticateAsync(options);
        if (!_handshake.IsCompleted)
            process.WakeWhenDone(_handshake);
    }

    private FutureClientStreams(string message) => _handshake = Task.FromResult<string?>(message);

    /// <summary>A handshake that cannot begin.</summary>
    public static FutureClientStreams Failed(IInputStream input, IOutputStream output, string message)
    {
        (input as IDisposable)?.Dispose();
        (output as IDisposable)?.Dispose();
        return new FutureClientStreams(message);
    }

    /// <inheritdoc/>
    public WasiPreview2.Poll.IPollable Subscribe() => _process is null
        ? ReadyPollable.Instance
        : new Pollable(_process, () => _handshake.IsCompleted ? PollSource.Now : PollSource.Of(_handshake));

    /// <inheritdoc/>
    public ComponentResult<ComponentResult<(IClientConnection, IInputStream, IOutputStream), IError>, ValueTuple>? Get()
    {
        _process?.Enter();
        if (!_handshake.IsCompleted)
            return null;
        if (_isTaken)
            return ComponentResult<ComponentResult<(IClientConnection, IInputStream, IOutputStream), IError>, ValueTuple>.FromError(default);
        _isTaken = true;
        if (_handshake.Result is { } failure)
        {
            _connection?.Dispose();
            return ComponentResult<(IClientConnection, IInputStream, IOutputStream), IError>.FromError(new TlsError(failure));
        }
        return ComponentResult<(IClientConnection, IInputStream, IOutputStream), IError>.FromOk(
            (new ClientConnection(_connection!), new TlsInputStream(_process!, _connection!), new TlsOutputStream(_process!, _connection!)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isTaken)
            _connection?.Dispose();
        _isTaken = true;
    }

    // A failure is there at once, and belongs to no process that could wait.
    private sealed class ReadyPollable : WasiPreview2.Poll.IPollable
    {
        public static ReadyPollable Instance { get; } = new();

        public bool Ready() => true;

        public void Block()
        {
        }
    }
}
