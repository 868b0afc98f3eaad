// The choice between results and exceptions.
namespace Weft.Components;

/// <summary>What generated methods make of a <c>result</c> that their function has.</summary>
public enum WitErrors
{
    /// <summary>They return a <see cref="ComponentResult{TOk, TError}"/>.</summary>
    Results,

    /// <summary>They return what success carries, and throw a <see cref="ComponentErrorException{TError}"/>.</summary>
    Exceptions,
}
