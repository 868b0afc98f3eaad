// WASI preview 2: wasi:sockets/tcp's resource. Its states and what leads from one to another are those of the interface
// (TcpSocketOperationalSemantics.md in the proposal). Whatever a guest calls in a state that is not for it is an error, and changes nothing.

using System.Net;
using System.Net.Sockets;
using Weft.Components;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Preview2.IO;
using Weft.Wasi.Sockets;
using ErrorCode = Weft.Wasi.WasiPreview2.Network.ErrorCode;
using IpSocketAddress = Weft.Wasi.WasiPreview2.Network.IpSocketAddress;
using Streams = (Weft.Wasi.WasiPreview2.Streams.IInputStream, Weft.Wasi.WasiPreview2.Streams.IOutputStream);

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>A TCP socket.</summary>
internal sealed partial class TcpSocket(Preview2Process process, SharedDescriptor shared) : InternetSocket(process, shared), WasiPreview2.Tcp.ITcpSocket
{
    private const int DefaultBacklog = 128;
    private const int LargestBacklog = 4096;

    private State _state;
    private int _backlog = DefaultBacklog;
    private Task? _connecting;
    private IPEndPoint? _remote;
    private TcpConnection? _connection;

    private enum State
    {
        Unbound,
        BindInProgress,
        Bound,
        ListenInProgress,
        Listening,
        ConnectInProgress,
        Connected,
        Closed,
    }

