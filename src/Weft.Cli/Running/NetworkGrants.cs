// What `weft run` lets a component use of the network.
using Weft.Wasi;

namespace Weft.Cli.Running;

/// <summary>Rules for the network.</summary>
/// <param name="Connect">What the component may connect to.</param>
/// <param name="Listen">Where it may listen.</param>
/// <param name="InheritsAll">Whether it may do what this process may.</param>
internal sealed record NetworkGrants(string[] Connect, string[] Listen, bool InheritsAll)
{
    /// <summary>Nothing.</summary>
    public static NetworkGrants None { get; } = new([], [], false);

    /// <summary>Gives a component what was said.</summary>
    /// <exception cref="FormatException">A rule is none.</exception>
    public void AddTo(WasiOptionsBuilder builder)
    {
        builder.AllowConnect(Connect).AllowListen(Listen);
        if (InheritsAll)
        {
            builder.InheritNetwork();
        }
    }
}
