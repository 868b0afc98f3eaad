// WASI preview 2: wasi:io/poll's resource.

namespace Weft.Wasi.Preview2.IO;

/// <summary>A pollable.</summary>
/// <param name="process">Whose it is.</param>
/// <param name="source">Says what it waits for; asked at each wait, also when what it belongs to has been closed.</param>
internal sealed class Pollable(Preview2Process process, Func<PollSource> source) : WasiPreview2.Poll.IPollable
{
    /// <summary>What it waits for.</summary>
    public PollSource Source => source();

    /// <inheritdoc/>
    public bool Ready() => process.Poll.IsReady(source());

    /// <inheritdoc/>
    public void Block() => process.Poll.Poll([this]);
}
