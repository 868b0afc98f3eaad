// What `weft run` lets a component use of the network.
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Weft.Components;
using Weft.Wasi;
using Weft.Wasi.Tls;

namespace Weft.Cli.Running;

/// <summary>Rules for the network.</summary>
/// <param name="Connect">What the component may connect to.</param>
/// <param name="Listen">Where it may listen.</param>
/// <param name="InheritsAll">Whether it may do what this process may.</param>
internal sealed record NetworkGrants(string[] Connect, string[] Listen, bool InheritsAll)
{
    /// <summary>Nothing.</summary>
    public static NetworkGrants None { get; } = new([], [], false);

    /// <summary>Whether TLS was asked for.</summary>
    public bool HasTls { get; init; }

    /// <summary>Files with the certificates to trust; none for those of the system.</summary>
    public IReadOnlyList<string> TlsRoots { get; init; } = [];

    /// <summary>Whether it is to have TLS.</summary>
    public bool NeedsTls => HasTls || TlsRoots.Count != 0;

    /// <summary>Defines TLS for a component, if it is to have it.</summary>
    /// <exception cref="CommandException">A file has no certificates, or this command has no TLS.</exception>
    public void AddTo(ComponentLinker linker)
    {
        if (!NeedsTls)
        {
            return;
        }

        // .NET's TLS and certificates would make the native command half as large again. A constant there, so that they are left out.
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw new CommandException($"--tls needs the command on the ordinary runtime: {HandOver.Variable} says where it is");
        }

        AddTls(linker);
    }

    private void AddTls(ComponentLinker linker)
    {
        var roots = new X509Certificate2Collection();
        foreach (var file in TlsRoots)
        {
            try
            {
                roots.ImportFromPemFile(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
            {
                throw new CommandException($"{file}: {error.Message} (--tls-roots)", error);
            }
        }

        if (TlsRoots.Count != 0 && roots.Count == 0)
        {
            throw new CommandException($"there is no certificate in {string.Join(", ", TlsRoots)} (--tls-roots)");
        }

        linker.AddWasiTls(new WasiTlsOptions { TrustedRoots = TlsRoots.Count == 0 ? null : roots });
    }

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
