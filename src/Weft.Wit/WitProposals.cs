// Syntax that the specification gates: what has not shipped with a release of WASI is off unless asked for.
namespace Weft.Wit;

/// <summary>Syntax of proposals that the component model does not have on by default.</summary>
[Flags]
public enum WitProposals
{
    /// <summary>Only what has shipped; that includes <c>async</c>, <c>stream</c>, <c>future</c>, <c>map</c> and <c>@external-id</c>.</summary>
    None = 0,

    /// <summary>Lists of a fixed length: <c>list&lt;u8, 4&gt;</c>.</summary>
    FixedLengthLists = 1,

    /// <summary>The type <c>error-context</c>.</summary>
    ErrorContext = 2,

    /// <summary>All of them.</summary>
    All = FixedLengthLists | ErrorContext,
}
