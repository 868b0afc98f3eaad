// WASI sockets: what of the network a guest may use. Off unless allowed. Names are allowed as names: an address that a lookup of an allowed name gave
// may be reached where the name may be, and no other.

using System.Net;

namespace Weft.Wasi.Sockets;

/// <summary>Decides what a guest may connect to, listen at and look up. Belongs to one guest.</summary>
/// <param name="remotes">What it may connect and send to.</param>
/// <param name="locals">Where it may listen.</param>
internal sealed class NetworkPolicy(IReadOnlyList<NetworkRule> remotes, IReadOnlyList<NetworkRule> locals)
{
    // A guest that looks up names without end gets to know no more than this.
    private const int MostLearned = 4096;

    private readonly Dictionary<IPAddress, HashSet<NetworkRule>> _learned = [];
    private readonly Lock _gate = new();

    /// <summary>Whether anything is allowed.</summary>
    public bool AllowsAnything => remotes.Count > 0 || locals.Count > 0;

    /// <summary>Whether a guest may connect or send to an address.</summary>
    public bool AllowsRemote(bool isTcp, IPEndPoint remote)
    {
        foreach (NetworkRule rule in remotes)
        {
            if (rule.Allows(isTcp, remote.Address, remote.Port))
                return true;
        }
        lock (_gate)
        {
            return _learned.TryGetValue(WithoutScope(remote.Address), out HashSet<NetworkRule>? rules)
                && rules.Any(rule => rule.AllowsPort(isTcp, remote.Port));
        }
    }

    /// <summary>Whether a guest may take connections or datagrams of everybody at an address.</summary>
    public bool AllowsLocal(bool isTcp, IPEndPoint local)
    {
        foreach (NetworkRule rule in locals)
        {
            if (rule.Allows(isTcp, local.Address, local.Port))
                return true;
        }
        return false;
    }

    /// <summary>Whether a guest may bind an address: also where it may only connect or send from it, at a port that the system chooses.</summary>
    public bool AllowsBinding(bool isTcp, IPEndPoint local) => AllowsLocal(isTcp, local) || (local.Port == 0 && remotes.Count > 0);

    /// <summary>Whether a guest may look up a name.</summary>
    public bool AllowsName(string name) => remotes.Any(rule => rule.AllowsName(name));

    /// <summary>A lookup of an allowed name gave addresses.</summary>
    public void Learn(string name, IReadOnlyList<IPAddress> addresses)
    {
        lock (_gate)
        {
            foreach (IPAddress address in addresses)
            {
                IPAddress key = WithoutScope(address);
                if (!_learned.TryGetValue(key, out HashSet<NetworkRule>? rules))
                {
                    if (_learned.Count >= MostLearned)
                        return;
                    _learned.Add(key, rules = []);
                }
                rules.UnionWith(remotes.Where(rule => rule.AllowsName(name)));
            }
        }
    }

    private static IPAddress WithoutScope(IPAddress address) => address.ScopeIdOrZero() == 0 ? address : new IPAddress(address.GetAddressBytes());
}
