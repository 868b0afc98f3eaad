// The samples of one store: a tree of stacks, and which of them took how long. The guest's thread adds to it; any thread reads.
using System.Diagnostics;

namespace Weft.Profiling;

/// <summary>Collects samples.</summary>
internal sealed class SampledStacks(Profiler profiler)
{
    // A guest decides how deep its stack is and how many different stacks it has.
    private const int MaximumDepth = 1_000;
    private const int MaximumStacks = 1_000_000;
    private const int NoParent = -1;

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Parent, int Function), int> _known = [];
    private readonly List<ProfiledStack> _stacks = [];
    private readonly List<ProfileSample> _samples = [];
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Begins to count time anew.</summary>
    public void StartTime()
    {
        lock (_lock)
        {
            _last = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Gives a stack the time that has passed since the last sample.</summary>
    /// <param name="frames">The functions, innermost first; none when the guest is not running.</param>
    /// <param name="host">The function of the host in which it is.</param>
    /// <param name="now">The time.</param>
    public void Add(List<(Module Module, int FunctionIndex)> frames, string? host, long now)
    {
        lock (_lock)
        {
            var time = Stopwatch.GetElapsedTime(_last, now);
            var stack = NoParent;
            var depth = Math.Min(frames.Count, MaximumDepth);
            if (depth < frames.Count)
            {
                stack = Push(stack, profiler.NumberOf("(outer calls)"));
            }

            for (var i = depth - 1; i >= 0; i--)
            {
                stack = Push(stack, profiler.NumberOf(frames[i].Module, frames[i].FunctionIndex));
            }

            if (host is not null)
            {
                stack = Push(stack, profiler.NumberOf(host));
            }

            if (stack != NoParent)
            {
                _samples.Add(new ProfileSample(stack, time));
            }

            _last = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>What has been collected so far.</summary>
    public ProfiledThread Take()
    {
        lock (_lock)
        {
            return new ProfiledThread([.. _stacks], [.. _samples]);
        }
    }

    private int Push(int parent, int function)
    {
        if (_known.TryGetValue((parent, function), out var known))
        {
            return known;
        }

        if (_stacks.Count == MaximumStacks)
        {
            // Its time counts for the caller.
            return parent;
        }

        _stacks.Add(new ProfiledStack(parent, function));
        return _known[(parent, function)] = _stacks.Count - 1;
    }
}
