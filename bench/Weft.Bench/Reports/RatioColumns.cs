// Which engine is set against which: every Weft against every other engine, and those against the first of them.
using System.Globalization;
using Weft.Bench.Measuring;

namespace Weft.Bench.Reports;

/// <summary>One ratio: the time of <paramref name="Peer"/> over the time of <paramref name="Over"/>.</summary>
internal sealed record RatioColumn(PeerFacts Peer, PeerFacts Over)
{
    /// <summary>The heading.</summary>
    public string Name => $"{Peer.Name} / {Over.Name}";

    /// <summary>The columns of a comparison: of Weft first.</summary>
    public static List<RatioColumn> Of(Results results)
    {
        var others = results.Peers.Where(peer => !peer.IsWeft).ToList();
        return
        [
            .. results.Peers.Where(peer => peer.IsWeft).SelectMany(weft => others.Select(other => new RatioColumn(weft, other))),
            .. others.Skip(1).Select(other => new RatioColumn(other, others[0])),
        ];
    }

    /// <summary>A ratio in a table; a dash where there is none.</summary>
    public static string Format(double ratio) =>
        double.IsNaN(ratio) ? "–" : ratio.ToString(ratio < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture);
}
