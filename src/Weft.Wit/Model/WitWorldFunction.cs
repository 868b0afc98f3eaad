// Functions that a world imports or exports.
namespace Weft.Wit;

/// <summary>A function as an import or export.</summary>
public sealed class WitWorldFunction : WitWorldItem
{
    internal WitWorldFunction(WitFunction function)
        : base(function.Item) => Function = function;

    /// <summary>The function.</summary>
    public WitFunction Function { get; }
}
