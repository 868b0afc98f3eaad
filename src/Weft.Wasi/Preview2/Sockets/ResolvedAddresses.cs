// WASI preview 2: wasi:sockets/ip-name-lookup's resource.

using System.Net;
using System.Net.Sockets;
using Weft.Components;
using Weft.Wasi.Preview2.IO;
using ErrorCode = Weft.Wasi.WasiPreview2.Network.ErrorCode;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>What a name's lookup gives, when it is done.</summary>
internal sealed class ResolvedAddresses(Preview2Process process, Task<IPAddress[]> lookup) : WasiPreview2.IpNameLookup.IResolveAddressStream
{
    private int _next;

    /// <inheritdoc/>
    public ComponentResult<WasiPreview2.Network.IpAddress?, ErrorCode> ResolveNextAddress()
    {
        process.Enter();
        if (!lookup.IsCompleted)
            return ComponentResult.Error(ErrorCode.WouldBlock);
        if (!lookup.IsCompletedSuccessfully)
        {
            return ComponentResult.Error(lookup.Exception?.InnerException is SocketException error
                ? NetworkErrors.Of(error.SocketErrorCode)
                : ErrorCode.PermanentResolverFailure);
        }
        IPAddress[] addresses = lookup.Result;
        if (addresses.Length == 0)
            return ComponentResult.Error(ErrorCode.NameUnresolvable);
        return ComponentResult.Ok(_next < addresses.Length ? Addresses.Of(addresses[_next++]) : null);
    }

    /// <inheritdoc/>
    public WasiPreview2.Poll.IPollable Subscribe() => new Pollable(process, () => lookup.IsCompleted ? PollSource.Now : PollSource.Of(lookup));
}
