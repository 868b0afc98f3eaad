// WASI preview 2: whom the streams of a UDP socket speak to.

using System.Net;

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>What one call of <c>stream</c> set up.</summary>
/// <param name="remote">The only peer; null for all.</param>
/// <param name="takesAll">Whether datagrams of peers to which the guest may not send are for it, too: it may listen at its address.</param>
internal sealed class DatagramPeer(IPEndPoint? remote, bool takesAll)
{
    private const int MostSenders = 4096;

    private readonly HashSet<IPEndPoint> _senders = [];

    /// <summary>The only peer; null for all.</summary>
    public IPEndPoint? Remote => remote;

    /// <summary>Whether datagrams of everybody are for the guest.</summary>
    public bool TakesAll => takesAll;

    /// <summary>A datagram of a peer has come, which may be answered.</summary>
    public void Remember(IPEndPoint sender)
    {
        if (_senders.Count >= MostSenders)
            _senders.Clear();
        _senders.Add(sender);
    }

    /// <summary>Whether a datagram of a peer has come lately.</summary>
    public bool Remembers(IPEndPoint peer) => _senders.Contains(peer);

    /// <summary>Whether a later call of <c>stream</c> has taken its place.</summary>
    public bool IsReplaced { get; set; }
}
