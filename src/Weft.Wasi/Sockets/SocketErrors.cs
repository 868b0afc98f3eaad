// WASI sockets: .NET's socket errors in WASI's words.

using System.Net.Sockets;

namespace Weft.Wasi.Sockets;

/// <summary>Translates socket errors.</summary>
internal static class SocketErrors
{
    /// <summary>What a socket error is in WASI; an unknown one is an input/output error.</summary>
    public static WasiError ToWasi(SocketError error) => error switch
    {
        SocketError.Success => WasiError.Success,
        SocketError.WouldBlock or SocketError.IOPending => WasiError.Again,
        SocketError.Interrupted => WasiError.Interrupted,
        SocketError.AccessDenied => WasiError.AccessDenied,
        SocketError.InvalidArgument => WasiError.Invalid,
        SocketError.TooManyOpenSockets => WasiError.TooManyDescriptors,
        SocketError.MessageSize => WasiError.MessageSize,
        SocketError.OperationNotSupported => WasiError.NotSupported,
        SocketError.NetworkDown => WasiError.NetworkDown,
        SocketError.NetworkUnreachable => WasiError.NetworkUnreachable,
        SocketError.NetworkReset => WasiError.NetworkReset,
        SocketError.ConnectionAborted => WasiError.ConnectionAborted,
        SocketError.ConnectionReset => WasiError.ConnectionReset,
        SocketError.NoBufferSpaceAvailable => WasiError.NoBufferSpace,
        SocketError.NotConnected => WasiError.NotConnected,
        SocketError.TimedOut => WasiError.TimedOut,
        SocketError.ConnectionRefused => WasiError.ConnectionRefused,
        SocketError.HostUnreachable => WasiError.HostUnreachable,
        SocketError.Shutdown => WasiError.BrokenPipe,
        _ => WasiError.InputOutput,
    };
}
