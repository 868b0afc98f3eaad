// An engine under measurement: one run of one workload at a time.
using Weft.Bench.Measuring;

namespace Weft.Bench.Engines;

/// <summary>One timed run.</summary>
/// <param name="Time">How long it took, see <see cref="IPeer.Run"/>.</param>
/// <param name="Output">What it printed; a result of <c>run</c> in hexadecimal digits.</param>
internal readonly record struct Run(TimeSpan Time, string Output);

/// <summary>An engine under measurement.</summary>
internal interface IPeer : IDisposable
{
    /// <summary>The column's heading.</summary>
    string Name { get; }

    /// <summary>Whether it is an engine of this repository: the others are what it is measured against.</summary>
    bool IsWeft { get; }

    /// <summary>What runs, with its version.</summary>
    string Version { get; }

    /// <summary>Runs a workload once.</summary>
    /// <param name="workload">The program.</param>
    /// <param name="fromBytes">
    /// True times everything from the module's bytes to the result, with a new engine and nothing cached. False loads (and compiles) the
    /// module once beforehand and times instantiation and run; whatever the engine does lazily is in it.
    /// </param>
    /// <exception cref="CannotRunException">The engine refused the module, or the program failed.</exception>
    Run Run(Workload workload, bool fromBytes = false);
}

/// <summary>Why an engine has no time for a workload.</summary>
internal sealed class CannotRunException(string message, Exception? cause = null) : Exception(message, cause);
