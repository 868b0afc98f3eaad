// wasi:tls: the only place where it meets the linker.

using Weft.Components;

namespace Weft.Wasi.Tls;

/// <summary>Gives components <c>wasi:tls</c>.</summary>
public static class WasiTlsLinkerExtensions
{
    /// <summary>
    /// Defines <c>wasi:tls/types@0.2.0-draft</c>: clients of TLS over TCP connections that the component made with <c>wasi:sockets</c>, to where it may
    /// connect. Needs <see cref="WasiPreview2LinkerExtensions.AddWasiPreview2(ComponentLinker, WasiContext)"/> on the same linker.
    /// </summary>
    /// <param name="linker">The linker.</param>
    /// <param name="options">Whom to trust; the defaults when null.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public static ComponentLinker AddWasiTls(this ComponentLinker linker, WasiTlsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(linker);
        var host = new TlsHost(options ?? new WasiTlsOptions());
        return WasiTls.AddTo(linker, _ => host);
    }
}
