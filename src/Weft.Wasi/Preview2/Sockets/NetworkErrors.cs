// WASI preview 2: the errors of sockets in the words of wasi:sockets.

using System.Net.Sockets;
using ErrorCode = Weft.Wasi.WasiPreview2.Network.ErrorCode;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>Translates errors.</summary>
internal static class NetworkErrors
{
    /// <summary>What an error of .NET's sockets is.</summary>
    public static ErrorCode Of(SocketError error) => error switch
    {
        SocketError.AccessDenied => ErrorCode.AccessDenied,
        SocketError.OperationNotSupported or SocketError.AddressFamilyNotSupported or SocketError.ProtocolNotSupported
            or SocketError.ProtocolFamilyNotSupported or SocketError.SocketNotSupported or SocketError.ProtocolOption => ErrorCode.NotSupported,
        SocketError.InvalidArgument or SocketError.Fault => ErrorCode.InvalidArgument,
        SocketError.NoBufferSpaceAvailable => ErrorCode.OutOfMemory,
        SocketError.TimedOut => ErrorCode.Timeout,
        SocketError.WouldBlock or SocketError.IOPending or SocketError.InProgress => ErrorCode.WouldBlock,
        SocketError.AlreadyInProgress => ErrorCode.ConcurrencyConflict,
        SocketError.NotConnected or SocketError.IsConnected or SocketError.Shutdown or SocketError.NotInitialized => ErrorCode.InvalidState,
        SocketError.TooManyOpenSockets => ErrorCode.NewSocketLimit,
        SocketError.AddressNotAvailable => ErrorCode.AddressNotBindable,
        SocketError.AddressAlreadyInUse => ErrorCode.AddressInUse,
        SocketError.HostUnreachable or SocketError.HostDown or SocketError.NetworkUnreachable or SocketError.NetworkDown => ErrorCode.RemoteUnreachable,
        SocketError.ConnectionRefused => ErrorCode.ConnectionRefused,
        SocketError.ConnectionReset or SocketError.NetworkReset => ErrorCode.ConnectionReset,
        SocketError.ConnectionAborted => ErrorCode.ConnectionAborted,
        SocketError.MessageSize => ErrorCode.DatagramTooLarge,
        SocketError.HostNotFound or SocketError.NoData => ErrorCode.NameUnresolvable,
        SocketError.TryAgain => ErrorCode.TemporaryResolverFailure,
        SocketError.NoRecovery => ErrorCode.PermanentResolverFailure,
        _ => ErrorCode.Unknown,
    };

    /// <summary>What a connect's error is: it binds implicitly, and then a missing address means that no port was left.</summary>
    public static ErrorCode OfConnect(SocketError error) => error switch
    {
        SocketError.AddressNotAvailable => ErrorCode.AddressInUse,
        SocketError.NetworkReset => ErrorCode.RemoteUnreachable,
        _ => Of(error),
    };

    /// <summary>What the failure of a stream is; null where it is no failure of the network.</summary>
    public static ErrorCode? Of(WasiError error) => error switch
    {
        WasiError.AccessDenied or WasiError.NotPermitted => ErrorCode.AccessDenied,
        WasiError.NotSupported => ErrorCode.NotSupported,
        WasiError.NoBufferSpace or WasiError.OutOfMemory => ErrorCode.OutOfMemory,
        WasiError.TimedOut => ErrorCode.Timeout,
        WasiError.NotConnected => ErrorCode.InvalidState,
        WasiError.HostUnreachable or WasiError.NetworkUnreachable or WasiError.NetworkDown => ErrorCode.RemoteUnreachable,
        WasiError.ConnectionRefused => ErrorCode.ConnectionRefused,
        WasiError.ConnectionReset or WasiError.NetworkReset => ErrorCode.ConnectionReset,
        WasiError.ConnectionAborted => ErrorCode.ConnectionAborted,
        _ => null,
    };
}
