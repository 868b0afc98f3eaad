// Programs that say which part of them is timed, as those of Sightglass do: they import `start` and `end` of a module `bench`.
namespace Weft.Bench.Measuring;

/// <summary>Measures a program from now on, or what it does between its calls of <see cref="Start"/> and <see cref="End"/>, if it calls them.</summary>
internal sealed class TimedPart
{
    /// <summary>The module that such programs import from.</summary>
    public const string Module = "bench";

    /// <summary>The name of the function that a part begins with.</summary>
    public const string StartName = "start";

    /// <summary>The name of the function that it ends with.</summary>
    public const string EndName = "end";

    private readonly Watch _whole = Watch.Start();
    private Watch? _part;
    private TimeSpan? _time;

    /// <summary>The time of the parts that have ended, or of everything until now.</summary>
    public TimeSpan Elapsed => _time ?? _whole.Elapsed;

    /// <summary>Begins a part.</summary>
    public void Start() => _part = Watch.Start();

    /// <summary>Ends it.</summary>
    public void End()
    {
        if (_part is { } watch)
        {
            _time = _time.GetValueOrDefault() + watch.Elapsed;
            _part = null;
        }
    }
}
