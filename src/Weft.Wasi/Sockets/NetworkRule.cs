// WASI sockets: one line of what a guest may reach, as an embedder or a command line writes it.

using System.Globalization;
using System.Net;

namespace Weft.Wasi.Sockets;

/// <summary>
/// A rule that allows something: <c>[tcp:|udp:]HOST[:PORT]</c>. A host is an address, a network such as <c>10.0.0.0/8</c>, a name, the names beneath one
/// (<c>*.example.com</c>), or <c>*</c> for all. A port is a number, a range such as <c>8000-8999</c>, or <c>*</c>, which is meant where there is none.
/// An address of IPv6 with a port stands in brackets.
/// </summary>
internal sealed class NetworkRule
{
    private readonly IPNetwork? _network;
    private readonly string? _name;
    private readonly bool _isForAll;
    private readonly bool? _isTcp;
    private readonly ushort _firstPort;
    private readonly ushort _lastPort;

    private NetworkRule(string host, bool? isTcp, ushort firstPort, ushort lastPort)
    {
        (_isTcp, _firstPort, _lastPort) = (isTcp, firstPort, lastPort);
        if (host == "*")
            _isForAll = true;
        else if (HostName.TryParseAddress(host, out IPAddress? address))
            _network = new IPNetwork(Plain(address), Plain(address).GetAddressBytes().Length * 8);
        else if (host.Contains('/', StringComparison.Ordinal))
            _network = IPNetwork.TryParse(host, out IPNetwork network) ? network : throw Wrong(host);
        else
            _name = HostName.Normalize(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) is { } name
                ? (host[0] == '*' ? "." + name : name)
                : throw Wrong(host);
    }

    /// <summary>Reads a rule.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static NetworkRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ReadOnlySpan<char> rest = text;
        bool? isTcp = rest.StartsWith("tcp:", StringComparison.Ordinal) ? true : rest.StartsWith("udp:", StringComparison.Ordinal) ? false : null;
        if (isTcp is not null)
            rest = rest[4..];
        int colon = rest.LastIndexOf(':');
        string host;
        ReadOnlySpan<char> port = "*";
        if (rest.StartsWith("["))
        {
            int end = rest.IndexOf(']');
            if (end < 0 || (end + 1 < rest.Length && rest[end + 1] != ':'))
                throw Wrong(text);
            host = rest[1..end].ToString();
            if (end + 1 < rest.Length)
                port = rest[(end + 2)..];
        }
        else if (colon >= 0 && rest.IndexOf(':') == colon)
        {
            host = rest[..colon].ToString();
            port = rest[(colon + 1)..];
        }
        else
        {
            // No port, or an address of IPv6 without one.
            host = rest.ToString();
        }

        if (port is "*")
            return new NetworkRule(host, isTcp, 0, ushort.MaxValue);
        int dash = port.IndexOf('-');
        ushort first = ParsePort(dash < 0 ? port : port[..dash], text);
        ushort last = dash < 0 ? first : ParsePort(port[(dash + 1)..], text);
        return first <= last ? new NetworkRule(host, isTcp, first, last) : throw Wrong(text);
    }

    /// <summary>Whether its host is a name.</summary>
    public bool IsName => _name is not null;

    /// <summary>Whether it allows an address.</summary>
    public bool Allows(bool isTcp, IPAddress address, int port) => (_isForAll || _network?.Contains(Plain(address)) == true) && AllowsPort(isTcp, port);

    /// <summary>Whether it speaks of a port, whatever the host.</summary>
    public bool AllowsPort(bool isTcp, int port) => _isTcp != !isTcp && port >= _firstPort && port <= _lastPort;

    /// <summary>Whether a name may be looked up for it.</summary>
    /// <param name="name">The name, normalized.</param>
    public bool AllowsName(string name) => _isForAll || (_name is not null && (_name[0] == '.' ? name.EndsWith(_name, StringComparison.Ordinal) : name == _name));

    // What an address of IPv6 says of IPv4 is IPv4's.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address.ScopeIdOrZero() == 0 ? address : new IPAddress(address.GetAddressBytes());

    private static ushort ParsePort(ReadOnlySpan<char> port, string text) =>
        ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) ? number : throw Wrong(text);

    private static FormatException Wrong(string text) =>
        new($"'{text}' is no rule for the network; write [tcp:|udp:]HOST[:PORT], where HOST is a name, *.name, an address, a network such as 10.0.0.0/8, or *");
}
