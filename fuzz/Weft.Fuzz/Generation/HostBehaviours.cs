// What imported functions of the host do, told by the first part of their name: module and harness agree on it here.
namespace Weft.Fuzz.Generation;

/// <summary>The names of host functions.</summary>
internal static class HostBehaviours
{
    /// <summary>The first name of imports.</summary>
    public const string ModuleName = "host";

    /// <summary>Records its arguments and returns values that follow from the seed.</summary>
    public const string Record = "record";

    /// <summary>Throws an exception of the host.</summary>
    public const string Throw = "throw";

    /// <summary>Calls an export of the guest and records how that ended.</summary>
    public const string CallBack = "callback";

    /// <summary>Calls an export of the guest and lets a trap pass.</summary>
    public const string CallThrough = "through";

    /// <summary>Writes to an exported memory.</summary>
    public const string Poke = "poke";

    /// <summary>Grows an exported memory.</summary>
    public const string Grow = "grow";

    /// <summary>What names begin with; those more often wanted stand here more often.</summary>
    public static IReadOnlyList<string> Prefixes { get; } = [Record, Record, Record, Throw, CallBack, CallThrough, Poke, Grow];
}
