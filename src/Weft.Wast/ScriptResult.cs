// What came of a script.
using System.Collections.Immutable;
using Weft.Wasm;

namespace Weft.Wast;

/// <summary>A command of a script that did not do what it should.</summary>
/// <param name="File">The script.</param>
/// <param name="Position">Where the command stands.</param>
/// <param name="Message">What was expected and what happened.</param>
public sealed record ScriptFailure(string File, TextPosition Position, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Position}: {Message}";
}

/// <summary>The outcome of one script.</summary>
/// <param name="Passed">How many commands did what they should: modules and actions count as well as assertions.</param>
/// <param name="Failures">The others.</param>
public sealed record ScriptResult(int Passed, ImmutableArray<ScriptFailure> Failures);
