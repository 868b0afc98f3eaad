// Packages in the making, by name.
using Weft.Wit;

namespace Weft.Components.Tools.Packages;

/// <summary>A set of packages that is not resolved yet.</summary>
internal sealed class DraftPackages
{
    public OrderedDictionary<WitPackageName, DraftPackage> Packages { get; } = [];

    /// <summary>A package, made when it is not there.</summary>
    public DraftPackage this[WitPackageName name]
    {
        get
        {
            if (!Packages.TryGetValue(name, out var package))
            {
                Packages.Add(name, package = new DraftPackage());
            }

            return package;
        }
    }

    /// <summary>An interface, made when it is not there.</summary>
    public DraftScope this[InterfaceId id]
    {
        get
        {
            var interfaces = this[id.Package].Interfaces;
            if (!interfaces.TryGetValue(id.Name, out var scope))
            {
                interfaces.Add(id.Name, scope = new DraftScope(id, id.ToString()));
            }

            return scope;
        }
    }

    /// <summary>Adds what others have; what both have must be the same.</summary>
    public void Merge(DraftPackages other)
    {
        foreach (var (name, package) in other.Packages)
        {
            var mine = this[name];
            mine.Documentation ??= package.Documentation;
            foreach (var (interfaceName, scope) in package.Interfaces)
            {
                if (!mine.Interfaces.TryAdd(interfaceName, scope))
                {
                    mine.Interfaces[interfaceName].Merge(scope);
                }
            }

            foreach (var (worldName, world) in package.Worlds)
            {
                if (!mine.Worlds.TryAdd(worldName, world))
                {
                    mine.Worlds[worldName].Merge(world);
                }
            }
        }
    }

    /// <summary>Makes the model.</summary>
    /// <param name="root">The root package.</param>
    /// <exception cref="WitException">The pieces do not fit together.</exception>
    public WitPackageSet Resolve(WitPackageName root)
    {
        // What a binary holds, its maker's features allowed.
        var options = new WitOptions { AllFeatures = true, Proposals = WitProposals.All };
        return WitResolver.Resolve(new DraftPrinter(this).Print(root), $"the WIT of {root}", options);
    }
}
