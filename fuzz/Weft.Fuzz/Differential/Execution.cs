// What an engine did with a module, as lines of text: easy to compare, and to read when they differ.
namespace Weft.Fuzz.Differential;

/// <summary>One thing that happened or that was found afterwards.</summary>
/// <param name="Text">What every engine must agree on.</param>
/// <param name="Detail">What engines of Weft must agree on as well: backtraces, fuel; null where there is nothing.</param>
internal readonly record struct Observation(string Text, string? Detail = null);

/// <summary>How far an execution is comparable.</summary>
internal enum Ending
{
    /// <summary>To its end.</summary>
    Complete,
    /// <summary>A resource ran out (stack, fuel, memory), which happens at different places in different engines: nothing after it is comparable.</summary>
    ResourceExhausted,
    /// <summary>The engine had to be interrupted.</summary>
    Hang,
}

/// <summary>The observations of one engine on one module.</summary>
internal sealed class Execution(string engine)
{
    /// <summary>Which engine.</summary>
    public string Engine { get; } = engine;

    /// <summary>Whether its backtraces name the very instruction in every frame; compiled code knows it only to the statement.</summary>
    public bool HasExactPlaces { get; init; }

    /// <summary>What was observed, in order.</summary>
    public List<Observation> Observations { get; } = [];

    /// <summary>How it ended.</summary>
    public Ending Ending { get; set; }

    /// <summary>How many calls came to an end that can be compared; -1 when there is no instance.</summary>
    public int CompletedCalls { get; set; } = -1;

    /// <summary>How many observations there were when the last of those calls had ended.</summary>
    public int ComparableCount { get; set; }

    /// <summary>How often functions ended in each way.</summary>
    public Dictionary<string, int> Outcomes { get; } = [];

    /// <summary>About how many instructions ran, where the engine knows.</summary>
    public long Instructions { get; set; }

    /// <summary>Adds an observation.</summary>
    public void Observe(string text, string? detail = null) => Observations.Add(new Observation(text, detail));

    /// <summary>Counts an end.</summary>
    public void Count(string outcome) => Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
}
