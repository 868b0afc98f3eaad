// WASI sockets: names of hosts in the one form in which they are compared and looked up.

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Weft.Wasi.Sockets;

/// <summary>Names of hosts.</summary>
internal static class HostName
{
    private const int LongestName = 253;

    /// <summary>The name in ASCII and lower case, without a dot at its end; null when it is none.</summary>
    public static string? Normalize(string name)
    {
        string text = name.EndsWith('.') ? name[..^1] : name;
        if (text.Length is 0 or > LongestName)
            return null;
        if (!Ascii.IsValid(text))
        {
            try
            {
                text = new IdnMapping().GetAscii(text);
            }
            catch (ArgumentException)
            {
                return null;
            }
        }
        return Uri.CheckHostName(text) == UriHostNameType.Dns ? text.ToLowerInvariant() : null;
    }

    /// <summary>Reads an address: four numbers, or one of IPv6. Shorter spellings of IPv4 are none.</summary>
    public static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address) && !text.StartsWith('[') && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(c => c == '.') == 3);

    /// <summary>The scope of an address of IPv6; 0 where it has none.</summary>
    public static long ScopeIdOrZero(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
