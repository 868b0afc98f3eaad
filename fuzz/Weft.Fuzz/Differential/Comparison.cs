// Runs a module on every engine and finds the first place where two of them differ.
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Fuzz.Differential;

/// <summary>Two engines that differ.</summary>
/// <param name="Kind">What differs, in few words: the same for the same failure of a smaller module.</param>
/// <param name="Description">What each of them did.</param>
internal sealed record Mismatch(string Kind, string Description);

/// <summary>What came out of comparing a module.</summary>
/// <param name="Mismatch">The difference; null when there is none.</param>
/// <param name="Executions">What each engine did.</param>
/// <param name="Traces">Traces of Weft's other tiers beside the interpreter's.</param>
internal sealed record ComparisonResult(Mismatch? Mismatch, IReadOnlyList<Execution> Executions, TraceCounts Traces = default);

/// <summary>Traces that were compared.</summary>
/// <param name="Same">Those that name the same places.</param>
/// <param name="Other">Those that name another place in a function.</param>
internal readonly record struct TraceCounts(int Same, int Other)
{
    /// <summary>Both together.</summary>
    public static TraceCounts operator +(TraceCounts left, TraceCounts right) => new(left.Same + right.Same, left.Other + right.Other);
}

/// <summary>Compares engines; used by one thread, watched by another.</summary>
internal sealed partial class Comparison(IReadOnlyList<IEngineUnderTest> engines)
{
    private const int ContextLines = 12;

    private volatile IEngineUnderTest? _running;
    private long _since;

    /// <summary>How long an engine may take for one module: some are slow by themselves, and machines are shared.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Runs a module on the engines.</summary>
    /// <param name="module">Its bytes.</param>
    /// <param name="scenario">What is done with it.</param>
    public ComparisonResult Run(byte[] module, Scenario scenario)
    {
        var executions = new List<Execution>();
        var traces = default(TraceCounts);
        if (ModuleFacts.Read(module) is not { } facts)
        {
            // Other engines should refuse it as well: that is for the specification's suite to say.
            return new ComparisonResult(scenario.IsGenerated ? new Mismatch("refused", Refusal(module)) : null, executions);
        }

        scenario = scenario with { ExceptionsPassHost = engines.All(engine => engine.IsWeft) };

        // The one with fuel first: what exhausts it is not tried on those that would not end.
        foreach (var engine in engines.OrderByDescending(engine => engine.MetersFuel))
        {
            if (!engine.IsWeft && !scenario.IsGenerated && facts.HasOpenResults)
            {
                continue;
            }

            Volatile.Write(ref _since, Stopwatch.GetTimestamp());
            _running = engine;
            Execution execution;
            try
            {
                execution = engine.Run(module, facts, scenario);
            }
            finally
            {
                _running = null;
            }

            executions.Add(execution);
            if (execution.Ending == Ending.Hang)
            {
                return new ComparisonResult(new Mismatch($"hang {engine.Name}", $"{engine.Name} runs for more than {TimeLimit.TotalSeconds} s after\n{Context(execution, execution.Observations.Count)}"), executions);
            }

            if (execution.Ending == Ending.ResourceExhausted)
            {
                if (execution.CompletedCalls < 0)
                {
                    break;
                }

                scenario = scenario with { Calls = Math.Min(scenario.Calls, execution.CompletedCalls) };
            }

            traces += executions.Count > 1 && engine.IsWeft ? CountTraces(executions[0], execution) : default;
            if (executions.Count > 1 && Compare(executions[0], execution, bothWeft: engines.All(other => other.IsWeft) || engine.IsWeft, scenario.IsGenerated) is { } mismatch)
            {
                return new ComparisonResult(mismatch, executions, traces);
            }
        }

        return new ComparisonResult(null, executions, traces);
    }

    /// <summary>Called now and then by another thread: ends an engine that takes too long.</summary>
    public void Watch()
    {
        if (_running is { } engine && Stopwatch.GetElapsedTime(Volatile.Read(ref _since)) > TimeLimit)
        {
            engine.Interrupt();
        }
    }

