// WASI preview 2: options of TCP sockets. Times are whole seconds for the system, at least one.

using System.Net.Sockets;
using Weft.Components;
using ErrorCode = Weft.Wasi.WasiPreview2.Network.ErrorCode;

namespace Weft.Wasi.Preview2.Sockets;

internal sealed partial class TcpSocket
{
    private const ulong Second = 1_000_000_000;

    // What Linux takes at most.
    private const ulong LongestKeepAlive = 32767;
    private const uint MostProbes = 127;

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> SetListenBacklogSize(ulong value)
    {
        if (_state is State.ConnectInProgress or State.Connected)
            return ComponentResult.Error(ErrorCode.InvalidState);
        return Set(value, () =>
        {
            _backlog = (int)Math.Min(value, LargestBacklog);
            if (_state is State.ListenInProgress or State.Listening)
                Socket.Listen(_backlog);
        });
    }

    /// <inheritdoc/>
    public ComponentResult<bool, ErrorCode> KeepAliveEnabled() => Get(() => GetOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive) != 0);

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> SetKeepAliveEnabled(bool value) =>
        Set(1, () => Socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, value));

    /// <inheritdoc/>
    public ComponentResult<ulong, ErrorCode> KeepAliveIdleTime() => Get(() => GetTcp(SocketOptionName.TcpKeepAliveTime) * Second);

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> SetKeepAliveIdleTime(ulong value) => SetTime(SocketOptionName.TcpKeepAliveTime, value);

    /// <inheritdoc/>
    public ComponentResult<ulong, ErrorCode> KeepAliveInterval() => Get(() => GetTcp(SocketOptionName.TcpKeepAliveInterval) * Second);

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> SetKeepAliveInterval(ulong value) => SetTime(SocketOptionName.TcpKeepAliveInterval, value);

    /// <inheritdoc/>
    public ComponentResult<uint, ErrorCode> KeepAliveCount() => Get(() => (uint)GetTcp(SocketOptionName.TcpKeepAliveRetryCount));

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> SetKeepAliveCount(uint value) =>
        Set(value, () => Socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, (int)Math.Min(value, MostProbes)));

    /// <inheritdoc/>
    public ComponentResult<byte, ErrorCode> HopLimit() => Get(() => (byte)Socket.Ttl);

    /// <inheritdoc/>
    public ComponentResult<ValueTuple, ErrorCode> SetHopLimit(byte value) => Set(value, () => Socket.Ttl = value);

    private ComponentResult<ValueTuple, ErrorCode> SetTime(SocketOptionName option, ulong value) =>
        Set(value, () => Socket.SetSocketOption(SocketOptionLevel.Tcp, option, (int)Math.Clamp((value / Second) + (value % Second == 0 ? 0UL : 1), 1, LongestKeepAlive)));

    private ulong GetTcp(SocketOptionName option) => (ulong)GetOption(SocketOptionLevel.Tcp, option);

    private int GetOption(SocketOptionLevel level, SocketOptionName option) => (int)Socket.GetSocketOption(level, option)!;
}
