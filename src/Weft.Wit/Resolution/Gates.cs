// Which gated items are there (WIT.md, "Feature gates").
using Weft.Wit.Syntax;

namespace Weft.Wit.Resolution;

internal sealed class Gates(WitOptions options)
{
    private readonly HashSet<string> _features = new(options.Features, StringComparer.Ordinal);

    /// <summary>Whether an item is kept: one of an unstable feature only when the feature was asked for.</summary>
    public bool Includes(WitGate? gate) => gate?.Feature is not { } feature || options.AllFeatures || _features.Contains(feature);

    /// <summary>Checks the versions that a gate names against that of its package.</summary>
    public static void Check(WitGate? gate, WitPackageName package, Identifier place)
    {
        if (gate?.Since is not { } since)
        {
            return;
        }

        if (package.Version is null)
        {
            throw place.Error($"`{place.Name}` has @since, but package {package} has no version: give it one, as in `package {package}@{since};`");
        }

        if (since > package.Version)
        {
            throw place.Error($"`{place.Name}` is there since version {since}, which package {package} has not reached: raise the version of the package or lower @since");
        }
    }

    /// <summary>The error for what refers to an item that a gate leaves out.</summary>
    public static WitException Excluded(Identifier place, string kind) =>
        place.Error($"the {kind} `{place.Name}` belongs to an unstable feature that is not enabled: enable the feature, or gate what refers to it with @unstable too");

    /// <summary>The gate of an item that two others ask for: as open as the more open one.</summary>
    public static WitGate? Merge(WitGate? left, WitGate? right)
    {
        if (left is null || right is null)
        {
            return null;
        }

        return (left.Since, right.Since) switch
        {
            ({ } a, { } b) => a <= b ? left : right,
            (null, { }) => right,
            _ => left,
        };
    }
}