    /// <summary>Whether an engine ignores that it was interrupted.</summary>
    public bool IsStuck => _running is not null && Stopwatch.GetElapsedTime(Volatile.Read(ref _since)) > TimeLimit + TimeLimit;

    private static Mismatch? Compare(Execution first, Execution second, bool bothWeft, bool isGenerated)
    {
        if (!isGenerated && (Begins(first, "not linked") || Begins(second, "not linked") || Begins(second, "rejected")))
        {
            // Mutated modules import what only one harness can give, or use what only one engine knows.
            return null;
        }

        // One that was asked for fewer calls, because another engine exhausted something, has its end earlier.
        var complete = first.Ending == Ending.Complete && second.Ending == Ending.Complete
            && (first.CompletedCalls == second.CompletedCalls || first.CompletedCalls < 0 || second.CompletedCalls < 0);
        var count = complete ? Math.Min(first.Observations.Count, second.Observations.Count) : Math.Min(first.ComparableCount, second.ComparableCount);
        for (var i = 0; i < count; i++)
        {
            var (left, right) = (first.Observations[i], second.Observations[i]);
            var sameDetail = !bothWeft || left.Detail is null || right.Detail is null || left.Detail == right.Detail
                || (!(first.HasExactPlaces && second.HasExactPlaces) && WithoutPlaces(left.Detail) == WithoutPlaces(right.Detail));
            if (left.Text != right.Text || !sameDetail)
            {
                return Describe(first, second, i);
            }
        }

        return complete && first.Observations.Count != second.Observations.Count ? Describe(first, second, count) : null;
    }

    private static TraceCounts CountTraces(Execution first, Execution second)
    {
        if (!first.HasExactPlaces)
        {
            return default;
        }

        var traces = first.Observations.Zip(second.Observations).Where(pair => pair.First.Detail?.Contains('\n') == true && pair.Second.Detail is not null).ToList();
        var same = traces.Count(pair => pair.First.Detail == pair.Second.Detail);
        return new TraceCounts(same, traces.Count - same);
    }

    // A trap's kind and the innermost function: outer ones may be in a trace of compiled code though a tail call took their place.
    private static string WithoutPlaces(string detail) => Place().Replace(string.Join('\n', detail.Split('\n').Take(2)), "");

    [GeneratedRegex(", offset 0x[0-9a-f]+")]
    private static partial Regex Place();

    private static bool Begins(Execution execution, string word) => execution.Observations is [var first, ..] && first.Text == word;

    private static Mismatch Describe(Execution first, Execution second, int index)
    {
        var left = index < first.Observations.Count ? first.Observations[index] : new Observation("(nothing)");
        var right = index < second.Observations.Count ? second.Observations[index] : new Observation("(nothing)");
        var kind = $"{first.Engine}/{second.Engine} {KindOf(left)} {KindOf(right)}";
        return new Mismatch(kind, $"{Context(first, index)}then {first.Engine}:\n  {Show(left)}\nbut {second.Engine}:\n  {Show(right)}\n");
    }

    // Names and numbers change while a module is made smaller.
    private static string KindOf(Observation observation)
    {
        var words = observation.Text.Split(' ');
        if (words[0] is "memory" or "global" or "table" or "instantiate" or "rejected" or "end" or "grow" or "back")
        {
            return words[0];
        }

        var end = observation.Text.IndexOf(") ", StringComparison.Ordinal);
        return end < 0 ? "host" : observation.Text[(end + 2)..] is ['=', ..] ? "returns" : observation.Text[(end + 2)..];
    }

    private static string Context(Execution execution, int index)
    {
        var text = new StringBuilder();
        for (var i = Math.Max(0, index - ContextLines); i < index; i++)
        {
            text.Append("  ").AppendLine(execution.Observations[i].Text);
        }

        return text.ToString();
    }

    private static string Show(Observation observation) => observation.Detail is null ? observation.Text : $"{observation.Text}\n  [{observation.Detail}]";

    private static string Refusal(byte[] module)
    {
        try
        {
            using var engine = new Engine();
            engine.LoadModule(module).Dispose();
            return "Weft refused the module, then accepted it";
        }
        catch (Wasm.WasmException error)
        {
            return $"Weft refuses a module that the generator holds for valid: {error.Message}";
        }
    }
}
