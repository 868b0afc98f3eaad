// Programs that say which part of them is timed, as those of Sightglass do: they import `start` and `end` of a module `bench`.
namespace Weft.Bench.Measuring;

/// <summary>Measures what a program does between its calls of <see cref="Start"/> and <see cref="End"/>.</summary>
internal sealed class TimedPart
{
    /// <summary>The module that such programs import from.</summary>
    public const string Module = "bench";

    /// <summary>The name of the function that a part begins with.</summary>
    public const string StartName = "start";

    /// <summary>The name of the function that it ends with.</summary>
    public const string EndName = "end";

    private Watch? _watch;

    /// <summary>The time of the parts that have ended; null before the first has.</summary>
    public TimeSpan? Time { get; private set; }

    /// <summary>Begins a part.</summary>
    public void Start() => _watch = Watch.Start();

    /// <summary>Ends it.</summary>
    public void End()
    {
        if (_watch is { } watch)
        {
            Time = Time.GetValueOrDefault() + watch.Elapsed;
            _watch = null;
        }
    }
}
