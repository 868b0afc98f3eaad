// WASI preview 2: the only place where its interfaces meet the linker. What is defined as 0.2.8 serves components of every version 0.2.x.

using Weft.Components;
using Weft.Wasi.Preview2;

namespace Weft.Wasi;

/// <summary>Gives components WASI 0.2.</summary>
public static class WasiPreview2LinkerExtensions
{
    /// <summary>
    /// Defines <c>wasi:io</c>, <c>wasi:clocks</c>, <c>wasi:random</c>, <c>wasi:filesystem</c>, <c>wasi:sockets</c> and <c>wasi:cli</c>, each for all versions 0.2.x. Each
    /// store that uses them gets a world of its own, which is opened at its first call and closed when the store is collected.
    /// </summary>
    /// <param name="linker">The linker.</param>
    /// <param name="configure">Says what components are granted.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public static ComponentLinker AddWasiPreview2(this ComponentLinker linker, Action<WasiOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new WasiOptionsBuilder();
        configure(builder);
        return Add(linker, new Preview2Binding(builder));
    }

    /// <summary>
    /// Defines <c>wasi:io</c>, <c>wasi:clocks</c>, <c>wasi:random</c>, <c>wasi:filesystem</c>, <c>wasi:sockets</c> and <c>wasi:cli</c>, each for all versions 0.2.x, over a
    /// given world. Only one store at a time may use them.
    /// </summary>
    /// <param name="linker">The linker.</param>
    /// <param name="context">The world of the store's components; the caller disposes it when they have ended.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public static ComponentLinker AddWasiPreview2(this ComponentLinker linker, WasiContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Add(linker, new Preview2Binding(new Preview2Process(context)));
    }

    private static ComponentLinker Add(ComponentLinker linker, Preview2Binding binding)
    {
        ArgumentNullException.ThrowIfNull(linker);
        WasiPreview2.Error.AddTo(linker);
        WasiPreview2.Poll.AddTo(linker, store => binding.Find(store).Poll);
        WasiPreview2.Streams.AddTo(linker);
        WasiPreview2.MonotonicClock.AddTo(linker, store => binding.Find(store).Clocks);
        WasiPreview2.WallClock.AddTo(linker, store => binding.Find(store).Clocks);
        WasiPreview2.Timezone.AddTo(linker, store => binding.Find(store).Clocks);
        WasiPreview2.Random.AddTo(linker, store => binding.Find(store).Random);
        WasiPreview2.Insecure.AddTo(linker, store => binding.Find(store).Random);
        WasiPreview2.InsecureSeed.AddTo(linker, store => binding.Find(store).Random);
        WasiPreview2.Types.AddTo(linker, store => binding.Find(store).Filesystem);
        WasiPreview2.Preopens.AddTo(linker, store => binding.Find(store).Filesystem);
        WasiPreview2.Network.AddTo(linker, store => binding.Find(store).Sockets);
        WasiPreview2.InstanceNetwork.AddTo(linker, store => binding.Find(store).Sockets);
        WasiPreview2.Tcp.AddTo(linker);
        WasiPreview2.TcpCreateSocket.AddTo(linker, store => binding.Find(store).Sockets);
        WasiPreview2.Udp.AddTo(linker);
        WasiPreview2.UdpCreateSocket.AddTo(linker, store => binding.Find(store).Sockets);
        WasiPreview2.IpNameLookup.AddTo(linker, store => binding.Find(store).Sockets);
        WasiPreview2.Environment.AddTo(linker, store => binding.Find(store).Cli);
        WasiPreview2.Exit.AddTo(linker, store => binding.Find(store).Cli);
        WasiPreview2.Stdin.AddTo(linker, store => binding.Find(store).Cli);
        WasiPreview2.Stdout.AddTo(linker, store => binding.Find(store).Cli);
        WasiPreview2.Stderr.AddTo(linker, store => binding.Find(store).Cli);
        WasiPreview2.TerminalInput.AddTo(linker);
        WasiPreview2.TerminalOutput.AddTo(linker);
        WasiPreview2.TerminalStdin.AddTo(linker, store => binding.Find(store).Cli);
        WasiPreview2.TerminalStdout.AddTo(linker, store => binding.Find(store).Cli);
        WasiPreview2.TerminalStderr.AddTo(linker, store => binding.Find(store).Cli);
        return linker;
    }
}
