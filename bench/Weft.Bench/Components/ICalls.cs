// The world of calls.wit on one engine.
namespace Weft.Bench.Components;

/// <summary>The calls that are measured. What the host passes is made once, before.</summary>
internal interface ICalls : IDisposable
{
    /// <summary>The text that is passed.</summary>
    const string Text = "a short sentence";

    /// <summary>How many records are passed.</summary>
    const int Points = 16;

    /// <summary>Who it is.</summary>
    string Name { get; }

    /// <summary>Calls a function of the component from the host.</summary>
    /// <param name="count">How often.</param>
    /// <returns>The sum of the results; for texts, of their lengths.</returns>
    uint Add(int count);

    /// <inheritdoc cref="Add"/>
    uint Length(int count);

    /// <inheritdoc cref="Add"/>
    uint Echo(int count);

    /// <inheritdoc cref="Add"/>
    uint Total(int count);

    /// <inheritdoc cref="Add"/>
    uint Counter(int count);

    /// <summary>Lets one component call the other.</summary>
    /// <param name="function">The export that does, without its <c>run-</c>.</param>
    /// <param name="count">How often.</param>
    uint Run(string function, int count);

    /// <summary>Makes a store with an instance, calls <c>add</c>, and lets both go.</summary>
    /// <param name="count">How often.</param>
    uint Instantiate(int count);
}
