// An engine that takes part in the comparison.
namespace Weft.Fuzz.Differential;

/// <summary>An engine that takes part in the comparison; used by one thread, and interrupted by another.</summary>
internal interface IEngineUnderTest : IDisposable
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>Whether it is one of Weft's: those agree on details as well.</summary>
    bool IsWeft { get; }

    /// <summary>Whether it counts fuel: those agree on how much is left.</summary>
    bool MetersFuel { get; }

    /// <summary>Runs a module.</summary>
    /// <param name="module">Its bytes.</param>
    /// <param name="facts">What it imports and exports.</param>
    /// <param name="scenario">What is done with it.</param>
    Execution Run(byte[] module, ModuleFacts facts, Scenario scenario);

    /// <summary>Ends what runs, from another thread.</summary>
    void Interrupt();
}
