// What a comparison found: times by workload and peer, and what could not be run.
namespace Weft.Bench.Measuring;

/// <summary>The times of one peer on one workload.</summary>
internal sealed class Measurement
{
    /// <summary>Milliseconds of the first run, which warms up; NaN before it.</summary>
    public double First { get; set; } = double.NaN;

    /// <summary>Milliseconds of every round after it.</summary>
    public List<double> Times { get; } = [];

    /// <summary>Why the peer has no times; null where it has.</summary>
    public string? CannotRun { get; set; }

    /// <summary>The median of the rounds; NaN without any.</summary>
    public double Median => CannotRun is null ? Statistics.Median(Times) : double.NaN;
}

/// <summary>An engine that took part.</summary>
internal sealed record PeerFacts(string Name, string Version, bool IsWeft);

/// <summary>Everything that was measured.</summary>
internal sealed class Results(IReadOnlyList<PeerFacts> peers, IReadOnlyList<Workload> workloads, int rounds)
{
    private readonly Dictionary<(string Workload, string Peer), Measurement> _measurements = [];

    /// <summary>Who took part, in the order of the columns.</summary>
    public IReadOnlyList<PeerFacts> Peers => peers;

    /// <summary>What was run, in the order of the rows.</summary>
    public IReadOnlyList<Workload> Workloads => workloads;

    /// <summary>How many timed rounds.</summary>
    public int Rounds => rounds;

    /// <summary>Outputs that differed, and failures of Weft itself: none may happen.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>The groups in the order they appear.</summary>
    public IEnumerable<string> Groups => workloads.Select(workload => workload.Group).Distinct();

    /// <summary>The measurement of a workload on a peer.</summary>
    public Measurement this[Workload workload, PeerFacts peer] =>
        _measurements.TryGetValue((workload.Name, peer.Name), out var found) ? found : _measurements[(workload.Name, peer.Name)] = new Measurement();

    /// <summary>The median of one peer over the median of another; NaN where one of them has none.</summary>
    public double Ratio(Workload workload, PeerFacts peer, PeerFacts over) => this[workload, peer].Median / this[workload, over].Median;

    /// <summary>The ratios of a group, or of everything, that exist.</summary>
    public List<(Workload Workload, double Ratio)> Ratios(string? group, PeerFacts peer, PeerFacts over) =>
    [
        .. workloads.Where(workload => group is null || workload.Group == group)
            .Select(workload => (workload, Ratio(workload, peer, over))).Where(pair => !double.IsNaN(pair.Item2)),
    ];
}
