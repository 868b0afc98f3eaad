// WASI preview 2: what TCP and UDP sockets have in common: a socket of the host, binding, and options.

using System.Net;
using System.Net.Sockets;
using Weft.Components;
using Weft.Wasi.Sockets;
using ErrorCode = Weft.Wasi.WasiPreview2.Network.ErrorCode;
using Family = Weft.Wasi.WasiPreview2.Network.IpAddressFamily;
using IpSocketAddress = Weft.Wasi.WasiPreview2.Network.IpSocketAddress;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>A socket.</summary>
internal abstract class InternetSocket : IDisposable
{
    private readonly DescriptorHold _hold;

    /// <summary>Makes a socket.</summary>
    /// <param name="process">Whose it is.</param>
    /// <param name="shared">The socket of the host.</param>
    protected InternetSocket(Preview2Process process, SharedDescriptor shared)
    {
        Process = process;
        _hold = shared.Hold();
        Socket = ((SocketDescriptor)shared.Descriptor).Socket;
    }

    /// <summary>Whose it is.</summary>
    protected Preview2Process Process { get; }

    /// <summary>What holds the socket open, with the streams over it.</summary>
    protected SharedDescriptor Shared => _hold.Shared;

    /// <summary>The socket of the host.</summary>
    protected Socket Socket { get; }

    /// <summary>Whether it is a stream.</summary>
    protected bool IsTcp => Socket.SocketType == SocketType.Stream;

    /// <summary>Whether nothing works with it any more.</summary>
    protected virtual bool IsClosed => false;

    /// <summary>The address that a bind asked for.</summary>
    protected IPEndPoint? Requested { get; private set; }

    public Family AddressFamily() => Socket.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? Family.Ipv4 : Family.Ipv6;

    public ComponentResult<ulong, ErrorCode> ReceiveBufferSize() => Get(() => (ulong)Socket.ReceiveBufferSize);

    public ComponentResult<ValueTuple, ErrorCode> SetReceiveBufferSize(ulong value) => Set(value, () => Socket.ReceiveBufferSize = Clamp(value));

    public ComponentResult<ulong, ErrorCode> SendBufferSize() => Get(() => (ulong)Socket.SendBufferSize);

    public ComponentResult<ValueTuple, ErrorCode> SetSendBufferSize(ulong value) => Set(value, () => Socket.SendBufferSize = Clamp(value));

    /// <inheritdoc/>
    public void Dispose() => _hold.Dispose();

    /// <summary>Reads an option.</summary>
    protected ComponentResult<T, ErrorCode> Get<T>(Func<T> get)
    {
        Process.Enter();
        if (IsClosed)
            return ComponentResult.Error(ErrorCode.InvalidState);
        try
        {
            return get();
        }
        catch (SocketException error)
        {
            return ComponentResult.Error(NetworkErrors.Of(error.SocketErrorCode));
        }
    }

    /// <summary>Changes an option, of which no value may be 0.</summary>
    protected ComponentResult<ValueTuple, ErrorCode> Set(ulong value, Action set)
    {
        Process.Enter();
        return IsClosed ? ComponentResult.Error(ErrorCode.InvalidState)
            : value == 0 ? ComponentResult.Error(ErrorCode.InvalidArgument)
            : Attempt(set) is { } error ? ComponentResult.Error(error)
            : ComponentResult.Ok();
    }

    /// <summary>Does something to the socket.</summary>
    /// <returns>What failed; null when nothing did.</returns>
    protected static ErrorCode? Attempt(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (SocketException error)
        {
            return NetworkErrors.Of(error.SocketErrorCode);
        }
    }

    /// <summary>Binds the socket, where the guest may.</summary>
    /// <returns>What failed; null when nothing did.</returns>
    protected ErrorCode? Bind(IpSocketAddress localAddress)
    {
        IPEndPoint local = Addresses.ToEndPoint(localAddress);
        if (!Addresses.IsLocal(local, Socket.AddressFamily))
            return ErrorCode.InvalidArgument;
        if (!Process.Sockets.Policy.AllowsBinding(IsTcp, local))
            return ErrorCode.AccessDenied;
        ErrorCode? error = Attempt(() => Socket.Bind(local));
        if (error is null)
            Requested = local;
        return error;
    }

    /// <summary>The address that the socket has.</summary>
    protected ComponentResult<IpSocketAddress, ErrorCode> GetLocalAddress() => Get(() => Addresses.Of((IPEndPoint)Socket.LocalEndPoint!));

    private static int Clamp(ulong value) => (int)Math.Min(value, int.MaxValue / 2);
}
