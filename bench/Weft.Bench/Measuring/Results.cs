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

    /// <summary>The shortest of the rounds; NaN without any.</summary>
    public double Best => CannotRun is null && Times.Count > 0 ? Times.Min() : double.NaN;
}

/// <summary>An engine that took part.</summary>
internal sealed record PeerFacts(string Name, string Version, bool IsWeft);

/// <summary>Everything that was measured.</summary>
/// <param name="peers">Who took part.</param>
/// <param name="workloads">What was run.</param>
/// <param name="rounds">How many timed rounds.</param>
/// <param name="takesBest">Whether the shortest time of the rounds counts, not the median.</param>
internal sealed class Results(IReadOnlyList<PeerFacts> peers, IReadOnlyList<Workload> workloads, int rounds, bool takesBest = false)
{
    private readonly Dictionary<(string Workload, string Peer), Measurement> _measurements = [];

    /// <summary>Who took part, in the order of the columns.</summary>
    public IReadOnlyList<PeerFacts> Peers => peers;

    /// <summary>What was run, in the order of the rows.</summary>
    public IReadOnlyList<Workload> Workloads => workloads;

    /// <summary>How many timed rounds.</summary>
    public int Rounds => rounds;

    /// <summary>What the times are, in words.</summary>
    public string Summary => rounds == 1 ? "one round" : $"{(takesBest ? "best" : "medians")} of {rounds} interleaved rounds"
        + (Watch.UsesProcessorTime ? ", processor time" : "");

    /// <summary>Outputs that differed, and failures of Weft itself: none may happen.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>The groups in the order they appear.</summary>
    public IEnumerable<string> Groups => workloads.Select(workload => workload.Group).Distinct();

    /// <summary>The measurement of a workload on a peer.</summary>
    public Measurement this[Workload workload, PeerFacts peer] =>
        _measurements.TryGetValue((workload.Name, peer.Name), out var found) ? found : _measurements[(workload.Name, peer.Name)] = new Measurement();

    /// <summary>The milliseconds that count; NaN where there are none.</summary>
    public double Time(Workload workload, PeerFacts peer) => takesBest ? this[workload, peer].Best : this[workload, peer].Median;

    /// <summary>The time of one peer over the time of another; NaN where one of them has none.</summary>
    /// <remarks>
    /// The median of the ratios of the rounds, not the ratio of the medians: a machine that is slower for some seconds is so for both runs of a round,
    /// while two medians may be of different moments.
    /// </remarks>
    public double Ratio(Workload workload, PeerFacts peer, PeerFacts over)
    {
        if (takesBest)
        {
            return Time(workload, peer) / Time(workload, over);
        }

        var (measurement, reference) = (this[workload, peer], this[workload, over]);
        return measurement.CannotRun is null && reference.CannotRun is null
            ? Statistics.Median([.. measurement.Times.Zip(reference.Times, (time, other) => time / other)])
            : double.NaN;
    }

    /// <summary>The ratios of a group, or of everything, that exist.</summary>
    public List<(Workload Workload, double Ratio)> Ratios(string? group, PeerFacts peer, PeerFacts over) =>
    [
        .. workloads.Where(workload => group is null || workload.Group == group)
            .Select(workload => (workload, Ratio(workload, peer, over))).Where(pair => !double.IsNaN(pair.Item2)),
    ];
}
