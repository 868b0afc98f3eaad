// Results.
namespace Weft.Wit;

/// <summary><c>result&lt;T, E&gt;</c>, either part of which may be missing.</summary>
public sealed class WitResultType : WitType
{
    internal WitResultType(WitType? ok, WitType? error)
    {
        Ok = ok;
        Error = error;
        Depth = 1 + Math.Max(ok?.Depth ?? 0, error?.Depth ?? 0);
    }

    /// <summary>What comes with success.</summary>
    public WitType? Ok { get; }

    /// <summary>What comes with failure.</summary>
    public WitType? Error { get; }

    /// <inheritdoc/>
    public override bool ContainsBorrow => (Ok?.ContainsBorrow ?? false) || (Error?.ContainsBorrow ?? false);

    internal override int Depth { get; }
}