    /// <inheritdoc/>
    protected override bool IsClosed => _state == State.Closed;

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> StartBind(WasiPreview2.Network.INetwork network, IpSocketAddress localAddress)
    {
        Process.Enter();
        if (_state != State.Unbound)
            return Misused();
        if (Bind(localAddress) is { } error)
            return ComponentResult.Error(error);
        _state = State.BindInProgress;
        return ComponentResult.Ok();
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> FinishBind() => Finish(State.BindInProgress, State.Bound);

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> StartConnect(WasiPreview2.Network.INetwork network, IpSocketAddress remoteAddress)
    {
        Process.Enter();
        if (_state is not (State.Unbound or State.Bound))
            return Misused();
        IPEndPoint remote = Addresses.ToEndPoint(remoteAddress);
        if (!Addresses.IsRemote(remote, Socket.AddressFamily) || Addresses.IsForMany(remote.Address))
            return Fail(ErrorCode.InvalidArgument);
        if (!Process.Sockets.Policy.AllowsRemote(isTcp: true, remote))
            return Fail(ErrorCode.AccessDenied);
        try
        {
            _connecting = Socket.ConnectAsync(remote);
        }
        catch (SocketException error)
        {
            return Fail(NetworkErrors.OfConnect(error.SocketErrorCode));
        }
        if (!_connecting.IsCompleted)
            Process.WakeWhenDone(_connecting);
        _remote = remote;
        _state = State.ConnectInProgress;
        return ComponentResult.Ok();
    }

    /// <inheritdoc/>
    public ComponentResult<Streams, ErrorCode> FinishConnect()
    {
        Process.Enter();
        if (_state != State.ConnectInProgress)
            return ComponentResult.Error(ErrorCode.NotInProgress);
        if (!_connecting!.IsCompleted)
            return ComponentResult.Error(ErrorCode.WouldBlock);
        if (!_connecting.IsCompletedSuccessfully)
        {
            _state = State.Closed;
            return ComponentResult.Error(_connecting.Exception?.InnerException is SocketException error
                ? NetworkErrors.OfConnect(error.SocketErrorCode)
                : ErrorCode.Unknown);
        }
        return Connect();
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> StartListen()
    {
        Process.Enter();
        if (_state != State.Bound)
            return Misused();
        // Who may only connect may bind an address, but nobody else is to come to it.
        if (!Process.Sockets.Policy.AllowsLocal(isTcp: true, Requested!))
            return Fail(ErrorCode.AccessDenied);
        if (Attempt(() => Socket.Listen(_backlog)) is { } error)
            return Fail(error);
        _state = State.ListenInProgress;
        return ComponentResult.Ok();
    }

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> FinishListen() => Finish(State.ListenInProgress, State.Listening);

    /// <inheritdoc/>
    public ComponentResult<(WasiPreview2.Tcp.ITcpSocket, WasiPreview2.Streams.IInputStream, WasiPreview2.Streams.IOutputStream), ErrorCode> Accept()
    {
        Process.Enter();
        if (_state != State.Listening)
            return ComponentResult.Error(ErrorCode.InvalidState);
        // Looking first: an exception for each turn of a guest that only asks would be dear.
        if (!Shared.Descriptor.IsReady(forWriting: false))
            return ComponentResult.Error(ErrorCode.WouldBlock);
        Socket accepted;
        try
        {
            accepted = Socket.Accept();
        }
        catch (SocketException error)
        {
            return ComponentResult.Error(NetworkErrors.Of(error.SocketErrorCode));
        }
        if (Process.Open(new SocketDescriptor(accepted, DescriptorFlags.NonBlocking, ownsSocket: true), out SharedDescriptor? shared) != WasiError.Success)
            return ComponentResult.Error(ErrorCode.NewSocketLimit);
        var socket = new TcpSocket(Process, shared!) { _remote = accepted.RemoteEndPoint as IPEndPoint };
        (WasiPreview2.Streams.IInputStream input, WasiPreview2.Streams.IOutputStream output) = socket.Connect();
        return (socket, input, output);
    }

    /// <inheritdoc/>
    public ComponentResult<IpSocketAddress, ErrorCode> LocalAddress() =>
        _state is State.Unbound or State.BindInProgress ? ComponentResult.Error(ErrorCode.InvalidState) : GetLocalAddress();

    /// <inheritdoc/>
    public ComponentResult<IpSocketAddress, ErrorCode> RemoteAddress() =>
        _state == State.Connected && _remote is not null ? Addresses.Of(_remote) : ComponentResult.Error(ErrorCode.InvalidState);

    /// <inheritdoc/>
    public bool IsListening() => _state == State.Listening;

    /// <inheritdoc/>
    public WasiPreview2.Poll.IPollable Subscribe() => new Pollable(Process, () => _state switch
    {
        State.Listening when !Socket.SafeHandle.IsClosed => PollSource.Of(Shared.Descriptor, forWriting: false),
        State.ConnectInProgress when !_connecting!.IsCompleted => PollSource.Of(_connecting),
        _ => PollSource.Now,
    });

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> Shutdown(WasiPreview2.Tcp.ShutdownType shutdownType)
    {
        Process.Enter();
        if (_state != State.Connected)
            return ComponentResult.Error(ErrorCode.InvalidState);
        if (shutdownType is WasiPreview2.Tcp.ShutdownType.Receive or WasiPreview2.Tcp.ShutdownType.Both)
            _connection!.ShutdownReceiving();
        if (shutdownType is WasiPreview2.Tcp.ShutdownType.Send or WasiPreview2.Tcp.ShutdownType.Both)
            _connection!.ShutdownSending();
        return ComponentResult.Ok();
    }

    private Streams Connect()
    {
        _state = State.Connected;
        _connection = new TcpConnection(Process, Shared);
        return (new TcpInputStream(Process, _connection), new TcpOutputStream(Process, _connection));
    }

    private ComponentResult<ValueTuple, ErrorCode> Finish(State before, State after)
    {
        Process.Enter();
        if (_state != before)
            return ComponentResult.Error(ErrorCode.NotInProgress);
        _state = after;
        return ComponentResult.Ok();
    }

    private ComponentResult<ValueTuple, ErrorCode> Fail(ErrorCode error)
    {
        _state = State.Closed;
        return ComponentResult.Error(error);
    }

    private ComponentResult<ValueTuple, ErrorCode> Misused() => ComponentResult.Error(
        _state is State.BindInProgress or State.ListenInProgress or State.ConnectInProgress ? ErrorCode.ConcurrencyConflict : ErrorCode.InvalidState);
}
