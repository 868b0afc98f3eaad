// Options of `weft run` for what of the network a component may use.
using System.CommandLine;
using Weft.Cli.Running;

namespace Weft.Cli.Parsing;

/// <summary>The options <c>--allow-connect</c>, <c>--allow-listen</c>, <c>--inherit-network</c>, <c>--tls</c> and <c>--tls-roots</c>.</summary>
internal sealed class NetworkOptions
{
    private readonly Option<string[]> _connect = new("--allow-connect") { Description = "Let a component connect and send to a host, and look up its name: a name, *.name, an address, a network such as 10.0.0.0/8; with ports, 443 or 8000-8999.", HelpName = "[tcp:|udp:]HOST[:PORT]" };
    private readonly Option<string[]> _listen = new("--allow-listen") { Description = "Let a component listen at an address of this machine.", HelpName = "[tcp:|udp:]ADDRESS[:PORT]" };
    private readonly Option<bool> _inherit = new("--inherit-network") { Description = "Let a component use the network as this process can." };

    private readonly Option<bool> _tls = new("--tls") { Description = "Give a component wasi:tls, over the connections that it may make." };
    private readonly Option<string[]> _tlsRoots = new("--tls-roots") { Description = "The same, trusting the certificates in this file (PEM) instead of the system's.", HelpName = "FILE" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_connect);
        command.Add(_listen);
        command.Add(_inherit);
        command.Add(_tls);
        command.Add(_tlsRoots);
    }

    /// <summary>Reads what was said.</summary>
    public NetworkGrants Read(ParseResult arguments) =>
        new(arguments.GetValue(_connect) ?? [], arguments.GetValue(_listen) ?? [], arguments.GetValue(_inherit))
        {
            HasTls = arguments.GetValue(_tls),
            TlsRoots = arguments.GetValue(_tlsRoots) ?? [],
        };
}
