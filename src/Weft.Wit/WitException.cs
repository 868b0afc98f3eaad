// The one error of this project: a text is not WIT, or its names do not fit together.
namespace Weft.Wit;

/// <summary>WIT text that breaks the grammar, refers to what is not there, or contradicts itself.</summary>
public sealed class WitException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="reason">What is wrong and what to do, without the place.</param>
    /// <param name="location">Where; <see langword="null"/> when no place in a text is to blame.</param>
    /// <param name="sourceLine">The line of the text, for display; <see langword="null"/> when there is none.</param>
    public WitException(string reason, WitLocation? location = null, string? sourceLine = null)
        : base(location is { } place ? $"{place}: {reason}" : reason)
    {
        Reason = reason;
        Location = location;
        SourceLine = sourceLine;
    }

    /// <summary>The message without its place.</summary>
    public string Reason { get; }

    /// <summary>The place in the text.</summary>
    public WitLocation? Location { get; }

    /// <summary>The line of the text that <see cref="Location"/> is in.</summary>
    public string? SourceLine { get; }
}
