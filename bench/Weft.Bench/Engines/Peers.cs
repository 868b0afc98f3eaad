// Who takes part: made in one place.
namespace Weft.Bench.Engines;

/// <summary>The engines of a run.</summary>
internal static class Peers
{
    /// <summary>Weft's tiers, Wasmtime, Node where it is, and the commands that were named.</summary>
    public static List<IPeer> Create(BenchOptions options)
    {
        List<IPeer> peers = [.. options.Tiers.Select(tier => new WeftPeer(tier.Name, tier.Options))];
        if (options.Native is { } native)
        {
            peers.Add(new ProcessPeer("native", native, ["run"], ["run", "--invoke", "run"], isWeft: true));
        }

        peers.Add(new WasmtimePeer());
        if (options.UseNode && NodePeer.Find() is { } node)
        {
            peers.Add(node);
        }

        if (options.Wasm3 is { } wasm3)
        {
            peers.Add(new ProcessPeer("wasm3", wasm3, []));
        }

        if (options.Iwasm is { } iwasm)
        {
            peers.Add(new ProcessPeer("wamr", iwasm, []));
        }

        return peers;
    }
}
