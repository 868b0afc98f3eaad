// The options of all commands that read WIT as text.
using System.CommandLine;
using Weft.Wit;

namespace Weft.Cli.Parsing;

/// <summary>Which features and proposals of WIT are on.</summary>
internal sealed class WitFeatureOptions
{
    private readonly Option<string[]> _features = new("--features") { Description = "Keep the @unstable items of these features.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _allFeatures = new("--all-features") { Description = "Keep the @unstable items of every feature." };
    private readonly Option<bool> _proposals = new("--proposals") { Description = "Allow syntax that is off by default: lists of fixed length, error-context." };

    public WitFeatureOptions(Command command)
    {
        command.Add(_features);
        command.Add(_allFeatures);
        command.Add(_proposals);
    }

    public WitOptions Read(ParseResult arguments) => new()
    {
        // Other tools write names with commas between them.
        Features = [.. (arguments.GetValue(_features) ?? []).SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries))],
        AllFeatures = arguments.GetValue(_allFeatures),
        Proposals = arguments.GetValue(_proposals) ? WitProposals.All : WitProposals.None,
    };
}
