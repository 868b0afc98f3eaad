// wasi:tls: what a host decides for its components.

using System.Security.Cryptography.X509Certificates;

namespace Weft.Wasi.Tls;

/// <summary>Settings of <see cref="WasiTlsLinkerExtensions.AddWasiTls"/>.</summary>
public sealed record WasiTlsOptions
{
    /// <summary>Whose certificates servers must have in the end; null for those that the system trusts.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }
}
