// WASI preview 2: addresses as wasi:sockets writes them, and what it demands of them.

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using IpAddress = Weft.Wasi.WasiPreview2.Network.IpAddress;
using IpSocketAddress = Weft.Wasi.WasiPreview2.Network.IpSocketAddress;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>Translates addresses.</summary>
internal static class Addresses
{
    /// <summary>What the guest's address is. .NET knows no flow information: it is dropped.</summary>
    public static IPEndPoint ToEndPoint(IpSocketAddress address)
    {
        if (address is IpSocketAddress.Ipv4 { Value: { } four })
        {
            var (a, b, c, d) = four.Address;
            return new IPEndPoint(new IPAddress([a, b, c, d]), four.Port);
        }
        var six = ((IpSocketAddress.Ipv6)address).Value;
        return new IPEndPoint(new IPAddress(Join(six.Address), six.ScopeId), six.Port);
    }

    /// <summary>The guest's address for what is known of a socket.</summary>
    public static IpSocketAddress Of(IPEndPoint endPoint)
    {
        IPAddress address = endPoint.Address;
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new IpSocketAddress.Ipv4(new((ushort)endPoint.Port, Split4(address)))
            : new IpSocketAddress.Ipv6(new((ushort)endPoint.Port, 0, Split6(address), (uint)address.ScopeId));
    }

    /// <summary>The guest's address for what a lookup gave.</summary>
    public static IpAddress Of(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? new IpAddress.Ipv4(Split4(address)) : new IpAddress.Ipv6(Split6(address));

    /// <summary>Whether a socket of a family can have it as its own address: of the family, of one host, and no address of IPv4 in disguise.</summary>
    public static bool IsLocal(IPEndPoint endPoint, AddressFamily family) =>
        endPoint.AddressFamily == family && !endPoint.Address.IsIPv4MappedToIPv6 && !IsForMany(endPoint.Address);

    /// <summary>Whether a socket of a family can speak to it.</summary>
    public static bool IsRemote(IPEndPoint endPoint, AddressFamily family) =>
        endPoint.AddressFamily == family && !endPoint.Address.IsIPv4MappedToIPv6 && endPoint.Port != 0
        && !endPoint.Address.Equals(IPAddress.Any) && !IsZero(endPoint.Address);

    /// <summary>Whether it is an address of many hosts.</summary>
    public static bool IsForMany(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6Multicast;
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return bytes[0] is >= 224 and < 240 || address.Equals(IPAddress.Broadcast);
    }

    private static bool IsZero(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 && !address.GetAddressBytes().AsSpan().ContainsAnyExcept((byte)0);

    private static (byte, byte, byte, byte) Split4(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return (bytes[0], bytes[1], bytes[2], bytes[3]);
    }

    private static (ushort, ushort, ushort, ushort, ushort, ushort, ushort, ushort) Split6(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        ushort Part(int index) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2 * index));
        return (Part(0), Part(1), Part(2), Part(3), Part(4), Part(5), Part(6), Part(7));
    }

    private static byte[] Join((ushort, ushort, ushort, ushort, ushort, ushort, ushort, ushort) parts)
    {
        var (a, b, c, d, e, f, g, h) = parts;
        ReadOnlySpan<ushort> all = [a, b, c, d, e, f, g, h];
        byte[] bytes = new byte[16];
        for (int index = 0; index < all.Length; index++)
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2 * index), all[index]);
        return bytes;
    }
}
