// WASI preview 2: wasi:sockets' functions outside its resources.

using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Weft.Components;
using Weft.Wasi.Preview2.IO;
using Weft.Wasi.Sockets;
using ErrorCode = Weft.Wasi.WasiPreview2.Network.ErrorCode;
using Family = Weft.Wasi.WasiPreview2.Network.IpAddressFamily;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>The functions of <c>wasi:sockets</c>.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose handle nobody asks for holds nothing; lookups may outlive the process.")]
internal sealed class SocketFunctions(Preview2Process process)
    : WasiPreview2.INetwork, WasiPreview2.IInstanceNetwork, WasiPreview2.ITcpCreateSocket, WasiPreview2.IUdpCreateSocket, WasiPreview2.IIpNameLookup
{
    // The system looks names up on threads: a guest that asks for many at once has some wait.
    private const int MostLookups = 4;

    // What may wait for that; beyond, looking up fails at once.
    private const int MostWaiting = 1000;

    private readonly SemaphoreSlim _lookups = new(MostLookups);
    private int _waiting;

    /// <summary>What of the network the guest may use.</summary>
    public NetworkPolicy Policy => process.Context.Network;

    /// <inheritdoc/>
    public ErrorCode? NetworkErrorCode(WasiPreview2.Error.IError err) => err is IoError own ? NetworkErrors.Of(own.Reason) : null;

    /// <inheritdoc/>
    public WasiPreview2.Network.INetwork InstanceNetwork() => new NetworkHandle();

    /// <inheritdoc/>
    public ComponentResult<WasiPreview2.Tcp.ITcpSocket, ErrorCode> CreateTcpSocket(Family addressFamily)
    {
        ErrorCode? error = Create(addressFamily, SocketType.Stream, ProtocolType.Tcp, out SharedDescriptor? socket);
        return error is { } code ? ComponentResult.Error(code) : new TcpSocket(process, socket!);
    }

    /// <inheritdoc/>
    public ComponentResult<WasiPreview2.Udp.IUdpSocket, ErrorCode> CreateUdpSocket(Family addressFamily)
    {
        ErrorCode? error = Create(addressFamily, SocketType.Dgram, ProtocolType.Udp, out SharedDescriptor? socket);
        return error is { } code ? ComponentResult.Error(code) : new UdpSocket(process, socket!);
    }

    /// <inheritdoc/>
    public ComponentResult<WasiPreview2.IpNameLookup.IResolveAddressStream, ErrorCode> ResolveAddresses(WasiPreview2.Network.INetwork network, string name)
    {
        process.Enter();
        if (HostName.TryParseAddress(name, out IPAddress? address))
            return new ResolvedAddresses(process, Task.FromResult<IPAddress[]>([address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address]));
        if (HostName.Normalize(name) is not { } normal)
            return ComponentResult.Error(ErrorCode.InvalidArgument);
        if (!Policy.AllowsName(normal))
            return ComponentResult.Error(ErrorCode.AccessDenied);
        if (Volatile.Read(ref _waiting) >= MostWaiting)
            return ComponentResult.Error(ErrorCode.TemporaryResolverFailure);
        Interlocked.Increment(ref _waiting);
        Task<IPAddress[]> lookup = LookUpAsync(normal, process.End);
        if (!lookup.IsCompleted)
            process.WakeWhenDone(lookup);
        return new ResolvedAddresses(process, lookup);
    }

    private ErrorCode? Create(Family family, SocketType type, ProtocolType protocol, out SharedDescriptor? shared)
    {
        process.Enter();
        shared = null;
        if (!Policy.AllowsAnything)
            return ErrorCode.AccessDenied;
        Socket? socket = null;
        try
        {
            socket = new Socket(family == Family.Ipv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, type, protocol);
            if (family == Family.Ipv6)
                socket.DualMode = false;
        }
        catch (SocketException error)
        {
            socket?.Dispose();
            return NetworkErrors.Of(error.SocketErrorCode);
        }
        return process.Open(new SocketDescriptor(socket, Weft.Wasi.Filesystem.DescriptorFlags.NonBlocking, ownsSocket: true), out shared) == WasiError.Success
            ? null
            : ErrorCode.NewSocketLimit;
    }

    private async Task<IPAddress[]> LookUpAsync(string name, CancellationToken end)
    {
        try
        {
            await _lookups.WaitAsync(end).ConfigureAwait(false);
            try
            {
                IPAddress[] found = await Dns.GetHostAddressesAsync(name, end).ConfigureAwait(false);
                IPAddress[] addresses = [.. found.Select(address => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).Distinct()];
                Policy.Learn(name, addresses);
                return addresses;
            }
            finally
            {
                _lookups.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
